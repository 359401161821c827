using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

public sealed class EventTextTests
{
    private static readonly ValueList<Attempt> TriedInVain = [new Attempt("drop_caches", Outcome.NoGain, 0)];

    [Theory]
    [InlineData(931, "Unmovable pages are the likely cause: 93.1% of the zone's pageblocks")]
    [InlineData(
        103, "cannot be moved as they are used now (pinned, locked, being written) are the likely cause: only 10.3%")]
    [InlineData(null, "Unmovable pages are the likely cause; compaction cannot move them")]
    public void Of_LadderThatGainedNothing_NamesTheLikelyCause(int? unmovablePermille, string expected)
    {
        var told = new PolicyEvent(PolicyEventKind.LadderExhausted, Incident: 1)
        {
            Order = 4,
            Diagnosis = Diagnosis.Fragmented,
            Attempts = TriedInVain,
        };

        var text = EventText.Of(told, unmovablePermille is { } permille ? new UnmovableShare(permille) : null);

        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LadderThatGainedNothingInAZoneThatIsShort_DoesNotBlameUnmovablePages()
    {
        var told = new PolicyEvent(PolicyEventKind.LadderExhausted, Incident: 1)
        {
            Order = 4,
            Diagnosis = Diagnosis.LowMemory,
            Attempts = TriedInVain,
        };

        var text = EventText.Of(told, new UnmovableShare(931));

        Assert.Contains("low on memory", text, StringComparison.Ordinal);
        Assert.DoesNotContain("movable", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LadderOfEscalationRungsAlone_BlamesNothing()
    {
        var told = new PolicyEvent(PolicyEventKind.LadderExhausted, Incident: 1)
        {
            Order = 4,
            Diagnosis = Diagnosis.Fragmented,
        };

        var text = EventText.Of(told);

        Assert.Contains("escalation rungs only", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Tried", text, StringComparison.Ordinal);
        Assert.DoesNotContain("movable pages are", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Next attempt", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Outcome.Failed, true)]
    [InlineData(Outcome.TimedOut, true)]
    [InlineData(Outcome.Done, false)]
    public void Of_HookThatEnded_PointsToItsSandboxIfItFailed(Outcome outcome, bool expected)
    {
        var told = new PolicyEvent(PolicyEventKind.RungFinished, Incident: 1)
        {
            Rung = 1,
            Remedy = "hook",
            Outcome = outcome,
        };

        Assert.Equal(expected, EventText.Of(told).Contains("hook.conf", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_LadderWhoseRemediesTheKernelRefused_BlamesNoPages()
    {
        var told = new PolicyEvent(PolicyEventKind.LadderExhausted, Incident: 1)
        {
            Order = 4,
            Diagnosis = Diagnosis.Fragmented,
            Attempts = [new Attempt("compact_memory", Outcome.Failed, 0)],
        };

        var text = EventText.Of(told, new UnmovableShare(931));

        Assert.Contains("Tried: compact_memory failed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("movable", text, StringComparison.Ordinal);
    }
}
