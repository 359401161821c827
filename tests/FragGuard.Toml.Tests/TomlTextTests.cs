namespace FragGuard.Toml.Tests;

public sealed class TomlTextTests
{
    [Theory]
    [InlineData("order", "order")]
    [InlineData("a-b_9", "a-b_9")]
    [InlineData("1", "1")]
    [InlineData("", "\"\"")]
    [InlineData("vm.swappiness", "\"vm.swappiness\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("\u00E9", "\"\u00E9\"")]
    public void Key_IsBareWhereItCanBe(string key, string expected)
    {
        Assert.Equal(expected, TomlText.Key(key));
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("say \"hi\" \\ 'x'", "\"say \\\"hi\\\" \\\\ 'x'\"")]
    [InlineData("\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"")]
    [InlineData("\0\u001B\u007F\u0085", "\"\\u0000\\u001B\\u007F\\u0085\"")]
    [InlineData("\u00E9\u20AC\U0001F600", "\"\u00E9\u20AC\U0001F600\"")]
    [InlineData("a\u202Eb\u2028\uFEFF", "\"a\\u202Eb\\u2028\\uFEFF\"")]
    [InlineData("\U000E0001", "\"\\U000E0001\"")]
    public void String_EscapesWhatATerminalWouldActOn(string text, string expected)
    {
        Assert.Equal(expected, TomlText.String(text));
    }

    [Fact]
    public void String_HalfASurrogatePair_Throws()
    {
        foreach (var text in new[] { "\uD800", "a\uDC00b", "\uDC00\uD800" })
        {
            Assert.Throws<ArgumentException>(() => TomlText.String(text));
            Assert.Throws<ArgumentException>(() => TomlText.Key(text));
        }
    }

    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e22, "1e+22")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Value_Float_IsNeverAnInteger(double number, string expected)
    {
        Assert.Equal(expected, TomlText.Value(number));
    }

    [Fact]
    public void Value_OtherScalars_AreCanonical()
    {
        Assert.Equal("-9223372036854775808", TomlText.Value(long.MinValue));
        Assert.Equal("true", TomlText.Value(true));
        Assert.Equal("07:32:00", TomlText.Value(TomlDateTime.LocalTime(7, 32)));
        Assert.Equal("\"x\"", TomlText.Value("x"));
    }

    [Fact]
    public void Value_Containers_AreOnOneLine()
    {
        var value = Document.Read("a = { 'b c' = [1, { d = {} }], e = [] }\n[[f]]\ng = 1\n[[f]]\n");

        Assert.Equal("{ a = { \"b c\" = [1, { d = {} }], e = [] }, f = [{ g = 1 }, {}] }", TomlText.Value(value));
    }

    [Fact]
    public void Value_TypeThatTomlLacks_Throws()
    {
        Assert.Throws<ArgumentException>(() => TomlText.Value(42));
        Assert.Throws<ArgumentNullException>(() => TomlText.Value(null!));
    }

    [Fact]
    public void Value_ArrayInItself_Throws()
    {
        var array = new TomlArray();
        array.Add(array);

        Assert.Throws<InvalidOperationException>(() => TomlText.Value(array));
    }
}
