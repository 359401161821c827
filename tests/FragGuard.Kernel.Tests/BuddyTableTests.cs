namespace FragGuard.Kernel.Tests;

public sealed class BuddyTableTests
{
    private readonly BuddyTable _table = new();

    [Fact]
    public void Parse_EmptyText_KnowsNothing()
    {
        Assert.False(_table.Parse(""u8));
        Assert.True(_table.Rows.IsEmpty);
        Assert.Equal(0, _table.SkippedLines);
    }

    [Fact]
    public void Parse_BrokenLineAmongRows_IsSkippedAndCounted()
    {
        Assert.True(_table.Parse("Node 0, zone DMA 1 2\nNode 0, zone DMA32\n\nNode 0, zone Normal 3 4\n"u8));

        Assert.Equal(2, _table.Rows.Length);
        Assert.Equal(1, _table.SkippedLines);
    }

    [Fact]
    public void Parse_SecondReading_ReplacesTheFirst()
    {
        _table.Parse("Node 0, zone DMA 1 2\nNode 1, zone DMA 5 6\nrubbish\n"u8);
        _table.Parse("Node 0, zone DMA 3 4\n"u8);

        Assert.Equal(FreeBlocks.From(3, 4), Assert.Single(_table.Rows.ToArray()).Free);
        Assert.Equal(0, _table.SkippedLines);
    }

    [Fact]
    public void Parse_ZoneNamedTwice_KeepsTheFirst()
    {
        _table.Parse("Node 0, zone DMA 1 2\nNode 1, zone DMA 5 6\nNode 0, zone DMA 3 4\n"u8);

        Assert.Equal(2, _table.Rows.Length);
        Assert.Equal(FreeBlocks.From(1, 2), _table.Rows[0].Free);
        Assert.Equal(1, _table.SkippedLines);
    }

    [Fact]
    public void Parse_NodesOutOfOrder_StillKeepsTheFirstOfEachZone()
    {
        var shuffled = "Node 3, zone DMA 1 2\nNode 1, zone DMA 5 6\nNode 2, zone DMA 7 8\n"u8.ToArray();

        _table.Parse([.. shuffled, .. shuffled]);

        Assert.Equal(3, _table.Rows.Length);
        Assert.Equal(3, _table.SkippedLines);
    }

    [Fact]
    public void Parse_LastRowWithoutNewline_IsKeptIfItHasAllColumns()
    {
        _table.Parse("Node 0, zone DMA 1 2 3\nNode 0, zone Normal 4 5 6"u8);

        Assert.Equal(2, _table.Rows.Length);
    }

    [Fact]
    public void Parse_LastRowCutShort_IsSkipped()
    {
        _table.Parse("Node 0, zone DMA 1 2 3\nNode 0, zone Normal 4 5"u8);

        Assert.Equal(1, _table.Rows.Length);
        Assert.Equal(1, _table.SkippedLines);
    }

    [Fact]
    public void Parse_ManyNodes_GrowsTheTable()
    {
        var rows = Enumerable.Range(0, 64).Select(node => $"Node {node}, zone   Normal      {node}      1 \n");

        Assert.True(_table.Parse(System.Text.Encoding.ASCII.GetBytes(string.Concat(rows))));

        Assert.Equal(64, _table.Rows.Length);
        Assert.Equal(63UL, _table.Rows[63].Free[0]);
    }

    [Fact]
    public void TryFind_ZoneInTheTable_GivesItsRowAndNoOther()
    {
        _table.Parse("Node 0, zone DMA 1 2\nNode 8, zone DMA 5 6\n"u8);
        var known = _table.Rows[1].Id;

        Assert.True(_table.TryFind(known, out var row));
        Assert.Equal(FreeBlocks.From(5, 6), row.Free);
        Assert.False(_table.TryFind(known with { Node = 4 }, out _));
    }

    [Fact]
    public void Parse_CarriageReturns_AreBlanks()
    {
        Assert.True(_table.Parse("Node 0, zone DMA 1 2\r\nNode 0, zone Normal 3 4\r\n"u8));
        Assert.Equal(2, _table.Rows.Length);
    }
}
