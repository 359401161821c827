using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

/// <summary>The first rung of an incident waits for the machine's own part of the splay.</summary>
public sealed class SplayedTests
{
    [Fact]
    public void Step_FirstRungOfAnIncident_WaitsItsPartAndSaysSoOnce()
    {
        var incident = Splayed(seconds: 10);

        var at0 = incident.At(0, Bad());
        var at9 = incident.At(9.9, Bad());
        var at10 = incident.At(10, Bad());

        Assert.Equal(new Reason(ReasonCode.Splay, 10_000, 10_000), at0.Reason);
        Assert.Equal(new Reason(ReasonCode.Splay, 100, 10_000), at9.Reason);
        Assert.Equal(DecisionKind.Run, at10.Kind);
        Assert.Equal(["opened", "skipped 1 drop_caches splay", "started 1 drop_caches"], incident.Lines);
    }

    [Fact]
    public void Step_NextRung_WaitsNoMore()
    {
        var incident = Splayed(seconds: 10);
        incident.At(0, Bad());
        incident.Run(10, Bad(), Bad());

        Assert.Equal(LadderPhase.Running, incident.State.Phase);
        Assert.Contains("started 2 compact_memory", incident.Lines);
        Assert.Single(incident.Lines, line => line.Contains("splay", StringComparison.Ordinal));
    }

    [Fact]
    public void Step_ProvenByTheKernelLog_WaitsForNothing()
    {
        var incident = Splayed(seconds: 10);
        incident.At(0, Bad());

        var proven = incident.At(1, Bad(), Bad() with { Watch = incident.Settings.Watches.Count });

        Assert.Equal(DecisionKind.Run, proven.Kind);
    }

    [Fact]
    public void Step_Relapse_WaitsForNothing()
    {
        var incident = Splayed(seconds: 10);
        incident.At(0, Bad());
        incident.Run(10, Bad(), Good());

        var relapse = incident.At(100, Bad());

        Assert.Equal(2, incident.State.Incident);
        Assert.NotEqual(ReasonCode.Splay, relapse.Reason.Code);
    }

    private static Incident Splayed(int seconds)
    {
        var incident = Of(Drop, Compact);
        incident.Settings = incident.Settings with
        {
            Incident = incident.Settings.Incident with { Splay = TimeSpan.FromSeconds(seconds) },
        };
        return incident;
    }
}
