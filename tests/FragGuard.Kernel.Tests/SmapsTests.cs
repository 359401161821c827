using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class SmapsTests
{
    private const string Text = """
        55d0c0a00000-55d0c0e00000 r-xp 00420000 fe:01 1234 /usr/bin/fragguard
        Size:               4096 kB
        AnonHugePages:      2048 kB
        VmFlags: rd ex mr mw me
        7f1c00000000-7f1c04000000 rw-p 00000000 00:00 0
        Size:              65536 kB
        AnonHugePages:     65536 kB
        THPeligible:           1
        VmFlags: rd wr mr mw me ac lo hg
        7f1c04000000-7f1c08000000 rw-p 00000000 00:00 0
        AnonHugePages:      4096 kB
        """;

    [Theory]
    [InlineData(0x7f1c00000000, 0x7f1c08000000, 65536 + 4096)]
    [InlineData(0x7f1c00000000, 0x7f1c04000000, 65536)]
    [InlineData(0, long.MaxValue, 65536 + 4096 + 2048)]
    [InlineData(0x7f1c00000001, 0x7f1c04000000, 0)]
    public void HugeKib_MappingsThatBeginInside_AreSummed(long from, long to, int expected) =>
        Assert.Equal((ulong)expected, Smaps.HugeKib(Encoding.UTF8.GetBytes(Text), (ulong)from, (ulong)to));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n-\nzz-zz rw-p\nAnonHugePages: 2048 kB")]
    [InlineData("7f1c00000000\nAnonHugePages: 2048 kB")]
    [InlineData("7f1c00000000-7f1c04000000 rw-p\nAnonHugePages: 2048")]
    [InlineData("7f1c00000000-7f1c04000000 rw-p\nAnonHugePages: 99999999999999999999 kB")]
    [InlineData("ffffffffffffffffff-7f1c04000000 rw-p\nAnonHugePages: 2048 kB")]
    public void HugeKib_BrokenText_IsNothing(string text) =>
        Assert.Equal(0UL, Smaps.HugeKib(Encoding.UTF8.GetBytes(text), 0, ulong.MaxValue));
}
