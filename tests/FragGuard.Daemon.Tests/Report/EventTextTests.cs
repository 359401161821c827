using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

public sealed class EventTextTests
{
    [Theory]
    [InlineData(931, "Unmovable pages are the likely cause: 93.1 % of the zone's pageblocks")]
    [InlineData(103, "cannot be moved as they are used now (pinned, locked, being written) are the likely cause: only 10.3 %")]
    [InlineData(null, "Unmovable pages are the likely cause; compaction cannot move them")]
    public void Of_LadderThatGainedNothing_NamesTheLikelyCause(int? unmovablePermille, string expected)
    {
        var told = new PolicyEvent(PolicyEventKind.LadderExhausted, Incident: 1) { Order = 4, Diagnosis = Diagnosis.Fragmented, Attempts = [new Attempt("drop_caches", Outcome.NoGain, 0)] };

        var text = EventText.Of(told, unmovablePermille is { } permille ? new UnmovableShare(permille) : null);

        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LadderThatGainedNothingInAZoneThatIsShort_DoesNotBlameUnmovablePages()
    {
        var told = new PolicyEvent(PolicyEventKind.LadderExhausted, Incident: 1) { Order = 4, Diagnosis = Diagnosis.LowMemory };

        var text = EventText.Of(told, new UnmovableShare(931));

        Assert.Contains("short of free memory", text, StringComparison.Ordinal);
        Assert.DoesNotContain("movable", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LadderWithoutARemedy_BlamesNoPages()
    {
        var told = new PolicyEvent(PolicyEventKind.LadderExhausted, Incident: 1) { Order = 4, Diagnosis = Diagnosis.Fragmented };

        var text = EventText.Of(told, new UnmovableShare(931));

        Assert.Contains("No remedy was tried", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Tried:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("movable", text, StringComparison.Ordinal);
        Assert.DoesNotContain("reboot", text, StringComparison.Ordinal);
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
