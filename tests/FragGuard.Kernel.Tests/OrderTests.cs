using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Kernel.Tests;

public sealed class OrderTests
{
    [Theory]
    [InlineData(1, 4096, 0)]
    [InlineData(4096, 4096, 0)]
    [InlineData(4097, 4096, 1)]
    [InlineData(65536, 4096, 4)]
    [InlineData(65537, 4096, 5)]
    [InlineData(2 << 20, 4096, 9)]
    [InlineData(2 << 20, 16384, 7)]
    [InlineData(2 << 20, 65536, 5)]
    [InlineData(512 << 20, 65536, 13)]
    public void ForBytes_Size_IsTheSmallestOrderThatHoldsIt(ulong bytes, int pageBytes, int order) =>
        Assert.Equal(order, Order.ForBytes(bytes, pageBytes));

    [Fact]
    public void ForBytes_AnySize_HoldsItAndHalfDoesNot() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>().Filter(bytes => bytes is > 0 and < 1UL << 50), bytes =>
        {
            var order = Order.ForBytes(bytes, 4096);
            return Order.Pages(order) * 4096 >= bytes && (order == 0 || Order.Pages(order - 1) * 4096 < bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Max_Order_FitsARow() => Assert.Equal(FreeBlocks.MaxOrders - 1, Order.Max);
}
