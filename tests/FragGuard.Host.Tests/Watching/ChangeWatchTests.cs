using System.Diagnostics;

namespace FragGuard.Host.Tests;

public sealed class ChangeWatchTests : IDisposable
{
    private readonly TemporaryTree _tree = new();
    private readonly ChangeWatch _watch = new();

    public void Dispose()
    {
        _watch.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void Directory_FileMadeRenamedRemoved_IsReadableUntilDrained()
    {
        Assert.True(_watch.TryWatchDirectory(_tree.Root.Path("/")));
        var path = _tree.Root.Path("/a");

        foreach (var change in (Action[])[
            () => File.WriteAllText(path, "x"), () => File.Move(path, path + "b"), () => File.Delete(path + "b")])
        {
            Assert.False(IsReadable());
            change();
            Assert.True(IsReadable());
            _watch.Drain();
        }

        Assert.False(IsReadable());
    }

    [Fact]
    public void Directory_OnlyRead_StaysQuiet()
    {
        var path = _tree.Root.Path("/a");
        File.WriteAllText(path, "x");
        Assert.True(_watch.TryWatchDirectory(_tree.Root.Path("/")));

        _ = File.ReadAllText(path);

        Assert.False(IsReadable());
    }

    [Fact]
    public void Directory_NoneThere_IsRefused() => Assert.False(_watch.TryWatchDirectory(_tree.Root.Path("/none")));

    [Fact]
    public void Process_Ends_IsReadableUntilForgotten()
    {
        using var process = Process.Start("sleep", "1000");
        Assert.True(_watch.TryWatchProcess(process.Id));
        Assert.False(IsReadable());

        process.Kill();
        process.WaitForExit();

        Assert.True(IsReadable());
        _watch.Drain();
        Assert.True(IsReadable());
        _watch.ForgetProcesses();
        Assert.False(IsReadable());
    }

    [Fact]
    public void Process_NoneOfThatNumber_IsRefused() => Assert.False(_watch.TryWatchProcess(int.MaxValue));

    [Fact]
    public void Dispose_WatchesOfEveryKind_LeavesNoDescriptor()
    {
        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var i = 0; i < 50; i++)
        {
            using var watch = new ChangeWatch();
            Assert.True(watch.TryWatchDirectory(_tree.Root.Path("/")));
            Assert.True(watch.TryWatchDirectory(_tree.Root.Path("/")));
            Assert.True(watch.TryWatchProcess(Environment.ProcessId));
        }

        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length - before, -50, 20);
    }

    private bool IsReadable()
    {
        var poller = new Poller(1);
        poller.Watch(0, _watch.Fd);
        poller.Wait(TimeSpan.Zero);
        return poller.IsReady(0);
    }
}
