namespace FragGuard.Config.Tests;

public sealed class TomlValueTests
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
        Assert.Equal(expected, TomlValue.Key(key));
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("say \"hi\" \\ 'x'", "\"say \\\"hi\\\" \\\\ 'x'\"")]
    [InlineData("\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"")]
    [InlineData("\0\u001B\u007F\u0085", "\"\\u0000\\u001B\\u007F\\u0085\"")]
    [InlineData("\u00E9\u20AC\U0001F600", "\"\u00E9\u20AC\U0001F600\"")]
    [InlineData("a\u202Eb\u2028\uFEFF", "\"a\\u202Eb\\u2028\\uFEFF\"")]
    [InlineData("\U000E0001", "\"\\U000E0001\"")]
    public void Text_EscapesWhatATerminalWouldActOn(string text, string expected)
    {
        Assert.Equal(expected, TomlValue.Text(text));
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
    public void Float_IsNeverAnInteger(double number, string expected)
    {
        Assert.Equal(expected, TomlValue.Float(number));
    }
}
