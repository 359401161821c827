namespace FragGuard.Toml.Tests;

public sealed class NumberTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("+0", 0)]
    [InlineData("-0", 0)]
    [InlineData("42", 42)]
    [InlineData("+99", 99)]
    [InlineData("-17", -17)]
    [InlineData("1_000", 1000)]
    [InlineData("1_2_3_4", 1234)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("-9_223_372_036_854_775_808", long.MinValue)]
    [InlineData("0xDEADBEEF", 0xDEADBEEF)]
    [InlineData("0xdead_beef", 0xDEADBEEF)]
    [InlineData("0x0", 0)]
    [InlineData("0x00987", 0x987)]
    [InlineData("0x7fffffffffffffff", long.MaxValue)]
    [InlineData("0o755", 493)]
    [InlineData("0o0_7", 7)]
    [InlineData("0o777777777777777777777", long.MaxValue)]
    [InlineData("0b1101_0110", 214)]
    [InlineData("0b00", 0)]
    [InlineData("0b111111111111111111111111111111111111111111111111111111111111111", long.MaxValue)]
    public void Parse_Integer_GivesItsValue(string toml, long expected)
    {
        var table = Document.Read($"n = {toml}");

        Assert.Equal(expected, table["n"]);
    }

    [Theory]
    [InlineData("1.0", 1.0)]
    [InlineData("+1.0", 1.0)]
    [InlineData("-0.01", -0.01)]
    [InlineData("0.0", 0.0)]
    [InlineData("3.14_15", 3.1415)]
    [InlineData("224_617.445_991", 224617.445991)]
    [InlineData("5e+22", 5e22)]
    [InlineData("1e06", 1e6)]
    [InlineData("1e0_6", 1e6)]
    [InlineData("-2E-2", -0.02)]
    [InlineData("6.626e-34", 6.626e-34)]
    [InlineData("0e0", 0.0)]
    [InlineData("9007199254740993.0", 9007199254740992.0)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    [InlineData("5e-324", double.Epsilon)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData("-1e999", double.NegativeInfinity)]
    [InlineData("1e-999", 0.0)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("+inf", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("nan", double.NaN)]
    [InlineData("+nan", double.NaN)]
    [InlineData("-nan", double.NaN)]
    public void Parse_Float_GivesItsValue(string toml, double expected)
    {
        var table = Document.Read($"n = {toml}");

        Assert.Equal(expected, table["n"]);
    }

    [Fact]
    public void Parse_NegativeZero_KeepsItsSign()
    {
        var table = Document.Read("n = -0.0");

        Assert.True(double.IsNegative((double)table["n"]));
    }

    [Theory]
    [InlineData("007", "leading zeros are not allowed in numbers: write 7 instead of 007")]
    [InlineData("00", "leading zeros are not allowed in numbers: write 0 instead of 00")]
    [InlineData("0_0", "leading zeros are not allowed in numbers: write 0 instead of 0_0")]
    [InlineData("-01", "leading zeros are not allowed in numbers: write -1 instead of -01")]
    [InlineData("+0_1", "leading zeros are not allowed in numbers: write +1 instead of +0_1")]
    [InlineData("03.14", "leading zeros are not allowed in numbers: write 3.14 instead of 03.14")]
    [InlineData("00.5", "leading zeros are not allowed in numbers: write 0.5 instead of 00.5")]
    [InlineData("01e5", "leading zeros are not allowed in numbers: write 1e5 instead of 01e5")]
    [InlineData("_1", "an underscore must stand between two digits, found \"_1\"")]
    [InlineData("1_", "an underscore must stand between two digits, found \"1_\"")]
    [InlineData("1__0", "an underscore must stand between two digits, found \"1__0\"")]
    [InlineData("1_.5", "an underscore must stand between two digits, found \"1_.5\"")]
    [InlineData("1.5_", "an underscore must stand between two digits, found \"1.5_\"")]
    [InlineData("1_e5", "an underscore must stand between two digits, found \"1_e5\"")]
    [InlineData("1e_5", "an underscore must stand between two digits, found \"1e_5\"")]
    [InlineData("1e5_", "an underscore must stand between two digits, found \"1e5_\"")]
    [InlineData("0x_1", "an underscore must stand between two digits, found \"0x_1\"")]
    [InlineData("0b1_", "an underscore must stand between two digits, found \"0b1_\"")]
    [InlineData("0o1__2", "an underscore must stand between two digits, found \"0o1__2\"")]
    [InlineData("0X1F", "a number's prefix is in lower case: write 0x instead of 0X")]
    [InlineData("0O17", "a number's prefix is in lower case: write 0o instead of 0O")]
    [InlineData("0B1", "a number's prefix is in lower case: write 0b instead of 0B")]
    [InlineData("+0x1", "a number that starts with 0x cannot have a sign, found \"+0x1\"")]
    [InlineData("-0b1", "a number that starts with 0b cannot have a sign, found \"-0b1\"")]
    [InlineData("0x", "\"0x\" is not a number; if text is meant, put it in quotes")]
    [InlineData("0x-1", "\"0x-1\" is not a number; if text is meant, put it in quotes")]
    [InlineData("0xfg", "\"0xfg\" is not a number; if text is meant, put it in quotes")]
    [InlineData("0o8", "\"0o8\" is not a number; if text is meant, put it in quotes")]
    [InlineData("0b2", "\"0b2\" is not a number; if text is meant, put it in quotes")]
    [InlineData(".5", "a number needs a digit before the dot: write 0.5 and not .5, found \".5\"")]
    [InlineData("-.5", "a number needs a digit before the dot: write 0.5 and not .5, found \"-.5\"")]
    [InlineData("5.", "a number needs a digit after the dot: write 1.0 and not 1., found \"5.\"")]
    [InlineData("5._1", "a number needs a digit after the dot: write 1.0 and not 1., found \"5._1\"")]
    [InlineData("5.e2", "a number needs a digit after the dot: write 1.0 and not 1., found \"5.e2\"")]
    [InlineData("1e", "\"1e\" is not a number; if text is meant, put it in quotes")]
    [InlineData("1e+", "\"1e+\" is not a number; if text is meant, put it in quotes")]
    [InlineData("1e2.5", "\"1e2.5\" is not a number; if text is meant, put it in quotes")]
    [InlineData("1e2e3", "\"1e2e3\" is not a number; if text is meant, put it in quotes")]
    [InlineData("1.2.3", "\"1.2.3\" is not a number; if text is meant, put it in quotes")]
    [InlineData("+", "\"+\" is not a number; if text is meant, put it in quotes")]
    [InlineData("--1", "\"--1\" is not a number; if text is meant, put it in quotes")]
    [InlineData("+-1", "\"+-1\" is not a number; if text is meant, put it in quotes")]
    [InlineData("-in", "\"-in\" is not a number; if text is meant, put it in quotes")]
    [InlineData("15s", "\"15s\" is not a number; if text is meant, put it in quotes")]
    [InlineData("0.5%", "\"0.5%\" is not a number; if text is meant, put it in quotes")]
    [InlineData("1\u0660", "\"1\u0660\" is not a number; if text is meant, put it in quotes")]
    [InlineData("Inf", "expected a value, found \"Inf\"; write inf in lower case")]
    [InlineData("NaN", "expected a value, found \"NaN\"; write nan in lower case")]
    [InlineData("in_f", "expected a value, found \"in_f\"; a string must be in quotes")]
    public void Parse_NoNumber_SaysWhatToWrite(string toml, string expected)
    {
        Assert.Equal($"1:5: {expected}", Document.Error($"n = {toml}"));
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("99999999999999999999999999")]
    [InlineData("0x8000000000000000")]
    [InlineData("0xFFFFFFFFFFFFFFFFFF")]
    [InlineData("0o1000000000000000000000")]
    [InlineData("0b1000000000000000000000000000000000000000000000000000000000000000")]
    public void Parse_IntegerBeyond64Bits_IsRefused(string toml)
    {
        var error = Document.Error($"n = {toml}");

        Assert.Matches("^1:5: the integer .* does not fit in 64 bits: it must be from -9223372036854775808 to", error);
    }

    [Fact]
    public void Parse_NumberWithMoreTextAfterASpace_IsNotReadAsANumber()
    {
        const string Text = "n = 10 000";

        Assert.Equal("1:8: expected the end of the line after the value, found \"000\"", Document.Error(Text));
        Assert.Equal("{}", Document.Rest(Text));
    }
}
