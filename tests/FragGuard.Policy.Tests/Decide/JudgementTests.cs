using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

/// <summary>What a rung is said to have achieved, by the zones that it ran for.</summary>
public sealed class JudgementTests
{
    [Fact]
    public void Step_ZoneIsUnplugged_ClosesTheIncidentButNothingHealedIt()
    {
        var incident = Of(Drop, Compact);

        incident.Run(0, Bad(), Good(node: 1));

        Assert.Equal(["finished 1 drop_caches no-gain zones-gone", "closed zones-gone"], incident.Lines[2..]);
        Assert.Null(incident.State.LastRecovery);
        Assert.Equal(0, incident.State.MemoryOf(0).NoGainRuns);
    }

    [Fact]
    public void Step_FirstZoneUnpluggedAndAnotherHealed_TheRungThatHealedIsCredited()
    {
        var incident = Of(Drop, Compact);
        incident.Run(0, Bad(), Bad(node: 1));
        incident.Ends(7, RungEnd.Done, Bad(node: 1));

        incident.At(12, Good(node: 1));

        Assert.Equal("closed 2 compact_memory recovered healed-by-rung", incident.Lines[^1]);
        Assert.Equal(1, incident.State.LastRecovery?.Rung);
    }

    [Fact]
    public void Step_OneOfTwoZonesIsStale_IsNoRecovery()
    {
        var incident = Of(Drop, Compact);
        incident.At(0, Bad(), Bad(node: 1));
        incident.Ends(1, RungEnd.Done, Bad(), Bad(node: 1));

        incident.At(6, Good(), Bad(node: 1) with { IsFresh = false });

        Assert.Equal("finished 1 drop_caches partial", incident.Lines[2]);
    }

    [Fact]
    public void Step_OneOfTwoZonesIsStale_GainIsThatOfTheOther()
    {
        var incident = Of(Drop, Compact);
        incident.At(0, Bad(10), Bad(20, node: 1));
        incident.Ends(1, RungEnd.Done, Bad(10), Bad(20, node: 1));

        incident.At(6, Bad(30), Bad(90, node: 1) with { IsFresh = false });

        var finished = incident.Told[2];
        Assert.Equal(Outcome.Partial, finished.Outcome);
        Assert.Equal((30UL, 20L), (finished.After, finished.Gain));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Step_OneOfTwoZonesIsBreachedStill_IsNoRecovery(int healed)
    {
        var incident = Of(Drop, Compact);
        incident.At(0, Bad(), Bad(node: 1));
        incident.Ends(1, RungEnd.Done, Bad(), Bad(node: 1));

        incident.At(6, healed == 0 ? Good() : Bad(), healed == 1 ? Good(node: 1) : Bad(node: 1));

        Assert.Equal("finished 1 drop_caches partial", incident.Lines[2]);
    }

    [Theory]
    [InlineData("w", 9)]
    [InlineData("huge", 4)]
    public void Step_AnotherWatchOfTheZoneIsBreachedStill_RungIsJudgedByItsOwn(string name, int order)
    {
        var other = Bad(50) with { Watch = 1, WatchName = name, Order = order };
        var incident = Of(Drop, Compact);
        incident.At(0, Bad(10), other);
        incident.Ends(1, RungEnd.Done, Bad(10), other);

        incident.At(6, Good(120), other);

        var finished = incident.Told[2];
        Assert.Equal((Outcome.Recovered, 120UL, 110L), (finished.Outcome, finished.After, finished.Gain));
    }

    [Theory]
    [InlineData(209, "no-gain")]
    [InlineData(210, "partial")]
    public void Step_PredictedBreach_GainIsHeldAgainstTheClearLevel(ulong after, string expected)
    {
        var falling = Bad(200) with { IsPredicted = true };
        var incident = Of(Drop, Compact);

        incident.Run(0, falling, falling with { Suitable = after });

        Assert.Equal("finished 1 drop_caches " + expected, incident.Lines[2]);
    }

    [Fact]
    public void Step_RungCost_IsWhatTheCountersGrewBy()
    {
        var incident = Of(Compact);
        incident.Host = Calm with
        {
            Counters = new CostCounters { StallUs = 100, ScannedPages = 50, MigratedPages = 5, FailedPages = 900 },
        };
        incident.At(0, Bad());
        incident.Ends(1, RungEnd.Done, Bad());
        incident.Host = Calm with
        {
            Counters = new CostCounters { StallUs = 300, ScannedPages = 250, MigratedPages = 5, FailedPages = 1 },
        };

        incident.At(6, Good());

        Assert.Equal(new CostCounters { StallUs = 200, ScannedPages = 200, MigratedPages = 0 }, incident.Told[2].Cost);
    }
}
