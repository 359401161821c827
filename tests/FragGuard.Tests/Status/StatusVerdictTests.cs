using System.Text.Json;
using FragGuard.Host;

namespace FragGuard.Tests;

public sealed class StatusVerdictTests
{
    private const string Low = "Node 0, zone   Normal 4096 0 0 0 63 0\n";
    private const string Well = "Node 0, zone   Normal 4096 0 0 0 64 0\n";
    private const string Ok = """{"pid":9,"zones":[{"watch":"w","node":0,"zone":"Normal","state":"ok"}]}""";

    [Theory]
    [InlineData(0, "healthy: 1 zone watched; the guard is not running", Well, null)]
    [InlineData(1, "breached: node 0 zone Normal has 63 blocks of order 4, floor 64 (watch w)", Low, null)]
    [InlineData(0, "healthy: 1 zone watched", Well, Ok)]
    [InlineData(0, "healthy: 1 zone watched, 1 too low, but not for long enough yet", Low, Ok)]
    [InlineData(1, "exhausted: incident 4: every rung tried", Well,
        """{"pid":9,"zones":[],"incident":{"id":4,"phase":"every rung tried","exhausted":true}}""")]
    [InlineData(1, "breached: incident 4: the last rung is settling", Well,
        """{"pid":9,"zones":[],"incident":{"id":4,"phase":"the last rung is settling","exhausted":false}}""")]
    [InlineData(1, "breached: node 1 zone Normal has 5 blocks of order 4, floor 64 (watch w), and 1 more",
        "Node 0, zone   Normal 4096 0 0 0 63 0\nNode 1, zone   Normal 4096 0 0 0 5 0\n", null)]
    [InlineData(2, "unknown: the guard's status cannot be read: ", Well, "no json")]
    [InlineData(1, "breached: ", Low, "no json")]
    [InlineData(2, "unknown: the guard is blind: e", Well, """{"pid":9,"error":"e","zones":[]}""")]
    [InlineData(2, "unknown: the guard is of a newer version", Well, """{"pid":9,"version":7,"zones":[]}""")]
    [InlineData(2, "unknown: no zone is watched", Well, """{"pid":9,"watches":[],"zones":[]}""")]
    public void Of_Machine_SaysHowItStands(int exitCode, string line, string buddyInfo, string? status)
    {
        using var tree = TempTree.With(buddyInfo);
        _ = status is null ? tree : tree.AddDaemon(status);

        var verdict = StatusVerdict.Of(
            StatusViewTests.Read(tree, StatusViewTests.Settings()), settingsProblem: null, TimeSpan.FromSeconds(100));

        Assert.Equal(exitCode, verdict.ExitCode);
        Assert.StartsWith(line, verdict.Line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "healthy: 1 zone watched", "160", "100\n")]
    [InlineData(2, "unknown: the guard has left no word for 61 s: it is stopped, or it hangs", "161", "100\n")]
    [InlineData(2, "unknown: the guard has left no word for 71 s: it is stopped, or it hangs", "161", "no time")]
    [InlineData(2, "unknown: the guard has left no word for 71 s: it is stopped, or it hangs", "161", null)]
    [InlineData(2, "unknown: the guard has left no word for 71 s: it is stopped, or it hangs", "161", "9999\n")]
    [InlineData(0, "healthy: 1 zone watched", "no time", "100\n")]
    [InlineData(0, "healthy: 1 zone watched", "20", "100\n")]
    public void Of_GuardThatLeavesNoWord_IsUnknown(int exitCode, string line, string uptime, string? alive)
    {
        using var tree = TempTree.With(Well)
            .AddDaemon(Ok.Replace("{\"pid", """{"written_at_s":90,"pid""", StringComparison.Ordinal))
            .Add("proc/uptime", uptime + " 1.0\n");
        _ = alive is null ? tree : tree.Add("run/fragguard/alive", alive);

        var view = StatusViewTests.Read(tree, StatusViewTests.Settings());
        var verdict = StatusVerdict.Of(view, settingsProblem: null, TimeSpan.FromSeconds(100));

        Assert.Equal(exitCode, verdict.ExitCode);
        Assert.StartsWith(line, verdict.Line, StringComparison.Ordinal);
        Assert.Equal(exitCode == 2, view.Daemon.Silence is not null);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("""{"version":1,"pid":0}""")]
    [InlineData("""{"version":1,"pid":1}""")]
    public void Of_StatusThatIsNotTheGuardsWhileOneRuns_IsUnknown(string status)
    {
        using var tree = TempTree.With(Well).Add("run/fragguard/status.json", status);
        using var held = new GuardLock(new KernelRoot(tree.Directory));
        Assert.True(held.TryTake(DateTimeOffset.UtcNow));
        tree.Add("proc/locks", File.ReadAllText("/proc/locks"));

        var view = StatusViewTests.Read(tree, StatusViewTests.Settings());

        Assert.StartsWith(
            "unknown: the guard's status cannot be read: ",
            StatusVerdict.Of(view, settingsProblem: null, TimeSpan.Zero).Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_GuardThatCouldLeaveNoStatus_IsUnknown()
    {
        using var tree = TempTree.With(Well);
        var root = new KernelRoot(tree.Directory);
        using var held = new GuardLock(root);
        var before = StatusViewTests.Read(tree, StatusViewTests.Settings()).Daemon.Problem;

        Assert.True(held.TryTake(DateTimeOffset.UtcNow));
        tree.Add("proc/locks", File.ReadAllText("/proc/locks"));
        var view = StatusViewTests.Read(tree, StatusViewTests.Settings());
        held.Dispose();
        tree.Add("proc/locks", File.ReadAllText("/proc/locks"));

        Assert.Null(before);
        Assert.StartsWith(
            "unknown: the guard's status cannot be read: a guard runs, and /run/fragguard/status.json is not there",
            StatusVerdict.Of(view, settingsProblem: null, TimeSpan.Zero).Line, StringComparison.Ordinal);
        Assert.Null(StatusViewTests.Read(tree, StatusViewTests.Settings()).Daemon.Problem);
    }

    [Fact]
    public void Of_BreachBesideAGuardThatLeavesNoWord_IsABreachAndSaysBoth()
    {
        using var tree = TempTree.With(Low)
            .AddDaemon(Ok.Replace("{\"pid", """{"written_at_s":90,"pid""", StringComparison.Ordinal)
                .Replace("\"ok\"", "\"breached\"", StringComparison.Ordinal))
            .Add("proc/uptime", "400.0 1.0\n").Add("run/fragguard/alive", "100\n");

        var verdict = StatusVerdict.Of(
            StatusViewTests.Read(tree, StatusViewTests.Settings()), settingsProblem: null, TimeSpan.FromSeconds(100));

        Assert.Equal(1, verdict.ExitCode);
        Assert.EndsWith(
            "(watch w); the guard has left no word for 5 min: it is stopped, or it hangs", verdict.Line,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SettingsThatCannotBeUsed_IsUnknown()
    {
        using var tree = TempTree.With(Well);

        var verdict = StatusVerdict.Of(
            StatusViewTests.Read(tree, StatusViewTests.Settings()), "the file has errors", TimeSpan.Zero);

        Assert.Equal((2, "unknown: the file has errors"), (verdict.ExitCode, verdict.Line));
    }

    [Theory]
    [InlineData(0, Well)]
    [InlineData(1, Low)]
    public void Run_Check_AnswersByItsExitCode(int exitCode, string buddyInfo)
    {
        using var tree = TempTree.With(buddyInfo)
            .Add("etc/fragguard.toml", "[[watch]]\nname = \"w\"\nfloor = 64\n");

        var line = ProgramRun.Of(["status", "--check", "--root", tree.Directory]);
        var json = ProgramRun.Of(["status", "--check", "--json", "--root", tree.Directory]);
        var plain = ProgramRun.Of(["status", "--root", tree.Directory]);

        Assert.Equal((exitCode, exitCode, 0), (line.ExitCode, json.ExitCode, plain.ExitCode));
        Assert.Single(line.Output.TrimEnd('\n').Split('\n'));
        var daemon = JsonDocument.Parse(json.Output).RootElement.GetProperty("daemon");
        Assert.False(daemon.GetProperty("running").GetBoolean());
    }

    [Fact]
    public void Run_CheckWithoutAnythingToRead_IsUnknown()
    {
        using var tree = new TempTree();

        var run = ProgramRun.Of(["status", "--check", "--root", tree.Directory]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("unknown: /proc/buddyinfo", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_CheckAndWatch_DoNotGoTogether() =>
        Assert.Equal(64, ProgramRun.Of(["status", "--check", "--watch"]).ExitCode);
}
