using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class NumaMapsTests
{
    private const string Text = """
        55d0c0a00000 default file=/usr/bin/fragguard mapped=10 N0=10 kernelpagesize_kB=4
        7f1c00000000 bind:1 anon=1024 dirty=1024 N0=512 N1=512 kernelpagesize_kB=4
        7f1c04000000 default anon=512 N10=512 N1=3 kernelpagesize_kB=4
        """;

    [Theory]
    [InlineData(0, 512)]
    [InlineData(1, 515)]
    [InlineData(10, 512)]
    [InlineData(2, 0)]
    public void PagesOn_MappingsThatBeginInside_AreSummed(int node, int expected) => Assert.Equal(
        (ulong)expected, NumaMaps.PagesOn(Encoding.UTF8.GetBytes(Text), 0x7f1c00000000, 0x7f1c08000000, node));

    [Theory]
    [InlineData("")]
    [InlineData("zz default N0=5")]
    [InlineData("7f1c00000000-7f1c04000000 default N0=5")]
    [InlineData("7f1c00000000 default N0 N=5 N0x=5 =5 N0=x")]
    [InlineData("7f1c00000000 default N0=99999999999999999999")]
    public void PagesOn_BrokenText_IsNone(string text) =>
        Assert.Equal(0UL, NumaMaps.PagesOn(Encoding.UTF8.GetBytes(text), 0, ulong.MaxValue, 0));
}
