namespace FragGuard.Host.Tests;

public sealed class KernelThreadsTests
{
    private const string Hangs = "37 (kcompactd0) D 2 0 0 0 -1 2129984 0 0 0 0";
    private const string Sleeps = "37 (kcompactd0) S 2 0 0 0 -1 2129984 0 0 0 0";

    [Theory]
    [InlineData(Hangs, true)]
    [InlineData(Sleeps, false)]
    [InlineData("37 (kcompactd0) D 1 37 37 0 -1 4194304 0 0", false)]
    [InlineData("37 (kswapd0) D 2 0 0 0 -1 2129984 0 0 0 0", false)]
    public void IsOneUninterruptible_Task_IsOneOfTheKernelsOwn(string stat, bool expected)
    {
        using var tree = new TemporaryTree();
        tree.Write("/proc/37/stat", stat);
        using var threads = new KernelThreads(tree.Root, "kcompactd");

        Assert.Equal(expected, threads.IsOneUninterruptible());
        Assert.Null(threads.Error);
    }

    [Fact]
    public void IsOneUninterruptible_EveryLook_FindsWhoIsThereNow()
    {
        using var tree = new TemporaryTree();
        tree.Write("/proc/37/stat", Sleeps);
        using var threads = new KernelThreads(tree.Root, "kcompactd");
        Assert.False(threads.IsOneUninterruptible());

        tree.Write("/proc/99/stat", "99 (kcompactd1) D 2 0 0 0 -1 2129984 0");
        var withNewNode = threads.IsOneUninterruptible();
        tree.Write("/proc/99/stat", "99 (kcompactd1) D 4711 0 0 0 -1 4194304 0");
        var withForeignTask = threads.IsOneUninterruptible();

        Assert.True(withNewNode);
        Assert.False(withForeignTask);
    }

    [Fact]
    public void IsOneUninterruptible_ChildrenOfKthreadd_AreAllThatIsLookedAt()
    {
        using var tree = new TemporaryTree();
        tree.Write("/proc/2/task/2/children", "36 37 38 ");
        tree.Write("/proc/36/stat", "36 (kswapd0) S 2 0 0 0 -1 2129984 0");
        tree.Write("/proc/37/stat", Hangs);
        tree.Write("/proc/4711/stat", "not read");
        using var threads = new KernelThreads(tree.Root, "kcompactd");

        Assert.True(threads.IsOneUninterruptible());
        Assert.Null(threads.Error);
    }

    [Fact]
    public void IsOneUninterruptible_NoProc_IsUnknown()
    {
        using var tree = new TemporaryTree();
        using var threads = new KernelThreads(tree.Root, "kcompactd");

        Assert.False(threads.IsOneUninterruptible());
        Assert.Contains("/proc", threads.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("37 (kcompactd0")]
    public void IsOneUninterruptible_TornFile_IsUnknown(string stat)
    {
        using var tree = new TemporaryTree();
        tree.Write("/proc/37/stat", stat);
        using var threads = new KernelThreads(tree.Root, "kcompactd");

        Assert.False(threads.IsOneUninterruptible());
        Assert.Equal("/proc/37/stat: not in the kernel's layout", threads.Error);
    }
}
