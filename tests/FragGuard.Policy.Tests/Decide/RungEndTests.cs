using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

/// <summary>What follows from the way in which a rung ends.</summary>
public sealed class RungEndTests
{
    private static readonly RungSettings FreeTune = Tune with
    {
        Cooldown = TimeSpan.Zero,
        Settle = TimeSpan.Zero,
        MaxStallBasisPoints = null,
    };

    [Fact]
    public void Step_TuneFailed_IsTriedAgainInTheSameIncident()
    {
        var incident = RestingBriefly(FreeTune);
        incident.At(0, Bad());
        incident.Ends(1, RungEnd.Failed, Bad());

        Assert.Equal((DecisionKind.Run, 0), (incident.At(20, Bad()).Kind, incident.State.Run!.Rung));
    }

    [Fact]
    public void Step_TuneFailedHalfWayAndThenHadNothingToDo_IsPutBackAllTheSame()
    {
        var incident = RestingBriefly(FreeTune);
        incident.At(0, Bad());
        incident.Ends(1, RungEnd.Failed, Bad());
        incident.At(20, Bad());
        incident.Ends(21, RungEnd.NothingToDo, Bad());

        Assert.Equal(DecisionKind.Restore, incident.At(22, Good()).Kind);
    }

    [Fact]
    public void Step_NothingWasWritten_PressureIsNotOurs()
    {
        var incident = Of(Drop, Compact);
        incident.At(0, Bad());
        incident.Host = Calm with { MemoryPressureBasisPoints = 9000 };

        var next = incident.Ends(1, RungEnd.Failed, Bad());

        Assert.Equal(ReasonCode.MemoryPressure, next.Reason.Code);
    }

    [Fact]
    public void Step_NothingWasWrittenAndTheZoneIsStale_IsJudgedWithoutAReading()
    {
        var incident = Of(Drop, Compact);
        incident.At(0, Bad());

        incident.Ends(1, RungEnd.Failed, Bad() with { IsFresh = false });

        Assert.Equal("finished 1 drop_caches failed kernel-error", incident.Lines[^1]);
    }

    [Fact]
    public void Step_RunThatTeachesNothing_TellsNoFigures()
    {
        var incident = Of(Drop, Compact);
        incident.Host = Calm with { Counters = new CostCounters { StallUs = 1 } };
        incident.At(0, Bad());
        incident.Host = Calm with { Counters = new CostCounters { StallUs = 500 } };

        incident.Ends(1, RungEnd.DryRun, Good());

        var finished = incident.Told[2];
        Assert.Equal((null, null, null), (finished.Before, finished.After, finished.Gain));
        Assert.Equal(default, finished.Cost);
    }

    [Fact]
    public void Step_EscalationRung_IsNoAttemptToHeal()
    {
        var incident = Of(Drop, Hook);
        incident.Run(0, Bad(), Bad());
        incident.Ends(7, RungEnd.Done, Bad());
        incident.At(8, Bad());

        Assert.Equal(["drop_caches"], incident.State.Attempts.Select(attempt => attempt.Remedy));
    }

    [Fact]
    public void Step_PutBackWhenClear_LeavesInForceWhatIsPutBackAtTheStop()
    {
        var untilStop = FreeTune with { Remedy = new TuneSettings { Restore = RestorePolicy.OnStop } };
        var incident = Of(FreeTune, untilStop);
        incident.At(0, Bad());
        incident.Ends(1, RungEnd.Done, Bad());
        incident.At(2, Bad());
        incident.Ends(3, RungEnd.Done, Bad());
        var restore = incident.At(4, Good());

        incident.Ends(5, RungEnd.Done, Good());

        Assert.Equal(DecisionKind.Restore, restore.Kind);
        Assert.Equal(
            (false, true), (incident.State.MemoryOf(0).IsInForce, incident.State.MemoryOf(1).IsInForce));
    }

    [Fact]
    public void Carry_RungThatTunesNothingIsGone_NothingIsPutBack()
    {
        var incident = Of(Drop, Compact);
        incident.Run(0, Bad(), Bad());
        incident.State = Ladder.Carry(incident.State, incident.Settings.Ladder, [Compact]);
        incident.Settings = incident.Settings with { Ladder = [Compact] };
        incident.Ends(7, RungEnd.Done, Good());

        var closed = incident.At(12, Good());

        Assert.Equal((DecisionKind.Wait, ReasonCode.Healthy), (closed.Kind, closed.Reason.Code));
        Assert.False(incident.State.OwesRestore);
    }

    [Theory]
    [InlineData(60, DecisionKind.Wait)]
    [InlineData(60.001, DecisionKind.Run)]
    public void Step_CachesDroppedBetweenTwoLooks_CountUpToAMinute(double second, DecisionKind expected)
    {
        var incident = Of(Drop);
        incident.Host = Calm with { CacheDrops = 5, CacheBytes = 0 };
        incident.At(0, Bad());
        incident.Host = Calm with { CacheDrops = 6 };

        Assert.Equal(expected, incident.At(second, Bad()).Kind);
    }

    private static Incident RestingBriefly(params RungSettings[] ladder) => new(new GuardSettings
    {
        Ladder = [.. ladder],
        Incident = new IncidentSettings { BackOff = TimeSpan.FromSeconds(10) },
    });
}
