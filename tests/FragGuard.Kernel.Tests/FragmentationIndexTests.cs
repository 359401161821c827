namespace FragGuard.Kernel.Tests;

public sealed class FragmentationIndexTests
{
    [Fact]
    public void Permille_BlockLargeEnough_IsMinusThousand() =>
        Assert.Equal(-1000, FragmentationIndex.Permille(FreeBlocks.From(100, 0, 1), 2));

    [Fact]
    public void Permille_NothingFree_IsZero() =>
        Assert.Equal(0, FragmentationIndex.Permille(FreeBlocks.From(0, 0, 0), 2));

    [Fact]
    public void Permille_OrderThatTheZoneDoesNotHave_IsZero() =>
        Assert.Equal(0, FragmentationIndex.Permille(FreeBlocks.From(1, 1), 2));

    [Fact]
    public void Permille_OneSinglePage_LiesBetweenMinusThousandAndZero() =>
        Assert.Equal(-500, FragmentationIndex.Permille(FreeBlocks.From(1, 0), 1));

    [Fact]
    public void Permille_ManySmallBlocks_TendsTowardsThousand() =>
        Assert.Equal(1000, FragmentationIndex.Permille(FreeBlocks.From(100000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 10));

    [Fact]
    public void Permille_DivisionsOfTheKernel_TruncateInnerFirst() =>
        Assert.Equal(1000 - ((1000 + (7 * 1000 / 4)) / 5), FragmentationIndex.Permille(FreeBlocks.From(3, 2, 0), 2));
}
