using static FragGuard.Policy.Tests.PlainWatch;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

public sealed class AssessorTests
{
    [Theory]
    [InlineData(64, ZoneState.Ok)]
    [InlineData(63, ZoneState.Breached)]
    [InlineData(0, ZoneState.Breached)]
    public void Assess_AtTheFloor_IsNotTooLow(ulong blocks, ZoneState expected)
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });

        var seen = assessor.Assess(Table(Normal(blocks)), Sec(0));

        Assert.Equal(expected, seen.Zones[0].State);
    }

    [Fact]
    public void Assess_TooLow_IsBreachedOnlyAfterFor()
    {
        var assessor = AssessorOf(Watch);

        var states = new List<ZoneState>();
        foreach (var second in (int[])[0, 15, 29, 30])
        {
            states.Add(assessor.Assess(Table(Normal(10)), Sec(second)).Zones[0].State);
        }

        Assert.Equal([ZoneState.Falling, ZoneState.Falling, ZoneState.Falling, ZoneState.Breached], states);
    }

    [Fact]
    public void Assess_OneGoodReadingInBetween_StartsForAgain()
    {
        var assessor = AssessorOf(Watch);

        assessor.Assess(Table(Normal(10)), Sec(0));
        assessor.Assess(Table(Normal(64)), Sec(29));
        var seen = assessor.Assess(Table(Normal(10)), Sec(58));

        Assert.Equal(ZoneState.Falling, seen.Zones[0].State);
        Assert.Equal(Sec(58), seen.Zones[0].Since);
    }

    [Theory]
    [InlineData(95, ZoneState.Breached)]
    [InlineData(96, ZoneState.Ok)]
    public void Assess_Breached_ClearsAtOneAndAHalfTimesTheFloor(ulong blocks, ZoneState expected)
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });

        assessor.Assess(Table(Normal(10)), Sec(0));
        var seen = assessor.Assess(Table(Normal(blocks)), Sec(1));

        Assert.Equal(expected, seen.Zones[0].State);
    }

    [Theory]
    [InlineData(950, ZoneState.Ok)]
    [InlineData(951, ZoneState.Breached)]
    public void Assess_IndexAboveItsLimit_IsTooLow(int permille, ZoneState expected)
    {
        var assessor = AssessorOf(Watch with { Floor = null, UnusableAbovePermille = 950, For = TimeSpan.Zero });

        var seen = assessor.Assess(Table(RowWithIndex(permille)), Sec(0));

        Assert.Equal(permille, seen.Zones[0].UnusablePermille);
        Assert.Equal(expected, seen.Zones[0].State);
    }

    [Theory]
    [InlineData(null, 870, ZoneState.Breached)]
    [InlineData(null, 869, ZoneState.Ok)]
    [InlineData(500, 500, ZoneState.Breached)]
    [InlineData(500, 499, ZoneState.Ok)]
    public void Assess_BreachedByTheIndex_ClearsBelowItsLowerLimit(int? below, int permille, ZoneState expected)
    {
        var watch = Watch with
        {
            Floor = null,
            UnusableAbovePermille = 950,
            UnusableBelowPermille = below,
            For = TimeSpan.Zero,
        };
        var assessor = AssessorOf(watch);

        assessor.Assess(Table(RowWithIndex(990)), Sec(0));
        var seen = assessor.Assess(Table(RowWithIndex(permille)), Sec(1));

        Assert.Equal(expected, seen.Zones[0].State);
    }

    [Fact]
    public void Assess_BreachedByTheIndexAlone_KnowsHowManyBlocksAreMissing()
    {
        var assessor = AssessorOf(
            Watch with { Floor = null, UnusableAbovePermille = 950, UnusableBelowPermille = 800, For = TimeSpan.Zero });

        var zone = assessor.Assess(Table(Row(0, "Normal", 100_000, 100)), Sec(0)).Zones[0];
        var healed =
            assessor.Assess(Table(Row(0, "Normal", 100_000, zone.Suitable + zone.MissingBlocks)), Sec(1)).Zones[0];

        Assert.Equal(20_000UL / 16 + 1 - 100, zone.MissingBlocks);
        Assert.Equal(ZoneState.Ok, healed.State);
    }

    [Fact]
    public void Assess_ZoneBelowMinZone_IsNotWatchedOnceItsSizeIsKnown()
    {
        var assessor = AssessorOf(Watch with { MinZoneBytes = 256UL << 20 });

        assessor.Take(Zones(Zone(0, "DMA", 3840), Zone(0, "Normal", 1_000_000)));
        var seen = assessor.Assess(Table(Row(0, "DMA", 3000, 0), Normal(500)), Sec(0));

        Assert.Equal("node 0 zone Normal", Assert.Single(seen.Zones.ToArray()).Id.ToString());
    }

    [Fact]
    public void Assess_SizesUnknown_LeavesOutOnlyADmaZoneWithNeighbours()
    {
        var assessor = AssessorOf(Watch with { MinZoneBytes = 256UL << 20 });

        var seen = assessor.Assess(Table(Row(0, "DMA", 3000, 0), Normal(500), Row(1, "DMA", 3000, 0)), Sec(0));

        Assert.Equal(
            ["node 0 zone Normal", "node 1 zone DMA"], seen.Zones.ToArray().Select(zone => zone.Id.ToString()));
    }

    [Fact]
    public void Assess_FloorAsAShare_FollowsTheManagedPages()
    {
        var assessor = AssessorOf(Watch with { Floor = new Amount(AmountUnit.PartsPerMillion, 5000) });

        assessor.Take(Zones(Zone(0, "Normal", 1_000_000)));
        var first = assessor.Assess(Table(Normal(500)), Sec(0)).Zones[0].FloorBlocks;
        assessor.Take(Zones(Zone(0, "Normal", 2_000_000)));
        var second = assessor.Assess(Table(Normal(500)), Sec(1)).Zones[0].FloorBlocks;

        Assert.Equal((313UL, 625UL), (first, second));
    }

    [Fact]
    public void Take_ZoneThatIsNotBreached_HasNoDiagnosis()
    {
        var assessor = AssessorOf(Watch);
        assessor.Assess(Table(Normal(10)), Sec(0));

        assessor.Take(Zones(Zone(0, "Normal", 1_000_000)));

        Assert.Null(assessor.Latest.Zones[0].Diagnosis);
    }

    [Fact]
    public void Assess_OrderThatTheKernelDoesNotHave_CoversNothing()
    {
        var assessor =
            AssessorOf(Watch with { Order = new OrderSetting(OrderUnit.Order, 11) }, Watch with { Name = "v" });

        var seen = assessor.Assess(Table(Normal(500)), Sec(0));

        Assert.Single(seen.Zones.ToArray());
        Assert.Equal([Watch.Name], assessor.IdleWatches);
    }

    [Fact]
    public void Assess_WatchOfHugePagesWithoutHugePages_IsLeftOut()
    {
        var settings = new GuardSettings { Watches = [Watch with { Order = new OrderSetting(OrderUnit.Thp, 0) }] };
        var assessor = new Assessor(settings, new MachineFacts());

        var seen = assessor.Assess(Table(Normal(0)), Sec(100));

        Assert.True(seen.IsHealthy);
        Assert.Equal([Watch.Name], assessor.IdleWatches);
    }

    [Fact]
    public void Assess_AfterALapse_ForStartsAgain()
    {
        var assessor = AssessorOf(Watch);

        assessor.Assess(Table(Normal(10)), Sec(0));
        var seen = assessor.Assess(Table(Normal(10)), Sec(8 * 3600));

        Assert.Equal(ZoneState.Falling, seen.Zones[0].State);
        Assert.Equal(Sec(8 * 3600), seen.Zones[0].Since);
    }

    // Five minutes, or ten intervals where those are longer.
    [Theory]
    [InlineData(15, 300, ZoneState.Breached)]
    [InlineData(15, 300.001, ZoneState.Falling)]
    [InlineData(60, 600, ZoneState.Breached)]
    [InlineData(60, 600.001, ZoneState.Falling)]
    public void Assess_NoReadingForAsLongAsALapse_ForStartsAgainOnlyBeyondIt(
        int intervalSeconds, double gapSeconds, ZoneState expected)
    {
        var sampling = new SamplingSettings { Interval = Sec(intervalSeconds) };
        var assessor = new Assessor(new GuardSettings { Watches = [Watch], Sampling = sampling }, Machine);

        assessor.Assess(Table(Normal(10)), Sec(0));
        var seen = assessor.Assess(Table(Normal(10)), Sec(gapSeconds));

        Assert.Equal(expected, seen.Zones[0].State);
    }

    [Fact]
    public void Assess_LongestInterval_IsNoLapseByItself()
    {
        var sampling = new SamplingSettings { Interval = TimeSpan.MaxValue };
        var assessor = new Assessor(new GuardSettings { Watches = [Watch], Sampling = sampling }, Machine);

        assessor.Assess(Table(Normal(10)), Sec(0));
        var seen = assessor.Assess(Table(Normal(10)), TimeSpan.FromDays(365));

        Assert.Equal(ZoneState.Breached, seen.Zones[0].State);
    }

    [Fact]
    public void Assess_AfterALapse_ABreachIsStillABreach()
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });

        assessor.Assess(Table(Normal(10)), Sec(0));
        var seen = assessor.Assess(Table(Normal(10)), Sec(8 * 3600));

        Assert.Equal((1, Sec(0)), (seen.Breached, seen.Zones[0].Since));
    }

    [Fact]
    public void Assess_Ahead_BreachesBeforeTheFloorIsReached()
    {
        var assessor = AssessorOf(Watch with { Ahead = TimeSpan.FromMinutes(2) });

        var (breachedAt, level) = FirstBreach(assessor, second => 1000 - second);

        Assert.InRange(level, 64 + 60UL, 64 + 120UL);
        Assert.True(breachedAt < Sec(1000 - 64));
        Assert.True(assessor.Latest.Zones[0].IsPredicted);
    }

    [Fact]
    public void Assess_AheadPastTheFloor_IsNoLongerAPrediction()
    {
        var assessor = AssessorOf(Watch with { Ahead = TimeSpan.FromMinutes(2) });
        FirstBreach(assessor, second => 1000 - second);

        var seen = assessor.Assess(Table(Normal(10)), Sec(990));

        Assert.False(seen.Zones[0].IsPredicted);
    }

    [Fact]
    public void Assess_ThousandOrdinaryTicks_AllocatesNothing()
    {
        var assessor = AssessorOf(
            Watch with { Ahead = TimeSpan.FromMinutes(2) }, Watch with { Name = "v", UnusableAbovePermille = 999 });
        var table = Table(Normal(500), Normal(400, node: 1));
        Ladder.Step(Defaults, LadderState.Start, new Observation(assessor.Assess(table, Sec(0))), Sec(0));

        var healthy = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var second = 1; second <= 1000; second++)
        {
            var seen = assessor.Assess(table, Sec(second));
            var step = Ladder.Step(Defaults, LadderState.Start, new Observation(seen), Sec(second));
            healthy += step.Decision.Reason.Code == ReasonCode.Healthy ? 1 : 0;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1000, healthy);
    }

    private static readonly GuardSettings Defaults = new();

    private static string RowWithIndex(int permille)
    {
        var usableBlocks = (ulong)(1000 - permille);
        return RowOf(0, "Normal", (ulong)permille * 16, 0, 0, 0, usableBlocks, 0, 0, 0, 0, 0, 0);
    }

    private static (TimeSpan At, ulong Level) FirstBreach(Assessor assessor, Func<int, int> levelAt)
    {
        for (var second = 0; second < 900; second++)
        {
            var level = (ulong)levelAt(second);
            if (assessor.Assess(Table(Normal(level)), Sec(second)).Breached > 0)
            {
                return (Sec(second), level);
            }
        }

        throw new InvalidOperationException("never breached");
    }
}
