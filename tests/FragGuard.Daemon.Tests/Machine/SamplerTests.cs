namespace FragGuard.Daemon.Tests;

public sealed class SamplerTests : IDisposable
{
    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void TryReadFreeBlocks_GoodFile_GivesItsRows()
    {
        using var sampler = new Sampler(_host.Root);

        Assert.True(sampler.TryReadFreeBlocks());
        Assert.Null(sampler.Error);
        Assert.Equal(1, sampler.FreeBlocks.Rows.Length);
        Assert.True(sampler.TryReadZones());
    }

    [Theory]
    [InlineData("", "/proc/buddyinfo: empty")]
    [InlineData("Node 0, zone   Nor", "/proc/buddyinfo: no line in the kernel's layout")]
    [InlineData("what is this\n", "/proc/buddyinfo: no line in the kernel's layout")]
    public void TryReadFreeBlocks_UselessFile_IsAnErrorAndNotAbsent(string content, string error)
    {
        using var sampler = new Sampler(_host.Root);
        _host.BuddyInfo = content;

        Assert.False(sampler.TryReadFreeBlocks());
        Assert.Equal((error, false), (sampler.Error, sampler.IsAbsent));
    }

    [Fact]
    public void TryReadFreeBlocks_NoFile_IsAbsentUntilItIsThere()
    {
        using var sampler = new Sampler(_host.Root);
        File.Delete(_host.Path("/proc/buddyinfo"));

        Assert.False(sampler.TryReadFreeBlocks());
        Assert.True(sampler.IsAbsent);
        _host.BuddyInfo = FakeHost.Healthy;

        Assert.True(sampler.TryReadFreeBlocks());
        Assert.False(sampler.IsAbsent);
    }

    [Fact]
    public void ReadHost_KernelWithoutPressureFiles_HasNoGap()
    {
        using var tree = FakeTree.Calm();
        using var sampler = new Sampler(tree.Root);

        var host = sampler.ReadHost();

        Assert.Equal(default, host.Gaps);
        Assert.Null(host.MemoryPressureBasisPoints);
    }

    // A directory in a file's place: the open goes through and the read answers EISDIR, for root as well.
    [Fact]
    public void ReadHost_FilesThatCannotBeRead_AreGapsAndNotAbsent()
    {
        using var tree = new FakeTree();
        string[] paths =
        [
            "/proc/uptime", "/proc/meminfo", "/proc/vmstat", "/proc/pressure/memory", "/proc/pressure/io",
            "/sys/kernel/mm/ksm/run",
        ];
        foreach (var path in paths)
        {
            Directory.CreateDirectory(tree.Root.Path(path));
        }

        using var sampler = new Sampler(tree.Root);

        var gaps = sampler.ReadHost().Gaps;

        Assert.StartsWith("/proc/uptime: ", gaps.Uptime, StringComparison.Ordinal);
        Assert.StartsWith("/proc/meminfo: ", gaps.Dirty, StringComparison.Ordinal);
        Assert.StartsWith("/proc/vmstat: ", gaps.Counters, StringComparison.Ordinal);
        Assert.StartsWith("/proc/pressure/memory: ", gaps.MemoryPressure, StringComparison.Ordinal);
        Assert.StartsWith("/proc/pressure/io: ", gaps.IoPressure, StringComparison.Ordinal);
        Assert.StartsWith("/sys/kernel/mm/ksm/run: ", gaps.Hazards, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadHost_ZfsAndSamePageMerging_AreLookedAtEachTime()
    {
        using var tree = FakeTree.Calm();
        tree.Write("/proc/sys/kernel/osrelease", "6.12.0\n");
        using var sampler = new Sampler(tree.Root);
        var before = sampler.ReadHost();

        Directory.CreateDirectory(tree.Root.Path("/sys/module/zfs"));
        tree.Write("/sys/kernel/mm/ksm/run", "1\n");
        var loaded = sampler.ReadHost();
        Directory.Delete(tree.Root.Path("/sys/module/zfs"));
        tree.Write("/sys/kernel/mm/ksm/run", "0\n");
        var unloaded = sampler.ReadHost();

        Assert.Equal((false, false, true), (before.HasZfs, before.HasKsm, before.CompactionBug is null));
        Assert.Equal((true, true, false), (loaded.HasZfs, loaded.HasKsm, loaded.CompactionBug is null));
        Assert.Equal((false, false, true), (unloaded.HasZfs, unloaded.HasKsm, unloaded.CompactionBug is null));
    }

    [Fact]
    public void ReadHost_ProcessNamedAsKcompactd_HoldsNothing()
    {
        using var tree = FakeTree.Calm();
        using var sampler = new Sampler(tree.Root);

        tree.Write("/proc/4711/stat", "4711 (kcompactd0) D 1 4711 4711 0 -1 4194304 0");
        var impostor = sampler.ReadHost();
        tree.Write("/proc/37/stat", "37 (kcompactd0) D 2 0 0 0 -1 2129984 0");
        var genuine = sampler.ReadHost();

        Assert.False(impostor.KcompactdBusy);
        Assert.True(genuine.KcompactdBusy);
    }
}
