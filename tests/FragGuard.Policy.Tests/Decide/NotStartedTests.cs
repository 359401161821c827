using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

/// <summary>A rung for which no process can be started is no attempt.</summary>
public sealed class NotStartedTests
{
    [Fact]
    public void Step_RungCannotStart_TriesTheSameRungLaterAtNoCostAndSaysWhy()
    {
        var incident = Of(Drop with { PerDay = 1 }, Compact);
        incident.At(0, Bad());

        var put = incident.Ends(1, RungEnd.NotStarted, Bad());
        var later = incident.At(30, Bad());
        var again = incident.At(31, Bad());

        Assert.Equal(new Reason(ReasonCode.NotStarted, Text: "EINVAL"), put.Reason);
        Assert.Equal(ReasonCode.NotStarted, later.Reason.Code);
        Assert.Equal((DecisionKind.Run, 0), (again.Kind, again.Rung));
        Assert.Equal(["finished 1 drop_caches skipped not-started", "started 1 drop_caches"], incident.Lines[2..]);
    }

    [Fact]
    public void Step_NoRungCanEverStart_IsNeverExhaustedAndReachesNoEscalationRung()
    {
        var incident = Of(Drop, Compact, Tune, Hook);
        incident.At(0, Bad());
        for (var second = 1; second < 100_000; second += 31)
        {
            var decision = incident.State.Phase == LadderPhase.Running
                ? incident.Ends(second, RungEnd.NotStarted, Bad())
                : incident.At(second, Bad());
            Assert.True(decision.Rung <= 0);
        }

        Assert.DoesNotContain(incident.Told, told => told.Kind == PolicyEventKind.LadderExhausted);
        incident.Ends(100_000, RungEnd.NotStarted, Bad());
        Assert.Empty(incident.State.Attempts);
        Assert.Equal(default, incident.State.MemoryOf(0) with { Reported = default });
    }

    [Fact]
    public void Step_EscalationRungCannotStart_IsTriedAgain()
    {
        var incident = Of(Drop, Hook);
        incident.Run(0, Bad(), Bad());
        Assert.Equal(1, incident.State.Run!.Rung);

        incident.Ends(7, RungEnd.NotStarted, Bad());
        var again = incident.At(37, Bad());

        Assert.Equal((DecisionKind.Run, 1), (again.Kind, again.Rung));
    }

    [Fact]
    public void Step_RungFailsBeforeItsFirstStep_IsPassedOverAndExhaustsNothing()
    {
        var incident = Of(Tune, Hook);
        incident.At(0, Bad());

        var decision = incident.Ends(
            1, new RungResult(RungEnd.Failed, TimeSpan.Zero, "no room") { NothingRan = true }, Bad());

        Assert.Equal(ReasonCode.NothingToRun, decision.Reason.Code);
        Assert.Equal(["finished 1 tune failed kernel-error"], incident.Lines[2..3]);
        Assert.DoesNotContain(incident.Told, told => told.Kind == PolicyEventKind.LadderExhausted);
        Assert.Equal((DecisionKind.Run, 0), (incident.At(62, Bad()) is { } again ? (again.Kind, again.Rung) : default));
    }
}
