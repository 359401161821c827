using static FragGuard.Policy.Tests.PlainWatch;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

/// <summary>A watch with <c>stalls_above</c>: breached by what programs feel, not by what the lists show.</summary>
public sealed class AssessorStallsTests
{
    private static readonly WatchSettings Stalls = Watch with { Floor = null, StallsAbove = 60, For = TimeSpan.Zero };

    [Fact]
    public void Assess_MoreStallsThanTheLimit_BreachesEveryZoneOfTheWatchThoughBlocksAreThere()
    {
        var assessor = AssessorOf(Stalls);

        var zones = Run(assessor, 0, 30, perSecond: 3, Normal(500), Normal(500, node: 1));

        Assert.Equal([ZoneState.Breached, ZoneState.Breached], zones.Select(zone => zone.State));
        Assert.All(zones, zone => Assert.True(zone.IsOfStallsAlone));
        Assert.Equal(90UL, zones[0].StallsPerMinute);
    }

    [Fact]
    public void Assess_AsManyAsTheLimit_IsOk()
    {
        var zones = Run(AssessorOf(Stalls), 0, 200, perSecond: 1, Normal(500));

        Assert.Equal((ZoneState.Ok, 60UL), (zones[0].State, zones[0].StallsPerMinute));
    }

    [Fact]
    public void Assess_BurstBeforeTheFirstReading_IsNoStall()
    {
        var assessor = AssessorOf(Stalls);
        assessor.TakeStalls(10_000_000, Sec(0));

        var zone = assessor.Assess(Table(Normal(500)), Sec(0)).Zones[0];

        Assert.Equal((ZoneState.Ok, null), (zone.State, zone.StallsPerMinute));
    }

    [Fact]
    public void Assess_StallsStop_IsClearAfterTenSecondsAndStaysSo()
    {
        var assessor = AssessorOf(Stalls);
        Run(assessor, 0, 60, perSecond: 3, Normal(500));

        var soon = Run(assessor, 61, 64, perSecond: 0, Normal(500))[0].State;
        var later = Run(assessor, 65, 72, perSecond: 0, Normal(500))[0].State;

        Assert.Equal((ZoneState.Breached, ZoneState.Ok), (soon, later));
    }

    [Fact]
    public void Assess_BetweenHalfTheLimitAndTheLimit_NeitherBreachesNorClears()
    {
        var assessor = AssessorOf(Stalls with { StallsAbove = 100 });
        var before = Run(assessor, 0, 120, perSecond: 1, Normal(500))[0].State;
        Run(assessor, 121, 180, perSecond: 3, Normal(500));

        var after = Run(assessor, 181, 400, perSecond: 1, Normal(500))[0].State;

        Assert.Equal((ZoneState.Ok, ZoneState.Breached), (before, after));
    }

    [Fact]
    public void Assess_For_IsWaitedForAsWithAFloor()
    {
        var assessor = AssessorOf(Stalls with { For = TimeSpan.FromSeconds(10) });

        var soon = Run(assessor, 0, 25, perSecond: 3, Normal(500))[0].State;
        var later = Run(assessor, 26, 35, perSecond: 3, Normal(500))[0].State;

        Assert.Equal((ZoneState.Falling, ZoneState.Breached), (soon, later));
    }

    [Fact]
    public void Assess_FloorBreachedToo_ClearsOnlyWhenBothAreWell()
    {
        var assessor = AssessorOf(Stalls with { Floor = Amount.Blocks(64) });
        Run(assessor, 0, 60, perSecond: 3, Normal(10));

        var blocksBack = Run(assessor, 61, 62, perSecond: 3, Normal(500))[0].State;
        var stallsOver = Run(assessor, 63, 80, perSecond: 0, Normal(500))[0].State;

        Assert.Equal((ZoneState.Breached, ZoneState.Ok), (blocksBack, stallsOver));
    }

    [Fact]
    public void RestartStalls_NoneSince_IsClearWithinTwoSeconds()
    {
        var assessor = AssessorOf(Stalls);
        Run(assessor, 0, 60, perSecond: 3, Normal(500));

        assessor.RestartStalls(Sec(60));
        var state = Run(assessor, 61, 62, perSecond: 0, Normal(500))[0].State;

        Assert.Equal(ZoneState.Ok, state);
    }

    [Fact]
    public void Assess_CounterReset_IsNoBreach()
    {
        var assessor = AssessorOf(Stalls);
        Run(assessor, 0, 30, perSecond: 1, Normal(500));

        assessor.TakeStalls(0, Sec(31));
        var zone = assessor.Assess(Table(Normal(500)), Sec(31)).Zones[0];

        Assert.Equal(ZoneState.Ok, zone.State);
    }

    [Fact]
    public void Assess_NothingReadForAMinute_EndsTheBreach()
    {
        var assessor = AssessorOf(Stalls);
        Run(assessor, 0, 60, perSecond: 3, Normal(500));

        var soon = assessor.Assess(Table(Normal(500)), Sec(100)).Zones[0].State;
        var later = assessor.Assess(Table(Normal(500)), Sec(125)).Zones[0].State;

        Assert.Equal((ZoneState.Breached, ZoneState.Ok), (soon, later));
    }

    [Fact]
    public void WantsStalls_OnlyWhereAWatchThatIsOnAsks()
    {
        var waiting = AssessorOf(Stalls with { During = "load" });
        var (asked, plain) = (AssessorOf(Stalls).WantsStalls, AssessorOf(Watch).WantsStalls);
        var closed = waiting.WantsStalls;

        waiting.TakeWindows(["load"]);

        Assert.Equal((true, false, false, true), (asked, plain, closed, waiting.WantsStalls));
    }

    [Fact]
    public void Assess_Stalls_AllocateNothing()
    {
        var (assessor, table) = (AssessorOf(Stalls), Table(Normal(500)));
        Run(assessor, 0, 100, perSecond: 1, Normal(500));
        assessor.Assess(table, Sec(101));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var second = 102; second < 1102; second++)
        {
            assessor.TakeStalls((ulong)second, Sec(second));
            assessor.Assess(table, Sec(second));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Ladder_StallsAlone_OpensByThemClosesByARungAndSaysSo()
    {
        var assessor = AssessorOf(Stalls);
        var incident = Incident.Of(Incident.Drop);

        incident.At(60, Run(assessor, 0, 60, perSecond: 3, Normal(500)));
        incident.Ends(61, RungEnd.Done, Run(assessor, 61, 61, perSecond: 3, Normal(500)));
        assessor.RestartStalls(Sec(61));
        incident.At(66, Run(assessor, 62, 66, perSecond: 0, Normal(500)));

        Assert.Equal(
            [
                "opened stalls", "started 1 drop_caches", "finished 1 drop_caches recovered",
                "closed 1 drop_caches recovered healed-by-rung",
            ],
            incident.Lines);
        Assert.Equal(
            "programs stalled 180 times a minute in direct compaction and reclaim; stalls_above is 60",
            incident.Told[0].Reason.ToString());
        Assert.Equal((180UL, 0UL), (incident.Told[2].StallsPerMinute, incident.Told[2].StallsAfter));
    }

    [Fact]
    public void Ladder_StallsGoOn_IsNoGainHoweverManyBlocksWereWon()
    {
        var assessor = AssessorOf(Stalls);
        var incident = Incident.Of(Incident.Drop);

        incident.At(60, Run(assessor, 0, 60, perSecond: 3, Normal(500)));
        incident.Ends(61, RungEnd.Done, Run(assessor, 61, 61, perSecond: 3, Normal(5000)));
        assessor.RestartStalls(Sec(61));
        incident.At(66, Run(assessor, 62, 66, perSecond: 3, Normal(5000)));

        Assert.Contains("finished 1 drop_caches no-gain", incident.Lines);
    }

    [Fact]
    public void Ladder_StallsHalve_IsPartial()
    {
        var assessor = AssessorOf(Stalls);
        var incident = Incident.Of(Incident.Drop);

        incident.At(60, Run(assessor, 0, 60, perSecond: 6, Normal(500)));
        incident.Ends(61, RungEnd.Done, Run(assessor, 61, 61, perSecond: 6, Normal(500)));
        assessor.RestartStalls(Sec(61));
        incident.At(66, Run(assessor, 62, 66, perSecond: 2, Normal(500)));

        Assert.Contains("finished 1 drop_caches partial", incident.Lines);
    }

    private readonly Dictionary<Assessor, ulong> _counts = [];

    // A look each second; so many stalls come before each but the first of all.
    private WatchedZone[] Run(Assessor assessor, int from, int to, int perSecond, params string[] rows)
    {
        var zones = Array.Empty<WatchedZone>();
        for (var second = from; second <= to; second++)
        {
            var count = _counts.TryGetValue(assessor, out var known) ? known + (ulong)perSecond : 1000;
            _counts[assessor] = count;
            assessor.TakeStalls(count, Sec(second));
            zones = assessor.Assess(Table(rows), Sec(second)).Zones.ToArray();
        }

        return zones;
    }
}
