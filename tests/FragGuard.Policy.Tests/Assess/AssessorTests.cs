using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

public sealed class AssessorTests
{
    private static readonly MachineFacts Machine = new() { ThpOrder = 9 };

    private static readonly WatchSettings Watch = new()
    {
        Name = "w",
        Floor = Amount.Blocks(64),
        For = TimeSpan.FromSeconds(30),
        MinZoneBytes = 0,
    };

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

    [Fact]
    public void Assess_AfterALapse_ABreachIsStillABreach()
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });

        assessor.Assess(Table(Normal(10)), Sec(0));
        var seen = assessor.Assess(Table(Normal(10)), Sec(8 * 3600));

        Assert.Equal(1, seen.Breached);
    }

    [Fact]
    public void Assess_BrokenRow_ZoneIsStaleAndStaysBreached()
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });

        assessor.Assess(Table(Normal(10), Normal(500, node: 1)), Sec(0));
        var seen = assessor.Assess(Table("Node 0, zone Nor\n", Normal(500, node: 1)), Sec(1));

        var zone = Assert.Single(seen.Zones.ToArray(), zone => zone.Id.Node == 0);
        Assert.Equal((ZoneState.Breached, false), (zone.State, zone.IsFresh));
    }

    [Fact]
    public void Assess_RowCutInTheMiddle_ZoneIsStaleUntilItIsWholeAgain()
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });
        assessor.Assess(Table(Normal(10), Normal(500, node: 1)), Sec(0));

        var cut = assessor.Assess(Table("Node 0, zone Normal 98 5 4\n", Normal(500, node: 1)), Sec(1)).Zones[0];
        var whole = assessor.Assess(Table(Normal(10), Normal(500, node: 1)), Sec(2)).Zones[0];

        Assert.Equal((ZoneState.Breached, false, 10UL), (cut.State, cut.IsFresh, cut.Suitable));
        Assert.Equal((ZoneState.Breached, true), (whole.State, whole.IsFresh));
    }

    [Fact]
    public void Assess_TheOnlyRowIsCut_ZoneIsStale()
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });
        assessor.Assess(Table(Normal(10)), Sec(0));

        var cut = assessor.Assess(Table("Node 0, zone Normal 98 5 4\n"), Sec(1));

        Assert.Equal((1, false), (cut.Breached, cut.Zones[0].IsFresh));
    }

    [Fact]
    public void Assess_NewZoneWithACutRow_IsWatchedOnceItIsWhole()
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });

        var cut = assessor.Assess(Table(Normal(500), "Node 1, zone Normal 98 5 4\n"), Sec(0)).IsHealthy;
        var whole = assessor.Assess(Table(Normal(500), Normal(10, node: 1)), Sec(1)).Breached;

        Assert.Equal((true, 1), (cut, whole));
    }

    [Fact]
    public void Assess_RowIsReadableAgain_ZoneGoesOnAsItStood()
    {
        var assessor = AssessorOf(Watch);

        assessor.Assess(Table(Normal(10), Normal(500, node: 1)), Sec(0));
        assessor.Assess(Table("Node 0, zone Nor\n", Normal(500, node: 1)), Sec(10));
        var seen = assessor.Assess(Table(Normal(10), Normal(500, node: 1)), Sec(30));

        Assert.Equal((ZoneState.Breached, true), (seen.Zones[0].State, seen.Zones[0].IsFresh));
    }

    [Fact]
    public void Assess_RowGoneAfterItWasBroken_ZoneIsGone()
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });

        assessor.Assess(Table(Normal(10), Normal(500, node: 1)), Sec(0));
        assessor.Assess(Table("Node 0, zone Nor\n", Normal(500, node: 1)), Sec(1));
        var seen = assessor.Assess(Table(Normal(500, node: 1)), Sec(2));

        Assert.True(seen.IsHealthy);
    }

    [Fact]
    public void Assess_ZoneUnplugged_IsForgotten()
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });

        assessor.Assess(Table(Normal(10), Normal(500, node: 1)), Sec(0));
        var seen = assessor.Assess(Table(Normal(500, node: 1)), Sec(1));

        Assert.Equal(1, Assert.Single(seen.Zones.ToArray()).Id.Node);
    }

    [Fact]
    public void Assess_ZoneUnpluggedFromATextWithALineThatNeverWasARow_IsForgotten()
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });

        assessor.Assess(Table("captured by hand\n", Normal(10), Normal(500, node: 1)), Sec(0));
        var seen = assessor.Assess(Table("captured by hand\n", Normal(500, node: 1)), Sec(1));

        Assert.True(seen.IsHealthy);
    }

    [Fact]
    public void Assess_ZonePluggedIn_IsWatchedFromThenOn()
    {
        var assessor = AssessorOf(Watch);

        assessor.Assess(Table(Normal(500)), Sec(0));
        assessor.Assess(Table(Normal(500), Normal(10, node: 1)), Sec(60));
        var seen = assessor.Assess(Table(Normal(500), Normal(10, node: 1)), Sec(90));

        Assert.Equal((ZoneState.Ok, ZoneState.Breached), (seen.Zones[0].State, seen.Zones[1].State));
    }

    [Theory]
    [InlineData(0, 7, 1)]
    [InlineData(0, 8, 0)]
    [InlineData(500, 7, 0)]
    public void TakeFailure_ZonesThatCannotServeTheOrder_AreBreachedAtOnce(ulong larger, ulong blocks, int breached)
    {
        var assessor = AssessorOf(Watch);
        assessor.Assess(Table(Normal(500)), Sec(0));

        assessor.TakeFailure(7);
        var counts = new ulong[] { 50_000, 0, 0, 0, 1000, 0, 0, blocks, larger, 0, 0 };
        var seen = assessor.Assess(Table(RowOf(0, "Normal", counts)), Sec(1));

        Assert.Equal(breached, seen.Breached);
    }

    [Theory]
    [InlineData(3, ZoneState.Breached)]
    [InlineData(4, ZoneState.Breached)]
    [InlineData(5, ZoneState.Falling)]
    public void TakeFailure_ZoneIsTooLowAlready_NeedNotStaySoForLonger(int order, ZoneState expected)
    {
        var assessor = AssessorOf(Watch);
        assessor.Assess(Table(Normal(50)), Sec(0));

        assessor.TakeFailure(order);
        var seen = assessor.Assess(Table(Normal(50)), Sec(1)).Zones[0];

        Assert.Equal((4, expected), (seen.Order, seen.State));
    }

    [Fact]
    public void TakeFailure_Healed_BreachesNothingAnyMore()
    {
        var assessor = AssessorOf(Watch);
        assessor.TakeFailure(9);

        var breached = assessor.Assess(Table(Normal(5000)), Sec(0)).Breached;
        var healed = assessor.Assess(Table(Row(0, "Normal", 100_000, 20, order: 9)), Sec(1)).IsHealthy;
        var later = assessor.Assess(Table(Normal(5000)), Sec(2)).IsHealthy;

        Assert.Equal((1, true, true), (breached, healed, later));
    }

    [Fact]
    public void TakeFailure_HealedLongAgo_IsForgotten()
    {
        var assessor = AssessorOf(Watch);
        assessor.TakeFailure(9);

        assessor.Assess(Table(Row(0, "Normal", 100_000, 20, order: 9)), Sec(0));
        var soon = assessor.Assess(Table(Normal(5000)), Sec(299)).Zones.Length;
        assessor.Assess(Table(Normal(5000)), Sec(300));
        var later = assessor.Assess(Table(Normal(5000)), Sec(301)).Zones.Length;

        Assert.Equal((2, 1), (soon, later));
    }

    [Fact]
    public void TakeFailure_AnotherOneAfterItHealed_BreachesAgain()
    {
        var assessor = AssessorOf(Watch);
        assessor.TakeFailure(9);
        assessor.Assess(Table(Row(0, "Normal", 100_000, 20, order: 9)), Sec(0));

        assessor.TakeFailure(9);

        Assert.Equal(1, assessor.Assess(Table(Normal(5000)), Sec(1)).Breached);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(24)]
    [InlineData(int.MaxValue)]
    [InlineData(15)]
    public void TakeFailure_OrderThatNoZoneHas_IsNoBreach(int order)
    {
        var assessor = AssessorOf(Watch);

        assessor.TakeFailure(order);

        Assert.True(assessor.Assess(Table(Normal(500)), Sec(0)).IsHealthy);
    }

    [Fact]
    public void TakeFailure_WatchOfTheSameNameAndOrder_IsNotTakenForIt()
    {
        var assessor = AssessorOf(Watch with { Name = "kernel-log", Floor = Amount.Blocks(1) });
        assessor.TakeFailure(4);

        var seen = assessor.Assess(Table(Normal(2)), Sec(0));

        Assert.Equal(1, seen.Breached);
    }

    [Theory]
    [InlineData(65536, 10, 1)]
    [InlineData(4096, 10, 8)]
    public void TakeFailure_LargeBlocks_AsksForFewOfThem(int pageBytes, int order, ulong expectedFloor)
    {
        var assessor = new Assessor(new GuardSettings { Watches = [] }, new MachineFacts { PageBytes = pageBytes });
        assessor.Take(Zones(Zone(0, "Normal", 1_000_000)));
        assessor.TakeFailure(order);

        var seen = assessor.Assess(Table(Row(0, "Normal", 100_000, 0, order)), Sec(0));

        Assert.Equal(expectedFloor, seen.Zones[0].FloorBlocks);
    }

    [Fact]
    public void TakeFailure_SmallMachine_AsksForNoMoreThanItCanHave()
    {
        var assessor = new Assessor(new GuardSettings { Watches = [] }, Machine);
        assessor.Take(Zones(Zone(0, "DMA32", 15_000)));
        assessor.TakeFailure(9);

        var seen = assessor.Assess(Table(Row(0, "DMA32", 5000, 0, order: 9)), Sec(0));

        Assert.Equal((1, 1UL), (seen.Breached, seen.Zones[0].FloorBlocks));
    }

    [Fact]
    public void Constructor_AfterAReload_ZonesGoOnAsTheyStood()
    {
        var before = AssessorOf(Watch);
        before.Assess(Table(Normal(10)), Sec(0));
        before.Assess(Table(Normal(10)), Sec(30));
        before.TakeFailure(9);
        var settings =
            new GuardSettings { Watches = [Watch with { Name = "new" }, Watch with { For = TimeSpan.FromHours(1) }] };

        var assessor = new Assessor(settings, Machine, before);
        var seen = assessor.Assess(Table(Normal(10)), Sec(31));

        Assert.Equal(
            [("new", ZoneState.Falling), ("w", ZoneState.Breached), ("kernel-log", ZoneState.Breached)],
            seen.Zones.ToArray().Select(zone => (zone.WatchName, zone.State)));
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

    private static Assessor AssessorOf(params WatchSettings[] watches) =>
        new(new GuardSettings { Watches = [.. watches] }, Machine);

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
