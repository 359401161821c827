using static FragGuard.Policy.Tests.PlainWatch;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

/// <summary>What an assessor of changed settings takes over from the one before it.</summary>
public sealed class AssessorReloadTests
{
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
    public void Constructor_AfterAReload_KnowsTheZonesSizesWithoutReadingThemAgain()
    {
        var before = AssessorOf(Watch);
        before.Take(Zones(Zone(0, "Normal", 1000)));
        var settings = new GuardSettings { Watches = [Watch with { MinZoneBytes = 256UL << 20 }] };

        var seen = new Assessor(settings, Machine, before).Assess(Table(Normal(10)), Sec(0));

        Assert.Empty(seen.Zones.ToArray());
    }

    [Fact]
    public void Constructor_AfterAReload_ALapseIsStillALapse()
    {
        var before = AssessorOf(Watch);
        before.Assess(Table(Normal(10)), Sec(0));

        var assessor = new Assessor(new GuardSettings { Watches = [Watch] }, Machine, before);

        Assert.Equal(ZoneState.Falling, assessor.Assess(Table(Normal(10)), Sec(3600)).Zones[0].State);
    }

    [Theory]
    [InlineData("w", 5)]
    [InlineData("v", 4)]
    public void Constructor_AfterAReload_WatchOfAnotherNameOrOrderBeginsAnew(string name, int order)
    {
        var before = AssessorOf(Watch);
        before.Assess(Table(Normal(10)), Sec(0));
        before.Assess(Table(Normal(10)), Sec(30));
        var changed = Watch with { Name = name, Order = new OrderSetting(OrderUnit.Order, (ulong)order) };

        var assessor = new Assessor(new GuardSettings { Watches = [changed] }, Machine, before);

        Assert.Equal(ZoneState.Falling, assessor.Assess(Table(Normal(10)), Sec(31)).Zones[0].State);
    }

    [Fact]
    public void Constructor_AfterAReload_NothingIsFreshBeforeTheNextReading()
    {
        var before = AssessorOf(Watch);
        before.Assess(Table(Normal(10)), Sec(0));

        var assessor = new Assessor(new GuardSettings { Watches = [Watch] }, Machine, before);

        Assert.False(Assert.Single(assessor.Latest.Zones.ToArray()).IsFresh);
    }

    [Fact]
    public void Constructor_AfterAReload_WatchNamedLikeAFailuresIsNotTakenForIt()
    {
        var settings = new GuardSettings { Watches = [Watch with { Name = "kernel-log", Floor = Amount.Blocks(1) }] };
        var before = new Assessor(settings, Machine);
        before.TakeFailure(4);
        before.Assess(Table(Normal(2)), Sec(0));

        var seen = new Assessor(settings, Machine, before).Assess(Table(Normal(2)), Sec(1)).Zones.ToArray();

        Assert.Equal([ZoneState.Ok, ZoneState.Breached], seen.Select(zone => zone.State));
        Assert.Equal([0, 1], seen.Select(zone => zone.Watch));
    }
}
