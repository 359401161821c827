using static FragGuard.Policy.Tests.PlainWatch;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

/// <summary>Page allocation failures from the kernel log as proof.</summary>
public sealed class AssessorFailureTests
{
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
    public void TakeFailure_HealedLongAgoBesideAnotherBreach_IsForgottenToo()
    {
        var assessor = AssessorOf(Watch with { Order = new OrderSetting(OrderUnit.Order, 10), For = TimeSpan.Zero });
        var table = Table(Row(0, "Normal", 100_000, 20, order: 9));
        assessor.TakeFailure(9);
        assessor.Assess(table, Sec(0));

        assessor.Assess(table, Sec(300));
        var seen = assessor.Assess(table, Sec(300));

        Assert.Equal((10, ZoneState.Breached), (Assert.Single(seen.Zones.ToArray()).Order, seen.Zones[0].State));
    }

    [Fact]
    public void TakeFailure_HealedWhileALongRungMayRun_IsRememberedUntilItHasBeenJudged()
    {
        var slow = Incident.Compact with { Timeout = TimeSpan.FromMinutes(10), Settle = TimeSpan.FromMinutes(1) };
        var assessor = new Assessor(new GuardSettings { Watches = [Watch], Ladder = [slow, Incident.Drop] }, Machine);
        assessor.TakeFailure(9);
        assessor.Assess(Table(Row(0, "Normal", 100_000, 20, order: 9)), Sec(0));

        // Two writes of ten minutes and the wait before they are judged.
        assessor.Assess(Table(Normal(5000)), Sec((21 * 60) - 1));
        var soon = assessor.Assess(Table(Normal(5000)), Sec((21 * 60) - 1)).Zones.Length;
        assessor.Assess(Table(Normal(5000)), Sec(21 * 60));
        var later = assessor.Assess(Table(Normal(5000)), Sec(21 * 60)).Zones.Length;

        Assert.Equal((2, 1), (soon, later));
    }

    [Fact]
    public void TakeFailure_ProvesTheOrderForOneReading_NotForLaterOnes()
    {
        var assessor = AssessorOf(Watch);
        assessor.TakeFailure(3);
        assessor.Assess(Table(Normal(500)), Sec(0));

        Assert.Equal(ZoneState.Falling, assessor.Assess(Table(Normal(50)), Sec(1)).Zones[0].State);
    }

    [Fact]
    public void TakeFailure_LowestOrder_IsWatchedToo()
    {
        var assessor = AssessorOf(Watch);

        assessor.TakeFailure(1);
        var seen = assessor.Assess(Table(Row(0, "Normal", 100_000, 0, order: 1)), Sec(0)).Zones.ToArray();

        Assert.Contains(seen, zone => zone is { Order: 1, State: ZoneState.Breached });
    }

    [Fact]
    public void TakeFailure_TheSameOrderAgain_AddsNoSecondWatch()
    {
        var assessor = AssessorOf(Watch);
        assessor.TakeFailure(9);
        assessor.TakeFailure(9);
        assessor.TakeFailure(8);

        var seen = assessor.Assess(Table(Normal(5000)), Sec(0)).Zones.ToArray();

        Assert.Equal([4, 8, 9], seen.Select(zone => zone.Order).Order());
    }

    [Fact]
    public void TakeFailure_HealedBeforeAReload_BreachesNothingAfterIt()
    {
        var before = AssessorOf(Watch);
        before.TakeFailure(9);
        before.TakeFailure(8);
        before.Assess(Table(Row(0, "Normal", 100_000, 20, order: 9)), Sec(0));

        var settings = new GuardSettings { Watches = [Watch, Watch with { Name = "v" }] };

        var assessor = new Assessor(settings, Machine, before);
        var seen = assessor.Assess(Table(Normal(5000)), Sec(1));

        Assert.True(seen.IsHealthy);
        Assert.Equal(4, seen.Zones.Length);
        Assert.Equal(4, seen.Zones.ToArray().Select(zone => zone.Watch).Distinct().Count());
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
}
