using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

/// <summary>What is kept of a rung's runs: enough for its budgets, and no more.</summary>
public sealed class RunHistoryTests
{
    private const int KeptWithoutBudget = 256;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory]
    [InlineData(KeptWithoutBudget - 1, KeptWithoutBudget)]
    [InlineData(KeptWithoutBudget, KeptWithoutBudget + 1)]
    [InlineData(10_000, KeptWithoutBudget + 1)]
    public void Step_ManyRunsInADayWithoutABudget_KeepsTheNewest(int runs, int expected)
    {
        var incident = After(runs, Compact);

        incident.At(0, Bad());

        var kept = incident.State.MemoryOf(0).Runs;
        Assert.Equal(expected, kept.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(-1), kept[^2]);
    }

    [Theory]
    [InlineData(1000, null)]
    [InlineData(null, 1000)]
    public void Step_BudgetAboveWhatIsKeptOtherwise_KeepsEnoughToCountIt(int? perHour, int? perDay)
    {
        var incident = After(runs: 999, Compact with { PerHour = perHour, PerDay = perDay });

        var last = incident.At(0, Bad());
        incident.Ends(0.001, RungEnd.Failed, Bad());
        var spent = incident.At(1000, Bad());

        Assert.Equal(DecisionKind.Run, last.Kind);
        Assert.Equal(1000, incident.State.MemoryOf(0).Runs.Count);
        Assert.NotEqual(DecisionKind.Run, spent.Kind);
    }

    [Fact]
    public void Step_RunOfADayAgo_IsForgotten()
    {
        var incident = Of(Compact);
        incident.State = LadderState.Start.Remember(
            0, new RungMemory { Runs = [-Day, TimeSpan.FromMilliseconds(1) - Day, TimeSpan.FromHours(-1)] });

        incident.At(0, Bad());

        Assert.Equal(
            [TimeSpan.FromMilliseconds(1) - Day, TimeSpan.FromHours(-1), TimeSpan.Zero],
            incident.State.MemoryOf(0).Runs);
    }

    // So many runs, a millisecond apart, the last one a millisecond ago.
    private static Incident After(int runs, RungSettings rung)
    {
        var incident = new Incident(new GuardSettings
        {
            Ladder = [rung with { Cooldown = TimeSpan.Zero }],
            Incident = new IncidentSettings { BackOff = TimeSpan.FromSeconds(1), MaxBackOff = TimeSpan.FromSeconds(1) },
        });
        incident.State = LadderState.Start.Remember(0, new RungMemory
        {
            Runs = [.. Enumerable.Range(1, runs).Select(ago => TimeSpan.FromMilliseconds(ago - runs - 1))],
        });
        return incident;
    }
}
