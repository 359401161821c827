using System.Diagnostics;

namespace FragGuard.Host.Tests;

public sealed class ChildProcessTests : IDisposable
{
    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 30", 30)]
    [InlineData("kill -9 $$", 137)]
    public void TryEnd_ChildThatEnds_GivesItsExitCode(string script, int expected)
    {
        using var child = Start(script);

        Assert.Equal(expected, WaitFor(child));
    }

    [Fact]
    public void WaitFd_ChildThatEnds_WakesAPoller()
    {
        using var child = Start("exit 3");
        var poller = new Poller(1);
        poller.Watch(0, child.WaitFd);

        poller.Wait(TimeSpan.FromMinutes(1));

        Assert.True(poller.IsReady(0));
        Assert.True(child.TryEnd(out var exitCode));
        Assert.Equal(3, exitCode);
    }

    [Fact]
    public void TryEnd_ChildThatRuns_SaysNoWithoutWaiting()
    {
        using var child = Start("sleep 600");

        Assert.False(child.TryEnd(out _));
        child.Kill();
        Assert.Equal(137, WaitFor(child));
    }

    [Fact]
    public void Kill_ChildThatStartedAnother_ReachesBoth()
    {
        var mark = _tree.Write("/pid", "");
        using var child = Start($"sleep 600 & echo $! > {mark}.new; mv {mark}.new {mark}.done; wait");
        SpinWait.SpinUntil(() => File.Exists(mark + ".done"), TimeSpan.FromMinutes(1));
        var grandchild = int.Parse(File.ReadAllText(mark + ".done").Trim(), null);

        child.Kill();

        WaitFor(child);
        Assert.True(SpinWait.SpinUntil(() => IsGone(grandchild), TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Start_EnvironmentAndArguments_ReachTheChildUnchanged()
    {
        var output = _tree.Root.Path("/out");
        string[] odd = ["a b", "", "$(id)", "'\"*", "ü"];
        var error = ChildProcess.Start(
            "/bin/sh",
            ["-c", "printf '%s\\n' \"$0\" \"$@\" \"$FRAGGUARD_ZONE\" > " + output, .. odd],
            ["FRAGGUARD_ZONE=Normal; x"],
            -1,
            out var child);

        Assert.Equal(0, error);
        Assert.Equal(0, WaitFor(child!));
        Assert.Equal([.. odd, "Normal; x"], File.ReadAllLines(output));
        child!.Dispose();
    }

    [Fact]
    public void Start_NoSuchProgram_GivesTheErrorNumber()
    {
        const int noEntry = 2;

        var error = ChildProcess.Start("/no/such/program", [], [], -1, out var child);

        Assert.Equal(noEntry, error);
        Assert.Null(child);
    }

    private static ChildProcess Start(string script)
    {
        Assert.Equal(0, ChildProcess.Start("/bin/sh", ["-c", script], ["PATH=/usr/bin:/bin"], -1, out var child));
        return child!;
    }

    private static int WaitFor(ChildProcess child)
    {
        var exitCode = -1;
        Assert.True(SpinWait.SpinUntil(() => child.TryEnd(out exitCode), TimeSpan.FromMinutes(1)));
        return exitCode;
    }

    private static bool IsGone(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is ArgumentException or IOException)
        {
            return true;
        }
    }
}
