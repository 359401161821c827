using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host.Tests;

public sealed partial class CommandJobTests : IDisposable
{
    private readonly TemporaryTree _tree = new();
    private readonly List<CommandOutput> _said = [];
    private readonly WriterLock _lock;

    public CommandJobTests() => _lock = WriterLock.TryOpen(_tree.Root, "/run/fragguard/writer.lock", out _)!;

    public void Dispose()
    {
        _lock.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void TryEnd_CommandThatWrites_TellsBothStreams()
    {
        var result = Run("echo drained; echo 'no such node' >&2; exit 3");

        Assert.Equal(StepEnd.Failed, result.End);
        Assert.Equal(
            [
                new CommandOutput("/bin/sh", "stdout", "drained", 0),
                new CommandOutput("/bin/sh", "stderr", "no such node", 0),
            ],
            _said);
    }

    [Fact]
    public void TryEnd_CommandThatWritesNothing_TellsNothing()
    {
        Assert.Equal(StepEnd.Done, Run("exit 0").End);

        Assert.Empty(_said);
    }

    [Theory]
    [InlineData(@"<0>panic\n<1><191>more\n", "panic\nmore")]
    [InlineData(@"\033[31mred\033[0m\n", "\\x1b[31mred\\x1b[0m")]
    [InlineData(@"\342\200\256reversed\r\n\n\n", "\\u202ereversed")]
    [InlineData(@"<a>b <1> c\n<>\n<12345>\n", "<a>b <1> c\n<>\n<12345>")]
    public void TryEnd_HarmfulOutput_IsMadeHarmless(string printed, string expected)
    {
        Run($"printf '{printed}'");

        Assert.Equal(expected, Assert.Single(_said).Text);
    }

    // Three times what a pipe holds: it ends only if somebody reads, and of the bytes only the first are kept.
    [Fact]
    public void TryEnd_FloodOfOutput_IsReadAndCountedAndKeptShort()
    {
        const int bytes = 3 << 20;

        var result = Run($"head -c {bytes} /dev/zero | tr '\\0' x");

        var said = Assert.Single(_said);
        Assert.Equal(StepEnd.Done, result.End);
        Assert.Equal(new string('x', 4096), said.Text);
        Assert.Equal(bytes - 4096, said.DroppedBytes);
    }

    [Fact]
    public void TryEnd_ManyShortLines_AreCutOffAfterSome()
    {
        Run("seq 1 100");

        var said = Assert.Single(_said);
        Assert.Equal(40, said.Text.Split('\n').Length);
        Assert.True(said.DroppedBytes > 0);
    }

    // A descriptor of ours that is open and not closed on exec, as a library or whoever started us may leave it.
    [Fact]
    public void Start_Command_InheritsNothingButItsStreams()
    {
        Assert.True(_lock.TryTake());
        using var leaking = new LeakingDescriptor();

        Run("ls -l /proc/self/fd | sed -n 's/.* \\([0-9]*\\) -> \\(.*\\)/\\1 \\2/p'");

        var lines = Assert.Single(_said).Text.Split('\n')
            .Where(line => !line.EndsWith("/fd", StringComparison.Ordinal))
            .ToArray();
        Assert.Equal(["0", "1", "2"], lines.Select(line => line.Split(' ')[0]));
        Assert.Equal("0 /dev/null", lines[0]);
        Assert.DoesNotContain(lines, line => line.Contains("writer.lock", StringComparison.Ordinal));
    }

    [Fact]
    public void TryEnd_WhatACommandLeavesRunning_IsNotWaitedFor()
    {
        var result = Run("sleep 600 & echo $!");

        Assert.Equal(StepEnd.Done, result.End);
        var left = int.Parse(Assert.Single(_said).Text, null);
        System.Diagnostics.Process.GetProcessById(left).Kill();
    }

    private StepResult Run(string script)
    {
        using var job = new Actuator("/no/such/fragguard", _tree.Root, _lock, _said.Add)
            .Start(new CommandRun(["/bin/sh", "-c", script], []));
        var poller = new Poller(1);
        var result = default(StepResult);
        for (var looks = 0; !job.TryEnd(out result); looks++)
        {
            Assert.True(looks < 100_000, "the command does not end");
            poller.Watch(0, job.WaitFd);
            poller.Wait(TimeSpan.FromMinutes(1));
        }

        return result;
    }

    private sealed partial class LeakingDescriptor : IDisposable
    {
        private readonly int _fd = Open("/dev/zero", 0, 0);

        public void Dispose() => _ = Close(_fd);

        [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
        private static partial int Open(string path, int flags, int mode);

        [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "close")]
        private static partial int Close(int fd);
    }
}
