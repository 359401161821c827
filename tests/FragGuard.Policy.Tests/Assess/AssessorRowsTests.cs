using static FragGuard.Policy.Tests.PlainWatch;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

/// <summary>Rows that are broken, and zones that come and go.</summary>
public sealed class AssessorRowsTests
{
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
    public void Assess_BrokenRow_OtherZonesAreCountedOnce()
    {
        var assessor = AssessorOf(Watch);
        assessor.Assess(Table(Normal(500), Normal(500, node: 1)), Sec(0));

        var seen = assessor.Assess(Table("Node 0, zone Nor\n", Normal(500, node: 1)), Sec(1)).Zones.ToArray();

        Assert.Equal([0, 1], seen.Select(zone => zone.Id.Node).Order());
    }

    [Fact]
    public void Assess_ZoneReplacedByAnotherWithAsManyOrders_IsTheOther()
    {
        var assessor = AssessorOf(Watch with { For = TimeSpan.Zero });
        assessor.Assess(Table(Normal(10)), Sec(0));

        var zone = Assert.Single(assessor.Assess(Table(Normal(500, node: 1)), Sec(1)).Zones.ToArray());

        Assert.Equal((1, ZoneState.Ok), (zone.Id.Node, zone.State));
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
}
