using System.Text.Json;
using FragGuard.Daemon;

namespace FragGuard.Tests;

/// <summary><c>ensure</c> as a process: exit codes, words, JSON.</summary>
public sealed class EnsureCommandTests
{
    [Fact]
    public void Ensure_BlocksAreThere_SucceedsForAnyUser()
    {
        using var tree = new FakeMachineTree().WithMachine();

        var run = ProgramRun.Of(["ensure", "--order", "64KiB", "--blocks", "16MiB", "--root", tree.Root.Directory]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("blocks of order 4 free (256 asked for): nothing to do", run.Output, StringComparison.Ordinal);
        Assert.Equal("0", File.ReadAllText(tree.Path("proc/sys/vm/drop_caches")).Trim());
    }

    [Fact]
    public void EnsureJson_DryRunThatCannotSucceed_HasTheDocumentedMembersAndExitsWithOne()
    {
        using var tree = new FakeMachineTree().WithMachine();

        var run = ProgramRun.Of(
            ["ensure", "--order", "4", "--blocks", "999999", "--dry-run", "--force", "--json", "--root",
                tree.Root.Directory]);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(
            ["ok", "order", "blocks", "node", "before", "there", "seconds", "dry_run", "why", "rungs"],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["rung", "remedy", "outcome", "gain", "ms", "reason"],
            json.GetProperty("rungs")[0].EnumerateObject().Select(member => member.Name));
        Assert.False(json.GetProperty("ok").GetBoolean());
    }

    [Theory]
    [InlineData(64, "--order' is required", "ensure", "--blocks", "3")]
    [InlineData(64, "--blocks 0: expected", "ensure", "--order", "4", "--blocks", "0")]
    [InlineData(64, "no NUMA node 9", "ensure", "--order", "4", "--blocks", "1", "--node", "9")]
    [InlineData(64, "--timeout soon", "ensure", "--order", "4", "--blocks", "1", "--timeout", "soon")]
    public void Ensure_WrongCommandLine_SaysWhatIsExpected(int exitCode, string words, params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ensure_SettingsWithErrors_AreRefused()
    {
        using var tree = new FakeMachineTree().WithMachine();
        tree.Write("etc/fragguard.toml", "nonsense = 1\n");

        Assert.Equal(78, ProgramRun.Of(["ensure", "--order", "4", "--blocks", "1", "--root",
            tree.Root.Directory]).ExitCode);
    }

    [Theory]
    [InlineData("512", 512)]
    [InlineData("2GiB", 1024)]
    [InlineData("3MiB", 2)]
    public void BlocksOf_NumberOrSize_IsInWholeBlocks(string text, ulong expected) =>
        Assert.Equal(expected, EnsureCommand.BlocksOf(text, order: 9, pageBytes: 4096));

    [Fact]
    public void Sentence_Failure_SaysWhatIsThereWhatWasTriedAndWhyNot()
    {
        var request = new EnsureRequest(9, 512, Node: 1, TimeSpan.FromSeconds(60));
        var result = new EnsureResult(IsThere: false, Before: 3, After: 12, TimeSpan.FromSeconds(9))
        {
            Why = "every rung was tried. Unmovable pages are the likely cause",
            Attempts =
            [
                new EnsureAttempt(1, "drop_caches", "skipped", null, default, "only 3 MiB of cache to drop"),
                new EnsureAttempt(2, "compact_memory", "partial", 9, TimeSpan.FromSeconds(1), ""),
            ],
        };

        Assert.Equal(
            "ensure: only 12 blocks of order 9 free on node 1 (512 asked for), 3 before: every rung was tried. "
                + "Unmovable pages are the likely cause. Rungs: drop_caches skipped: only 3 MiB of cache to drop; "
                + "compact_memory partial (+9 blocks)",
            EnsureText.Sentence(request, result, isDryRun: false));
    }
}
