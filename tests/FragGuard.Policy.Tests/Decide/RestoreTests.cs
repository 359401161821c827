using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

public sealed class RestoreTests
{
    [Fact]
    public void Step_TunedAndClear_PutsSettingsBackAfterTheIncident()
    {
        var incident = Of(Tune);

        var restore = incident.Run(0, Bad(), Good());
        var waits = incident.At(7, Good());
        var done = incident.Ends(8, RungEnd.Done, Good());

        Assert.Equal(new Decision(DecisionKind.Restore, new Reason(ReasonCode.Healthy)), restore);
        Assert.Equal((ReasonCode.Restoring, ReasonCode.Healthy), (waits.Reason.Code, done.Reason.Code));
        Assert.Equal((LadderPhase.Closed, false), (incident.State.Phase, incident.State.MemoryOf(0).IsInForce));
    }

    [Theory]
    [InlineData(RestorePolicy.OnStop)]
    [InlineData(RestorePolicy.Never)]
    public void Step_OtherPolicies_AreNotPutBackWhenTheIncidentCloses(RestorePolicy policy)
    {
        var incident = Of(Tune with { Remedy = new TuneSettings { Restore = policy } });

        var decision = incident.Run(0, Bad(), Good());

        Assert.Equal(DecisionKind.Wait, decision.Kind);
        Assert.Equal(LadderPhase.Closed, incident.State.Phase);
    }

    [Theory]
    [InlineData(RungEnd.NothingToDo, DecisionKind.Wait)]
    [InlineData(RungEnd.DryRun, DecisionKind.Wait)]
    [InlineData(RungEnd.Failed, DecisionKind.Restore)]
    public void Step_NothingWasTuned_NothingIsPutBack(RungEnd end, DecisionKind expected)
    {
        var incident = Of(Tune);
        incident.At(0, Bad());

        var decision = incident.Ends(1, end, Good());

        Assert.Equal(expected, decision.Kind);
    }

    [Fact]
    public void Step_SettingsInForce_AreNotSetAgainInThisIncident()
    {
        var incident = new Incident(new GuardSettings
        {
            Ladder = [Tune with { Cooldown = TimeSpan.Zero }],
            Incident = new IncidentSettings { BackOff = TimeSpan.FromSeconds(10) },
        });
        incident.Run(0, Bad(), Bad());

        Assert.Equal(ReasonCode.NothingToRun, incident.At(100, Bad()).Reason.Code);
        Assert.Equal("skipped 1 tune already-set", incident.Lines[^1]);
    }

    [Fact]
    public void Step_SettingsFoundInForce_CostNothingAndAreLookedAtAgainInTheNextIncident()
    {
        var incident = Of(Tune with { PerDay = 1, Remedy = new TuneSettings { Restore = RestorePolicy.Never } });
        incident.At(0, Bad());
        incident.Ends(1, RungEnd.NothingToDo, Bad());

        Assert.Equal(ReasonCode.NothingToRun, incident.At(100, Bad()).Reason.Code);
        incident.At(101, Good());

        Assert.Equal(DecisionKind.Run, incident.At(102, Bad()).Kind);
    }

    [Fact]
    public void Step_BreachWhileSettingsAreBeingPutBack_WaitsForThem()
    {
        var incident = Of(Drop, Tune);
        incident.State = LadderState.Start with { Phase = LadderPhase.Restoring };

        var waits = incident.At(0, Bad());
        var runs = incident.Ends(1, RungEnd.Done, Bad());

        Assert.Equal(ReasonCode.Restoring, waits.Reason.Code);
        Assert.Equal((DecisionKind.Run, 0), (runs.Kind, runs.Rung));
    }

    [Theory]
    [InlineData(RungEnd.Busy)]
    [InlineData(RungEnd.NotStarted)]
    [InlineData(RungEnd.Failed)]
    [InlineData(RungEnd.TimedOut)]
    public void Step_PuttingBackFails_NoIncidentWaitsForIt(RungEnd end)
    {
        var incident = Of(Drop, Tune);
        incident.State = LadderState.Start with { Phase = LadderPhase.Restoring };

        var runs = incident.Ends(1, end, Bad());

        Assert.Equal((DecisionKind.Run, 0), (runs.Kind, runs.Rung));
        Assert.Equal(LadderPhase.Running, incident.State.Phase);
    }

    [Fact]
    public void Step_SettingsThatWereInForceAreUndone_AreSetAgain()
    {
        var incident = new Incident(new GuardSettings
        {
            Ladder = [Tune with { Cooldown = TimeSpan.Zero }],
            Incident = new IncidentSettings { BackOff = TimeSpan.FromSeconds(10) },
        });
        incident.Run(0, Bad(), Bad());
        Assert.Equal(ReasonCode.NothingToRun, incident.At(100, Bad()).Reason.Code);

        incident.Undone = [0];
        var again = incident.At(101, Bad());

        Assert.Equal((DecisionKind.Run, 0), (again.Kind, again.Rung));
    }
}
