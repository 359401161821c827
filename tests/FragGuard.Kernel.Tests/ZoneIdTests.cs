using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class ZoneIdTests
{
    [Theory]
    [InlineData("Node 0, zone   Normal", 0, "Normal")]
    [InlineData("Node    8, zone      DMA, type    Unmovable", 8, "DMA")]
    [InlineData("Node 1023, zone Movable 1 2 3", 1023, "Movable")]
    public void TryRead_BeginningOfARow_NamesTheZone(string line, int node, string zone)
    {
        var fields = new FieldReader(Encoding.ASCII.GetBytes(line));

        Assert.True(ZoneId.TryRead(ref fields, out var id));
        Assert.Equal((node, zone), (id.Node, id.Zone.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Node")]
    [InlineData("Node x, zone DMA")]
    [InlineData("Node -1, zone DMA")]
    [InlineData("Node 0 zone DMA")]
    [InlineData("Node 0, zone")]
    [InlineData("Node 0, zone ,")]
    [InlineData("Node 99999999999, zone DMA")]
    [InlineData("Node 0, zone a-name-that-no-kernel-has")]
    [InlineData("zone DMA")]
    public void TryRead_SomethingElse_IsFalse(string line)
    {
        var fields = new FieldReader(Encoding.ASCII.GetBytes(line));

        Assert.False(ZoneId.TryRead(ref fields, out _));
    }

    [Fact]
    public void ToString_Zone_ReadsLikeASentence()
    {
        Assert.True(ZoneName.TryParse("Normal", out var normal));

        Assert.Equal("node 3 zone Normal", new ZoneId(3, normal).ToString());
    }
}
