using System.Diagnostics;
using System.Text;

namespace FragGuard.Host.Tests;

public sealed class KernelLogFileTests : IDisposable
{
    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void TryRead_NamedPipeInATree_GivesRecordsAndThenNone()
    {
        Directory.CreateDirectory(_tree.Root.Path("/dev"));
        using (var mkfifo = Process.Start("mkfifo", _tree.Root.Path("/dev/kmsg")))
        {
            mkfifo.WaitForExit();
        }

        using var log = KernelLogFile.TryOpen(_tree.Root, out var error);
        Assert.Null(error);
        Assert.False(log!.TryRead(out _));
        File.AppendAllText(_tree.Root.Path("/dev/kmsg"), "4,1,2,-;one\n");

        Assert.True(log.TryRead(out var record));
        Assert.Equal("4,1,2,-;one\n", Encoding.UTF8.GetString(record));
        Assert.False(log.TryRead(out _));
    }

    [Fact]
    public void TryOpen_PlainFile_IsRefusedBecauseItWouldKeepTheLoopAwake()
    {
        _tree.Write("/dev/kmsg", "4,1,2,-;one\n");

        Assert.Null(KernelLogFile.TryOpen(_tree.Root, out var error));
        Assert.Equal("/dev/kmsg: a plain file in this tree", error);
    }

    [Fact]
    public void TryOpen_NoSuchFile_SaysSo()
    {
        Assert.Null(KernelLogFile.TryOpen(_tree.Root, out var error));
        Assert.Equal("/dev/kmsg: this kernel has no such file", error);
    }
}
