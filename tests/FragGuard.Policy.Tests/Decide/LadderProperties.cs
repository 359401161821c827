using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Policy.Tests;

/// <summary>What holds whatever the machine does and however the ladder is set.</summary>
public sealed class LadderProperties
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(60);

    [Fact]
    public void Step_AnyScenario_NeverThrowsAndGivesAReasonForEverything()
    {
        ForEachStep((_, step) => Assert.NotEqual(ReasonCode.None, step.Decision.Reason.Code));
    }

    [Fact]
    public void Step_AnyScenario_NeverBeginsAnythingWhileSomethingRuns()
    {
        ForEachStep((run, step) => Assert.True(step.Decision.Kind == DecisionKind.Wait || !run.IsBusy));
    }

    [Fact]
    public void Step_AnyScenario_NeverRunsARungInsideItsCooldown()
    {
        ForEachRun((run, rung, _) => Assert.False(
            run.Gates.MustRest(run.Settings.Ladder[rung], rung, run.EndedAt(rung), run.Now)));
    }

    [Fact]
    public void Step_AnyScenario_NeverExceedsABudget()
    {
        ForEachRun((run, rung, _) =>
        {
            var settings = run.Settings.Ladder[rung];
            Assert.True(run.RunsWithin(rung, TimeSpan.FromHours(1)) < (settings.PerHour ?? int.MaxValue));
            Assert.True(run.RunsWithin(rung, TimeSpan.FromDays(1)) < (settings.PerDay ?? int.MaxValue));
        });
    }

    [Fact]
    public void Step_AnyScenario_PassesOverNoRungThatCouldRunUnlessItRemembersABetterOne()
    {
        ForEachRun((run, rung, _) =>
        {
            if (run.IsRelapse || run.Settings.Ladder[rung].Remedy.IsEscalation)
            {
                return;
            }

            for (var lower = 0; lower < rung; lower++)
            {
                Assert.True(run.Settings.Ladder[lower].Remedy.IsEscalation || run.WasTriedOrBarred(lower));
            }
        });
    }

    [Fact]
    public void Step_AnyScenario_RunsEscalationRungsOnlyWhenTheLadderIsExhausted()
    {
        ForEachRun((run, rung, step) =>
            Assert.True(!run.Settings.Ladder[rung].Remedy.IsEscalation || run.IsExhausted
                || step.Events.Any(told => told.Kind == PolicyEventKind.LadderExhausted)));
    }

    [Fact]
    public void Step_AnyScenario_ActsOnlyWhereZonesAreBreachedAndNeverCompactsForLowMemory()
    {
        ForEachRun((run, rung, step) =>
        {
            var fitsLowMemory = run.Settings.Ladder[rung].Remedy.FitsLowMemory;
            Assert.NotEmpty(step.Decision.Nodes);
            Assert.All(step.Decision.Nodes, node => Assert.Contains(run.Zones, zone =>
                zone.Id.Node == node && zone.IsBreached && zone.IsFresh
                    && (fitsLowMemory || zone.Diagnosis == Diagnosis.Fragmented)));
        });
    }

    [Fact]
    public void Step_AnyScenario_NeverRunsWhileAGateHolds()
    {
        ForEachRun((run, rung, _) =>
            Assert.False(run.Gates.MustHold(run.Settings, run.Settings.Ladder[rung].Remedy, run.Host, run.Now)));
    }

    [Fact]
    public void Step_AnyScenario_TellsEachIncidentFromOpenToClosed()
    {
        ForEachStep((run, step) =>
        {
            foreach (var told in step.Events)
            {
                run.Take(told);
            }

            Assert.Equal(run.IsOpen, step.State.IsOpen);
        });
    }

    [Fact]
    public void Step_AnyScenario_TellsASkipOnceForEachReasonInAnIncident()
    {
        Prop.ForAll(Scenario.Any, scenario =>
        {
            var told = new List<PolicyEvent>();
            ScenarioRun.Over(scenario, (_, step) => told.AddRange(step.Events));
            var skips = told.Where(one => one.Kind == PolicyEventKind.RungSkipped).Select(
                one => (one.Incident, one.Rung, one.Reason.Code)).ToList();
            Assert.Equal(skips.Distinct().Count(), skips.Count);
        }).Check(Thorough);
    }

    [Fact]
    public void Step_SameInputs_SameDecisions()
    {
        Prop.ForAll(Scenario.Any, scenario => Assert.Equal(Transcript(scenario), Transcript(scenario))).Check(Thorough);
    }

    [Fact]
    public void Step_ReloadsOnTheWay_KeepsEveryPromiseOfTheOthers()
    {
        Prop.ForAll(Scenario.Any, Scenario.Any, (first, second) =>
        {
            var busy = false;
            ScenarioRun.Over(first, (run, step) =>
            {
                Assert.NotEqual(ReasonCode.None, step.Decision.Reason.Code);
                Assert.True(step.Decision.Kind == DecisionKind.Wait || !run.IsBusy);
                busy = run.IsBusy;
            }, reloadTo: second.Settings);
        }).Check(Thorough);
    }

    private static List<string> Transcript(Scenario scenario)
    {
        var lines = new List<string>();
        ScenarioRun.Over(scenario, (_, step) =>
            lines.Add($"{step.Decision} {string.Join(',', step.Decision.Nodes)} {string.Join(';', step.Events)} "
                + step.State));
        return lines;
    }

    private static void ForEachStep(Action<ScenarioRun, LadderStep> check) =>
        Prop.ForAll(Scenario.Any, scenario => ScenarioRun.Over(scenario, check)).Check(Thorough);

    private static void ForEachRun(Action<ScenarioRun, int, LadderStep> check) => ForEachStep((run, step) =>
    {
        if (step.Decision.Kind == DecisionKind.Run)
        {
            check(run, step.Decision.Rung, step);
        }
    });
}
