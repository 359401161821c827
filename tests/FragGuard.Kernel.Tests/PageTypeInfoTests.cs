using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class PageTypeInfoTests
{
    private const string Modern = """
        Page block order: 9
        Pages per block:  512

        Free pages count per migrate type at order       0      1      2
        Node    0, zone   Normal, type    Unmovable     53     50     16
        Node    0, zone   Normal, type      Movable >100000   4960   4286

        Number of blocks type     Unmovable      Movable  Reclaimable   HighAtomic          CMA      Isolate
        Node 0, zone   Normal          215        10314          223            1            2            3
        Page block order: 9
        Pages per block:  512

        Free pages count per migrate type at order       0      1      2
        Node    1, zone   Normal, type    Unmovable      0      1      1

        Number of blocks type     Unmovable      Movable  Reclaimable   HighAtomic          CMA      Isolate
        Node 1, zone   Normal           30           70            0            0            0            0

        """;

    private const string Ancient = """
        Page block order: 10
        Pages per block:  1024

        Free pages count per migrate type at order       0      1
        Node    0, zone      DMA, type    Unmovable      1      0
        Node    0, zone      DMA, type      Reserve      0      0

        Number of blocks type     Unmovable  Reclaimable      Movable      Reserve      Isolate
        Node 0, zone      DMA            1            2            4            1            0

        """;

    [Fact]
    public void TryParse_HeadsRepeatedForEachNode_AreReadOnce()
    {
        var info = Parse(Modern);

        Assert.Equal((9, 512UL), (info.PageBlockOrder, info.PagesPerBlock));
        Assert.Equal([0, 0, 1], info.Free.Select(row => row.Id.Node));
        Assert.Equal([0, 1], info.Blocks.Select(row => row.Id.Node));
        Assert.Equal(0, info.SkippedLines);
    }

    [Fact]
    public void TryParse_ListThatTheKernelStoppedCounting_IsALowerBound()
    {
        var movable = Parse(Modern).Free[1];

        Assert.Equal("Movable", movable.Type);
        Assert.Equal(FreeBlocks.From(100000, 4960, 4286), movable.Blocks);
        Assert.True(movable.IsLowerBound);
        Assert.False(Parse(Modern).Free[0].IsLowerBound);
    }

    [Fact]
    public void TryFind_Zone_GivesItsBlocksByWhatTheyServe()
    {
        var info = Parse(Modern);

        Assert.True(info.TryFind(info.Blocks[0].Id, out var blocks));
        Assert.Equal(new PageBlocks(blocks.Id, 215, 10314, 223, 1, 2, 3, 0), blocks);
        Assert.Equal(215 + 10314 + 223 + 1 + 2 + 3UL, blocks.Total);
        Assert.False(info.TryFind(blocks.Id with { Node = 7 }, out _));
    }

    [Fact]
    public void StuckPermille_UnmovableAndReclaimable_AreItsShare() =>
        Assert.Equal(300, Parse(Modern).Blocks[1].StuckPermille);

    [Fact]
    public void StuckPermille_NoBlocks_IsZero() => Assert.Equal(0, default(PageBlocks).StuckPermille);

    [Fact]
    public void TryParse_OtherKindsInAnotherOrder_AreTakenFromTheHead()
    {
        var blocks = Parse(Ancient).Blocks[0];

        Assert.Equal(new PageBlocks(blocks.Id, 1, 4, 2, 0, 0, 0, 1), blocks);
        Assert.Equal(375, blocks.StuckPermille);
    }

    [Fact]
    public void TryParse_TableOfMixedBlocks_IsLeftAside()
    {
        const string mixed = "\nNumber of mixed blocks    Unmovable  Reclaimable\nNode 0, zone      DMA     9     9\n";

        var info = Parse(Ancient + mixed);

        Assert.Equal(1UL, Assert.Single(info.Blocks).Unmovable);
        Assert.Equal(0, info.SkippedLines);
    }

    [Theory]
    [InlineData("Node    0, zone      DMA, type    Unmovable      1      x")]
    [InlineData("Node    0, zone      DMA, type    Unmovable")]
    [InlineData("Node    0, zone      DMA, type")]
    [InlineData("Node    0, zone      DMA,      1      0")]
    [InlineData("Node    0, zone      DMA, type    Unmovable > 1 >")]
    [InlineData("Node    0, zone      DMA, type    Unmovable 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    [InlineData("Page block order: many")]
    [InlineData("rubbish")]
    public void TryParse_BrokenLine_IsSkippedAndCounted(string broken)
    {
        const string row = "Node    0, zone      DMA, type    Unmovable      1      0";

        var info = Parse(Ancient.Replace(row, broken, StringComparison.Ordinal));

        Assert.Equal("Reserve", Assert.Single(info.Free).Type);
        Assert.Equal(1, info.SkippedLines);
    }

    [Theory]
    [InlineData("1            2            4            1")]
    [InlineData("1            2            4            1            0            0")]
    [InlineData("1            2            4            1            x")]
    public void TryParse_RowOfBlocksThatDoesNotFitItsHead_IsSkipped(string counts)
    {
        const string row = "1            2            4            1            0";

        var info = Parse(Ancient.Replace(row, counts, StringComparison.Ordinal));

        Assert.Empty(info.Blocks);
        Assert.Equal(1, info.SkippedLines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Page block order: 9\nPages per block:  512\n")]
    [InlineData("Node 0, zone Normal 1 2 3\n")]
    public void TryParse_NoRow_IsFalse(string text)
    {
        Assert.False(PageTypeInfo.TryParse(Encoding.ASCII.GetBytes(text), out var info));
        Assert.Null(info);
    }

    [Fact]
    public void TryParse_RowsWithoutAnyHead_AreNotGuessedAt()
    {
        var info = Parse("Number of blocks type\nNode 0, zone DMA 1 2\n" + Ancient);

        Assert.Single(info.Blocks);
        Assert.Equal(1, info.SkippedLines);
    }

    private static PageTypeInfo Parse(string text)
    {
        Assert.True(PageTypeInfo.TryParse(Encoding.ASCII.GetBytes(text), out var info));
        return info;
    }
}
