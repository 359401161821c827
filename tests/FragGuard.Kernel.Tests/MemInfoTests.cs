using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class MemInfoTests
{
    [Fact]
    public void TryParse_CapturedFile_GivesEachNumber()
    {
        Assert.True(MemInfo.TryParse(Fixtures.Read("host-6.18-firecracker", "idle", "proc", "meminfo"), out var info));

        Assert.Equal(24684084UL, info.MemTotalKib);
        Assert.Equal(16547760UL, info.MemFreeKib);
        Assert.Equal(24000624UL, info.MemAvailableKib);
        Assert.Equal(360424UL, info.BuffersKib);
        Assert.Equal(7055792UL, info.CachedKib);
        Assert.Equal(446800UL, info.SReclaimableKib);
        Assert.Equal(56960UL, info.SUnreclaimKib);
        Assert.Equal(16UL, info.DirtyKib);
        Assert.Equal(0UL, info.WritebackKib);
        Assert.Equal(8872UL, info.ShmemKib);
        Assert.Equal(100360UL, info.AnonPagesKib);
        Assert.Equal(64740UL, info.MappedKib);
        Assert.Equal(0UL, info.SwapTotalKib);
        Assert.Equal(0UL, info.SwapFreeKib);
        Assert.Equal(2048UL, info.HugepagesizeKib);
        Assert.Equal(0UL, info.AnonHugePagesKib);
        Assert.Equal(11176UL, info.MlockedKib);
    }

    [Fact]
    public void TryParse_OldKernel_LeavesWhatItLacksUnknown()
    {
        Assert.True(MemInfo.TryParse("MemTotal:  100 kB\nMemFree:  50 kB\n"u8, out var info));

        Assert.Equal(100UL, info.MemTotalKib);
        Assert.Null(info.MemAvailableKib);
        Assert.Null(info.CachedKib);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish\n")]
    [InlineData("MemTotal:\n")]
    [InlineData("MemTotal: x kB\n")]
    [InlineData("MemTotal: 12\n")]
    [InlineData("MemTotal: 12 MB\n")]
    [InlineData("MemTotal: 12 k")]
    [InlineData("MemTotal: 12 kB 13\n")]
    [InlineData("MemTotal 12 kB\n")]
    [InlineData("SwapCached: 12 kB\n")]
    [InlineData("MemTotal: 99999999999999999999999 kB\n")]
    public void TryParse_NothingUnderstood_IsFalse(string text)
    {
        Assert.False(MemInfo.TryParse(Encoding.ASCII.GetBytes(text), out var info));
        Assert.Equal(default, info);
    }

    [Fact]
    public void TryParse_LineTwice_KeepsTheFirst()
    {
        Assert.True(MemInfo.TryParse("MemTotal: 1 kB\nMemTotal: 2 kB\n"u8, out var info));
        Assert.Equal(1UL, info.MemTotalKib);
    }
}
