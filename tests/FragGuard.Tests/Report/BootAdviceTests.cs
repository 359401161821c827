namespace FragGuard.Tests;

public sealed class BootAdviceTests
{
    private const ulong Gib = 1 << 20;

    [Fact]
    public void Movable_MostPageblocksAreStuckAndTheKernelHoldsLittle_IsHalfOfMemory()
    {
        var advice = BootAdvice.Movable(stuckPermille: 640, hasMovable: false, heldKib: 3 * Gib, totalKib: 64 * Gib);

        Assert.Contains("movablecore=32G on the kernel's command line", advice!.What, StringComparison.Ordinal);
        Assert.Contains("in 64.0% of the pageblocks now", advice.Why, StringComparison.Ordinal);
        Assert.Contains("(3 GiB now)", advice.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 3, 64)]
    [InlineData(false, 17, 64)]
    [InlineData(false, 0, 0)]
    public void Movable_ItIsThereOrWouldNotLeaveEnough_IsNotAdvised(bool hasMovable, ulong heldGib, ulong totalGib)
    {
        Assert.Null(BootAdvice.Movable(640, hasMovable, heldGib * Gib, totalGib * Gib));
    }
}
