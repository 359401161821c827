namespace FragGuard.Host.Tests;

public sealed class WriterLockTests : IDisposable
{
    private const string LockPath = "/run/fragguard/writer.lock";

    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void TryTake_WhileAnotherHasIt_SaysNo()
    {
        using var first = Open();
        using var second = Open();

        Assert.True(first.TryTake());
        Assert.False(second.TryTake());
        first.Release();
        Assert.True(second.TryTake());
    }

    // What such a link leads to would be written over by whoever says that he holds the lock.
    [Fact]
    public void TryOpen_ALinkInItsPlace_IsRefused()
    {
        File.CreateSymbolicLink(_tree.Write(LockPath, "") + ".link", _tree.Write("/etc/other", "kept"));
        File.Move(_tree.Root.Path(LockPath + ".link"), _tree.Root.Path(LockPath), overwrite: true);

        using var opened = WriterLock.TryOpen(_tree.Root, LockPath, out var error);

        Assert.Null(opened);
        Assert.StartsWith(LockPath, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryTake_HolderDiedWithItsFileLeftBehind_Succeeds()
    {
        var dead = Open();
        Assert.True(dead.TryTake());
        dead.Dispose();
        using var next = Open();

        Assert.True(File.Exists(_tree.Root.Path(LockPath)));
        Assert.True(next.TryTake());
    }

    [Fact]
    public void TryTake_HolderIsGoneButItsChildWrites_SaysNoUntilTheChildEnds()
    {
        var holder = Open();
        Assert.True(holder.TryTake());
        Assert.Equal(
            0, ChildProcess.Start("/bin/sh", ["-c", "sleep 600"], ["PATH=/usr/bin:/bin"], holder.Fd, out var child));
        holder.Dispose();
        using var next = Open();

        Assert.False(next.TryTake());
        child!.Kill();
        Assert.True(SpinWait.SpinUntil(() => child.TryEnd(out _), TimeSpan.FromMinutes(1)));
        Assert.True(SpinWait.SpinUntil(next.TryTake, TimeSpan.FromMinutes(1)));
        child.Dispose();
    }

    [Fact]
    public void TryOpen_DirectoryCannotBeMade_SaysWhy()
    {
        _tree.Write("/run", "a file where a directory should be");

        var opened = WriterLock.TryOpen(_tree.Root, LockPath, out var error);

        Assert.Null(opened);
        Assert.StartsWith(LockPath + ": ", error, StringComparison.Ordinal);
    }

    private WriterLock Open()
    {
        var opened = WriterLock.TryOpen(_tree.Root, LockPath, out var error);
        Assert.Null(error);
        return opened!;
    }
}
