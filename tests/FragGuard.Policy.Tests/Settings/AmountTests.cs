namespace FragGuard.Policy.Tests;

public sealed class AmountTests
{
    [Theory]
    [InlineData(AmountUnit.Blocks, 64, 4, 4096, 0, 64)]
    [InlineData(AmountUnit.Bytes, 16 << 20, 4, 4096, 0, 256)]
    [InlineData(AmountUnit.Bytes, (16 << 20) + 1, 4, 4096, 0, 257)]
    [InlineData(AmountUnit.Bytes, 16 << 20, 4, 65536, 0, 16)]
    [InlineData(AmountUnit.Bytes, 0, 4, 4096, 0, 0)]
    [InlineData(AmountUnit.PartsPerMillion, 5000, 4, 4096, 1_000_000, 313)]
    [InlineData(AmountUnit.PartsPerMillion, 5000, 9, 4096, 100, 1)]
    [InlineData(AmountUnit.PartsPerMillion, 5000, 4, 4096, 0, 1)]
    [InlineData(AmountUnit.PartsPerMillion, 1_000_000, 0, 4096, long.MaxValue, long.MaxValue)]
    public void InBlocks_EachUnit_RoundsUp(
        AmountUnit unit, ulong value, int order, int pageBytes, ulong managedPages, ulong expected)
    {
        Assert.Equal(expected, new Amount(unit, value).InBlocks(order, pageBytes, managedPages));
    }
}
