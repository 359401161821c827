using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Kernel.Tests;

public sealed class UnusableFreeSpaceIndexTests
{
    [Fact]
    public void Permille_NothingFree_IsThousand() =>
        Assert.Equal(1000, UnusableFreeSpaceIndex.Permille(FreeBlocks.From(0, 0), 0));

    [Fact]
    public void Permille_OrderZero_IsZero() =>
        Assert.Equal(0, UnusableFreeSpaceIndex.Permille(FreeBlocks.From(9, 1), 0));

    [Fact]
    public void Permille_ThirdOfThePages_Truncates() =>
        Assert.Equal(666, UnusableFreeSpaceIndex.Permille(FreeBlocks.From(4, 1), 1));

    [Fact]
    public void Permille_OrderThatTheZoneDoesNotHave_IsThousand() =>
        Assert.Equal(1000, UnusableFreeSpaceIndex.Permille(FreeBlocks.From(4, 1), 2));

    [Fact]
    public void Permille_AnyRow_RisesWithTheOrderFromZeroToAtMostThousand() =>
        Prop.ForAll(FreeBlocksTests.AnyRow, row =>
        {
            var last = 0;
            for (var order = 0; order < row.Orders; order++)
            {
                var now = UnusableFreeSpaceIndex.Permille(row, order);
                if (now < last || now > 1000)
                {
                    return false;
                }

                last = now;
            }

            return true;
        }).QuickCheckThrowOnFailure();
}
