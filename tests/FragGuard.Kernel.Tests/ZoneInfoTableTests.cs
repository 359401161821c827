using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class ZoneInfoTableTests
{
    private const string Modern = """
        Node 0, zone   Normal
          per-node stats
              nr_inactive_anon 0
          pages free     101334
                boost    7
                min      5642
                low      7052
                high     8462
                promo    9872
                spanned  126976
                present  126976
                managed  115358
                cma      64
                protection: (0, 450, 900, 450, 450)
              nr_free_pages 101334
          pagesets
            cpu: 0
                      count: 1034
                      high:  7083
                      high_min: 5
                      batch: 31
            cpu: 1
                      count: 9
                      high:  7083
          vm stats threshold: 12
          node_unreclaimable:  0
          start_pfn:           4096
        Node 0, zone  Movable
          pages free     0
                boost    0
                min      32
                low      32
                high     32
                promo    32
                spanned  0
                present  0
                managed  0
                cma      0
                protection: (0, 0, 0, 0, 0)

        """;

    private const string Ancient = """
        Node 0, zone      DMA
          pages free     3977
                min      32
                low      40
                high     48
                scanned  0
                spanned  4095
                present  3997
            nr_free_pages 3977
            nr_inactive_anon 0
                protection: (0, 2956, 31854, 31854)
          pagesets
            cpu: 0
                      count: 0
                      high:  0
                      batch: 1
          vm stats threshold: 6
          all_unreclaimable: 1
          start_pfn:         1
          inactive_ratio:    1

        """;

    private readonly ZoneInfoTable _table = new();

    [Fact]
    public void Parse_ZoneOfANewKernel_GivesEveryNumber()
    {
        Assert.True(Parse(Modern));

        var zone = _table.Rows[0];
        Assert.Equal("node 0 zone Normal", zone.Id.ToString());
        var expected = new ZoneInfo(zone.Id, 101334, 5642, 7052, 8462, 7, 126976, 115358, 64, 900);
        Assert.Equal(expected with { HiddenPages = 1043 }, zone);
        Assert.True(zone.IsPopulated);
    }

    [Fact]
    public void Parse_ZoneWithoutMemory_IsThereAndNotPopulated()
    {
        Parse(Modern);

        Assert.Equal(2, _table.Rows.Length);
        Assert.False(_table.Rows[1].IsPopulated);
        Assert.Equal(0, _table.SkippedZones);
    }

    [Fact]
    public void Parse_KernelWithoutManaged_TakesPresentAndFindsProtectionBehindTheCounters()
    {
        Assert.True(Parse(Ancient));

        var zone = _table.Rows[0];
        Assert.Equal(3997UL, zone.ManagedPages);
        Assert.Equal(31854UL, zone.ProtectionPages);
        Assert.Equal((32UL, 40UL, 48UL), (zone.MinPages, zone.LowPages, zone.HighPages));
        Assert.Equal((0UL, 0UL), (zone.BoostPages, zone.CmaPages));
    }

    [Fact]
    public void Parse_SameWordsBehindPagesets_AreNotTheZones()
    {
        Parse(Modern.Replace("high:  7083", "high   7083", StringComparison.Ordinal));

        Assert.Equal(8462UL, _table.Rows[0].HighPages);
    }

    [Fact]
    public void Parse_EmptyText_KnowsNothing()
    {
        Assert.False(_table.Parse(""u8));
        Assert.True(_table.Rows.IsEmpty);
    }

    [Fact]
    public void Parse_NoZones_KnowsNothing()
    {
        Assert.False(_table.Parse("pages free 1\nmin 1\nprotection: (0)\n"u8));
        Assert.Equal(0, _table.SkippedZones);
    }

    [Theory]
    [InlineData("min      5642")]
    [InlineData("low      7052")]
    [InlineData("high     8462")]
    [InlineData("pages free     101334")]
    [InlineData("present  126976")]
    [InlineData("protection: (0, 450, 900, 450, 450)")]
    public void Parse_NumberMissing_SkipsThatZoneOnly(string line)
    {
        Assert.True(Parse(Modern.Replace(line, "something else", StringComparison.Ordinal)));

        Assert.Equal("Movable", Assert.Single(_table.Rows.ToArray()).Id.Zone.ToString());
        Assert.Equal(1, _table.SkippedZones);
    }

    [Theory]
    [InlineData("min      5642", "min      -1")]
    [InlineData("min      5642", "min      99999999999999999999999")]
    [InlineData("min      5642", "min")]
    [InlineData("protection: (0, 450, 900, 450, 450)", "protection: (0, 450")]
    [InlineData("protection: (0, 450, 900, 450, 450)", "protection: ()")]
    [InlineData("protection: (0, 450, 900, 450, 450)", "protection: 0, 450")]
    [InlineData("Node 0, zone   Normal", "Node 0, zone   Normal extra")]
    [InlineData("Node 0, zone   Normal", "Node zero, zone   Normal")]
    public void Parse_BrokenLine_SkipsThatZoneOnly(string line, string broken)
    {
        Assert.True(Parse(Modern.Replace(line, broken, StringComparison.Ordinal)));

        Assert.Equal(1, _table.Rows.Length);
        Assert.Equal(1, _table.SkippedZones);
    }

    [Fact]
    public void Parse_TextCutInTheLastZone_SkipsIt()
    {
        Assert.True(Parse(Modern[..Modern.LastIndexOf("protection", StringComparison.Ordinal)]));

        Assert.Equal(1, _table.Rows.Length);
        Assert.Equal(1, _table.SkippedZones);
    }

    [Fact]
    public void Parse_TextCutInsideANumber_DoesNotTakeTheBeginningForTheWhole()
    {
        Assert.False(Parse(Modern[..(Modern.IndexOf("protection: (0", StringComparison.Ordinal) + 14)]));
        Assert.False(Parse(Modern[..(Modern.IndexOf("min      56", StringComparison.Ordinal) + 11)]));
    }

    [Fact]
    public void Parse_ZoneNamedTwice_KeepsTheFirst()
    {
        Assert.True(Parse(Modern + Modern.Replace("101334", "5", StringComparison.Ordinal)));

        Assert.Equal(2, _table.Rows.Length);
        Assert.Equal(101334UL, _table.Rows[0].FreePages);
        Assert.Equal(2, _table.SkippedZones);
    }

    [Fact]
    public void Parse_SecondReading_ReplacesTheFirst()
    {
        Parse(Modern);

        Assert.True(Parse(Ancient));
        Assert.Equal(1, _table.Rows.Length);
    }

    [Fact]
    public void TryFind_ZoneInTheTable_GivesItsRowAndNoOther()
    {
        Parse(Modern);
        var known = _table.Rows[1].Id;

        Assert.True(_table.TryFind(known, out var row));
        Assert.Equal(32UL, row.MinPages);
        Assert.False(_table.TryFind(known with { Node = 1 }, out _));
    }

    [Fact]
    public void Parse_ManyNodes_GrowsTheTable()
    {
        var zones = Enumerable.Range(0, 64)
            .Select(node => Ancient.Replace("Node 0", $"Node {node}", StringComparison.Ordinal));

        Assert.True(Parse(string.Concat(zones)));
        Assert.Equal(64, _table.Rows.Length);
    }

    private bool Parse(string text) => _table.Parse(Encoding.ASCII.GetBytes(text));
}
