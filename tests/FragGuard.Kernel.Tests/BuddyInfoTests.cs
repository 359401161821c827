using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class BuddyInfoTests
{
    [Fact]
    public void TryParseLine_RowOfALiveKernel_GivesZoneAndCounts()
    {
        var line = "Node 1, zone    DMA32   5844   5843   5840   5845      0      0      0      0      0      0 "u8;

        Assert.True(BuddyInfo.TryParseLine(line, out var row));

        Assert.Equal("node 1 zone DMA32", row.Id.ToString());
        Assert.Equal(FreeBlocks.From(5844, 5843, 5840, 5845, 0, 0, 0, 0, 0, 0), row.Free);
    }

    [Fact]
    public void TryParseLine_SevenDigitsInOneColumn_PushesTheOthersRightAndIsRead()
    {
        Assert.True(BuddyInfo.TryParseLine("Node 2, zone Normal 8662816 6463200 54266"u8, out var row));
        Assert.Equal(FreeBlocks.From(8662816, 6463200, 54266), row.Free);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Node 0, zone")]
    [InlineData("Node 0, zone Normal")]
    [InlineData("Node 0, zone Normal x")]
    [InlineData("Node 0, zone Normal 1 2 -3")]
    [InlineData("Node 0, zone Normal 1 2 3 four")]
    [InlineData("Node 0, zone Normal 1 99999999999999999999")]
    [InlineData("Node 0, zone Normal 1, 2")]
    [InlineData("Page block order: 9")]
    public void TryParseLine_NotARow_IsFalse(string line) =>
        Assert.False(BuddyInfo.TryParseLine(Encoding.ASCII.GetBytes(line), out _));

    [Fact]
    public void TryParseLine_AsManyColumnsAsARowMayHave_IsReadAndOneMoreIsNot()
    {
        var most = "Node 0, zone Normal" + string.Concat(Enumerable.Repeat(" 1", FreeBlocks.MaxOrders));

        Assert.True(BuddyInfo.TryParseLine(Encoding.ASCII.GetBytes(most), out var row));
        Assert.False(BuddyInfo.TryParseLine(Encoding.ASCII.GetBytes(most + " 1"), out _));
        Assert.Equal(FreeBlocks.MaxOrders, row.Free.Orders);
    }
}
