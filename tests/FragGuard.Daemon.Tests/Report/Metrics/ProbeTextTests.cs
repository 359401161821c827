using System.Text;
using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

public sealed class ProbeTextTests
{
    [Fact]
    public void Write_Healthy_SaysSoInFourFields()
    {
        Assert.Equal("4711 0 0 every watch is healthy (1 zone)\n", Line(MetricsTextTests.View(nodes: 1)));
    }

    [Theory]
    [InlineData(LadderPhase.Climbing, 0, "12 1 0 healing: 0/Normal short of order-4 blocks, fragmented, 7 more\n")]
    [InlineData(
        LadderPhase.BackingOff, 1, "12 1 1 every rung tried: 0/Normal short of order-4 blocks, fragmented, 7 more\n")]
    public void Write_Breached_NamesTheZoneAndHowManyMore(LadderPhase phase, int failed, string expected)
    {
        var view = MetricsTextTests.View(nodes: 8);
        var zones = view.Zones.Zones.ToArray();
        for (var i = 0; i < zones.Length; i++)
        {
            (zones[i].State, zones[i].Diagnosis) = (ZoneState.Breached, Diagnosis.Fragmented);
        }

        view.Zones = new Assessment(zones);
        view.Ladder = LadderState.Start with { Phase = phase, Attempts = Attempts(failed), Incident = 1 };

        var line = Line(view, uptime: 12);

        Assert.Equal(expected, line);
        Assert.InRange(line.Split(' ', 4)[3].TrimEnd('\n').Length, 1, ProbeText.MostMessageBytes);
    }

    [Fact]
    public void Write_StateChanges_TheMessageFollows()
    {
        var (view, probe) = (MetricsTextTests.View(nodes: 1), new ProbeText());
        _ = probe.Write(view, 1);
        view.Ladder = LadderState.Start with { Phase = LadderPhase.Climbing, Incident = 3 };

        Assert.Equal("2 1 0 healing: incident 3\n", Encoding.ASCII.GetString(probe.Write(view, 2)));
    }

    [Theory]
    [InlineData(LadderPhase.Closed, 0, "healthy")]
    [InlineData(LadderPhase.Settling, 0, "healing")]
    [InlineData(LadderPhase.BackingOff, 2, "exhausted")]
    [InlineData(LadderPhase.BackingOff, 0, "healing")]
    [InlineData(LadderPhase.Restoring, 0, "healthy")]
    public void Feature_EachState_IsOneWord(LadderPhase phase, int failed, string word)
    {
        var view = MetricsTextTests.View(nodes: 1);
        view.Ladder = LadderState.Start with { Phase = phase, Attempts = Attempts(failed) };

        Assert.Equal(
            $"feature.node.kubernetes.io/fragguard.state={word}\n", Encoding.ASCII.GetString(FeatureText.Of(view)));
    }

    // A dry run tries none, and what was only skipped was not tried.
    private static ValueList<Attempt> Attempts(int failed) =>
    [
        new Attempt("tune", Outcome.Skipped, 0),
        .. Enumerable.Repeat(new Attempt("compact_memory", Outcome.NoGain, 0), failed),
    ];

    private static string Line(MetricsView view, long uptime = 4711) =>
        Encoding.ASCII.GetString(new ProbeText().Write(view, uptime));
}
