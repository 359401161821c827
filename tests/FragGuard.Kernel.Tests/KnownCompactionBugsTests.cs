namespace FragGuard.Kernel.Tests;

public sealed class KnownCompactionBugsTests
{
    [Theory]
    [InlineData(6, 0, 19, 0)]
    [InlineData(6, 1, 0, 1)]
    [InlineData(6, 1, 8, 1)]
    [InlineData(6, 1, 9, 0)]
    [InlineData(6, 1, 192, 0)]
    [InlineData(6, 2, 0, 0)]
    public void Find_SpinningSearch_IsInItsNineReleasesOnly(int major, int minor, int patch, int expected)
    {
        var version = new KernelVersion(major, minor, patch);

        var bugs = KnownCompactionBugs.Find(version, version, zfsLoaded: false);

        Assert.Equal(expected, bugs.Count);
        Assert.All(bugs, bug => Assert.False(bug.HitsRemedies));
    }

    [Fact]
    public void Find_DistributionKernelOfUnknownBase_IsNotAccused() =>
        Assert.Empty(KnownCompactionBugs.Find(upstream: null, new KernelVersion(6, 1), zfsLoaded: false));

    [Theory]
    [InlineData(6, 2, true, 0)]
    [InlineData(6, 3, true, 1)]
    [InlineData(6, 18, true, 1)]
    [InlineData(6, 18, false, 0)]
    public void Find_ZfsMigration_NeedsTheModuleAndABatchingKernel(int major, int minor, bool zfsLoaded, int expected)
    {
        var bugs = KnownCompactionBugs.Find(upstream: null, new KernelVersion(major, minor), zfsLoaded);

        Assert.Equal(expected, bugs.Count);
        Assert.All(bugs, bug => Assert.True(bug.HitsRemedies));
    }
}
