using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class PageSetCountsTests
{
    private const string TwoCpus = """
        Node 0, zone   Normal
          pages free     210000
          pagesets
            cpu: 0
                      count:    12
                      high:     14
                      batch:    63
              vm stats threshold: 10
            cpu: 1
                      count:    30
          node_unreclaimable:  0
        Node 1, zone  Movable
          pages free     0
        Node 1, zone   Device
          pages free     0
          pagesets

        """;

    [Fact]
    public void Parse_ListsOfEachCpu_AreAddedUpByZone()
    {
        var zones = PageSetCounts.Parse(Encoding.ASCII.GetBytes(TwoCpus));

        Assert.Equal([("node 0 zone Normal", 42UL), ("node 1 zone Device", 0UL)],
            zones.Select(zone => (zone.Id.ToString(), zone.Pages)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage\n")]
    [InlineData("pagesets\n count: 7\n")]
    [InlineData("Node x\n pagesets\n count: 7\n")]
    public void Parse_NoZone_IsNothing(string text) =>
        Assert.Empty(PageSetCounts.Parse(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Parse_CountsThatAreNone_ArePassedOver()
    {
        var text = """
            Node 0, zone Normal
             pagesets
             count: x
             count: 99999999999999999999999
             count: 7
             count:
            """u8;

        Assert.Equal(7UL, PageSetCounts.Parse(text)[0].Pages);
    }

    [Fact]
    public void Parse_RandomBytes_NeverThrows()
    {
        var random = new Random(13);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = Encoding.ASCII.GetBytes(TwoCpus);
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            _ = PageSetCounts.Parse(bytes.AsSpan(0, random.Next(bytes.Length)));
        }
    }
}
