using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Kernel.Tests;

public sealed class FreeBlocksTests
{
    private static readonly FreeBlocks Example = FreeBlocks.From(5, 0, 3, 1);

    internal static Arbitrary<FreeBlocks> AnyRow { get; } = ArbMap.Default.ArbFor<uint[]>()
        .Filter(counts => counts.Length is > 0 and <= FreeBlocks.MaxOrders)
        .Convert(
            counts => FreeBlocks.From(Array.ConvertAll(counts, count => (ulong)count)),
            row => Array.ConvertAll(row.Span.ToArray(), count => (uint)count));

    [Fact]
    public void FreePages_EachOrder_CountsItsPages() => Assert.Equal(5UL + (3 * 4) + 8, Example.FreePages);

    [Fact]
    public void BlocksTotal_EachOrder_CountsAsOne() => Assert.Equal(9UL, Example.BlocksTotal);

    [Theory]
    [InlineData(0, 25)]
    [InlineData(1, 10)]
    [InlineData(2, 5)]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    [InlineData(63, 0)]
    [InlineData(64, 0)]
    public void Suitable_Order_SplitsLargerBlocks(int order, ulong expected) =>
        Assert.Equal(expected, Example.Suitable(order));

    [Fact]
    public void SupplyFor_AnyRowAndOrder_IsTheSumOfItsParts() =>
        Prop.ForAll(AnyRow, ArbMap.Default.ArbFor<byte>(), (row, order) =>
        {
            UInt128 free = 0, usable = 0;
            for (var o = 0; o < row.Orders; o++)
            {
                free += (UInt128)row[o] << o;
                usable += o >= order ? (UInt128)row[o] << o : 0;
            }

            return row.SupplyFor(order) == new OrderSupply((ulong)(usable >> order), (ulong)usable, (ulong)free);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    [InlineData(1000, 0)]
    public void Indexer_OrderBeyondTheRow_IsZero(int order, ulong expected) => Assert.Equal(expected, Example[order]);

    [Fact]
    public void Indexer_NegativeOrder_IsZero()
    {
        Assert.Equal(0UL, Example[-1]);
        Assert.Equal(Example.FreePages, Example.PagesAtOrAbove(-1));
    }

    [Fact]
    public void FreePages_CountsBeyondReason_SaturateInsteadOfWrapping()
    {
        var absurd = FreeBlocks.From(ulong.MaxValue / 2, ulong.MaxValue / 2);

        Assert.Equal(ulong.MaxValue, absurd.FreePages);
        Assert.Equal(ulong.MaxValue - 1, absurd.BlocksTotal);
    }

    [Fact]
    public void From_TooManyCounts_Throws() =>
        Assert.Throws<ArgumentException>(() => FreeBlocks.From(new ulong[FreeBlocks.MaxOrders + 1]));

    [Theory]
    [InlineData("4294967295")]
    [InlineData("18446744073709551615")]
    public void TryRead_CountCaughtBelowZero_IsNone(string count)
    {
        var fields = new FieldReader(Encoding.ASCII.GetBytes($"7 {count} 1"));

        Assert.True(FreeBlocks.TryRead(ref fields, out var blocks));
        Assert.Equal(FreeBlocks.From(7, 0, 1), blocks);
    }

    [Fact]
    public void Equality_OtherCountsOrOrders_AreDifferent()
    {
        Assert.True(Example == FreeBlocks.From(5, 0, 3, 1));
        Assert.True(Example != FreeBlocks.From(5, 0, 3));
        Assert.True(Example != FreeBlocks.From(5, 0, 3, 2));
        Assert.Equal(Example.GetHashCode(), FreeBlocks.From(5, 0, 3, 1).GetHashCode());
        Assert.False(Example.Equals("5 0 3 1"));
    }

    [Fact]
    public void Suitable_AnyRow_NeverGrowsWithTheOrder() =>
        Prop.ForAll(AnyRow, row =>
        {
            var falling = true;
            for (var order = 1; order < row.Orders; order++)
            {
                falling &= row.Suitable(order) <= row.Suitable(order - 1) / 2;
            }

            return falling && row.Suitable(0) == row.FreePages;
        }).QuickCheckThrowOnFailure();

    // The counts lie on both sides of where their sum stops to fit 64 bits.
    [Fact]
    public void PagesAtOrAbove_CountsOfAnySize_IsTheirSumOrTheLargestNumber()
    {
        var random = new Random(31);
        for (var round = 0; round < 20_000; round++)
        {
            var counts = new ulong[random.Next(1, FreeBlocks.MaxOrders + 1)];
            var largest = random.Next(1, 65);
            for (var o = 0; o < counts.Length; o++)
            {
                counts[o] = (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> (64 - random.Next(1, largest + 1));
            }

            var order = random.Next(counts.Length + 1);
            UInt128 sum = 0;
            for (var o = order; o < counts.Length; o++)
            {
                sum += (UInt128)counts[o] << o;
            }

            var expected = (ulong)UInt128.Min(sum, ulong.MaxValue);

            Assert.Equal(expected, FreeBlocks.From(counts).PagesAtOrAbove(order));
            Assert.Equal(expected >> order, FreeBlocks.From(counts).Suitable(order));
        }
    }
}
