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
}
