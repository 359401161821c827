namespace FragGuard.Kernel.Tests;

public sealed class ZoneNameTests
{
    [Theory]
    [InlineData("DMA")]
    [InlineData("DMA32")]
    [InlineData("Normal")]
    [InlineData("HighMem")]
    [InlineData("Movable")]
    [InlineData("Device")]
    [InlineData("sixteen-bytes-ok")]
    public void ToString_ParsedName_IsTheNameAgain(string text)
    {
        Assert.True(ZoneName.TryParse(text, out var name));
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("seventeen-bytes-x")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("Zöne")]
    [InlineData("\0")]
    [InlineData("\x7f")]
    public void TryParse_NotAName_IsFalse(string text)
    {
        Assert.False(ZoneName.TryParse(text, out var name));
        Assert.Equal(default, name);
    }

    [Fact]
    public void Equality_SameText_IsEqualWhateverItsSource()
    {
        Assert.True(ZoneName.TryParse("DMA32", out var fromSetting));
        Assert.True(ZoneName.TryParse("DMA32"u8, out var fromKernel));
        Assert.True(ZoneName.TryParse("DMA"u8, out var other));

        Assert.Equal(fromSetting, fromKernel);
        Assert.NotEqual(fromKernel, other);
    }

    [Fact]
    public void ToString_DefaultValue_IsEmpty() => Assert.Equal("", default(ZoneName).ToString());
}
