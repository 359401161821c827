namespace FragGuard.Policy.Tests;

public sealed class ReasonTests
{
    public static TheoryData<ReasonCode> Codes => [.. Enum.GetValues<ReasonCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void ToString_EachCode_IsASentenceOfItsOwn(ReasonCode code)
    {
        var sentence = new Reason(code, 90_000, 5).ToString();

        Assert.Equal(code == ReasonCode.None, sentence.Length == 0);
        Assert.False(sentence.EndsWith('.'));
        Assert.Equal(code == ReasonCode.KernelError, sentence == "the kernel refused");
    }

    [Theory]
    [InlineData(ReasonCode.MemoryPressure, "memory-pressure")]
    [InlineData(ReasonCode.PerDay, "per-day")]
    [InlineData(ReasonCode.Zfs, "zfs")]
    public void Word_Code_IsKebabCase(ReasonCode code, string expected)
    {
        Assert.Equal(expected, new Reason(code).Word);
    }

    [Theory]
    [InlineData(ReasonCode.MemoryPressure, 3456, 2000, "memory pressure 34.56% is above max_memory_pressure 20%")]
    [InlineData(ReasonCode.Cooldown, 90_000, 300_000, "cooldown: 90 s of 5 min left")]
    [InlineData(ReasonCode.BackingOff, 7_200_000, 0, "every rung tried; next attempt in 2 h")]
    [InlineData(
        ReasonCode.TooLittleCache, 10 << 20, 64 << 20, "only 10 MiB of cache to drop, below min_cache 64 MiB")]
    public void ToString_Figures_AreInIt(ReasonCode code, long value, long limit, string expected)
    {
        Assert.Equal(expected, new Reason(code, value, limit).ToString());
    }

    [Fact]
    public void Contains_EveryCode_HasItsOwnPlaceInASet()
    {
        foreach (var code in Enum.GetValues<ReasonCode>())
        {
            var set = default(ReasonSet).With(code);

            Assert.InRange((int)code, 0, 63);
            Assert.Equal([code], Enum.GetValues<ReasonCode>().Where(set.Contains));
        }
    }
}
