using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class FieldReaderTests
{
    [Fact]
    public void TryReadField_RunsOfBlanksAndTabs_SeparateFields()
    {
        var fields = new FieldReader("  a \t bc\r"u8);

        Assert.True(fields.TryReadField(out var first));
        Assert.True(fields.TryReadField(out var second));
        Assert.False(fields.TryReadField(out var none));

        Assert.Equal("a"u8, first);
        Assert.Equal("bc"u8, second);
        Assert.True(none.IsEmpty);
    }

    [Theory]
    [InlineData("0", 0UL)]
    [InlineData("9999999999999999999", 9999999999999999999UL)]
    [InlineData("10000000000000000000", 10000000000000000000UL)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    [InlineData("00000000000000000000000007", 7UL)]
    [InlineData("7,", 7UL)]
    [InlineData("7)", 7UL)]
    [InlineData(" 007 8", 7UL)]
    public void TryReadUInt64_Number_IsRead(string text, ulong expected)
    {
        var fields = new FieldReader(Encoding.ASCII.GetBytes(text));

        Assert.True(fields.TryReadUInt64(out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("1x")]
    [InlineData("0x1")]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999999999")]
    public void TryReadUInt64_NoNumber_IsLeftAlone(string text)
    {
        var fields = new FieldReader(Encoding.ASCII.GetBytes(text));

        Assert.False(fields.TryReadUInt64(out var value));
        Assert.Equal(0UL, value);
        Assert.Equal(text.Trim(), Encoding.ASCII.GetString(fields.Rest));
    }

    [Fact]
    public void TryReadInt32_TooLargeForInt32_ConsumesNothing()
    {
        var fields = new FieldReader("2147483648"u8);

        Assert.False(fields.TryReadInt32(out var value));
        Assert.Equal(0, value);
        Assert.True(fields.TryReadUInt64(out var wide));
        Assert.Equal(2147483648UL, wide);
    }

    [Fact]
    public void TrySkip_TextNotNext_ConsumesOnlyBlanks()
    {
        var fields = new FieldReader("  Node 0"u8);

        Assert.False(fields.TrySkip("zone"u8));
        Assert.True(fields.TrySkip("Node"u8));
        Assert.Equal(" 0"u8, fields.Rest);
    }

    [Fact]
    public void AtEnd_OnlyBlanksLeft_IsTrue()
    {
        var fields = new FieldReader("a \t\r "u8);

        Assert.False(fields.AtEnd);
        fields.TryReadField(out _);
        Assert.True(fields.AtEnd);
    }
}
