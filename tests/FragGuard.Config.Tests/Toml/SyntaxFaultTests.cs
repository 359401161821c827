namespace FragGuard.Config.Tests;

/// <summary>What is said about a statement that is not TOML, and where.</summary>
public sealed class SyntaxFaultTests
{
    public static TheoryData<string, string> Invalid => new()
    {
        { "\"abc", "1:5: unterminated string: expected a closing \" before the end of the line" },
        { "\"abc\\\"", "1:5: unterminated string: expected a closing \" before the end of the line" },
        { "\"abc\\", "1:5: unterminated string: expected a closing \" before the end of the line" },
        { "\"abc\\\n", "1:5: unterminated string: expected a closing \" before the end of the line" },
        { "\"abc\r\n", "1:5: unterminated string: expected a closing \" before the end of the line" },
        { "'abc", "1:5: unterminated string: expected a closing ' before the end of the line" },
        { "'it\\'s'", "1:10: expected the end of the line after the value, found \"s\"" },
        { "\"\"\"abc\"\"", "1:5: unterminated string: expected a closing \"\"\" before the end of the file" },
        { "\"\"\"abc\\", "1:5: unterminated string: expected a closing \"\"\" before the end of the file" },
        { "'''abc''\n", "1:5: unterminated string: expected a closing ''' before the end of the file" },
        { "\"\"\"six: \"\"\"\"\"\"", "1:18: expected the end of the line after the value, found a quotation mark" },
        { "'''six: ''''''", "1:18: expected the end of the line after the value, found \"'\"" },
        { "\"\\a\"", "1:6: \\ starts an escape sequence such as \\n or \\\\, found \"a\" after it" },
        { "\"\\ \"", "1:6: \\ starts an escape sequence such as \\n or \\\\, found a space after it" },
        { "\"\\'\"", "1:6: \\ starts an escape sequence such as \\n or \\\\, found \"'\" after it" },
        { "\"\\/\"", "1:6: \\ starts an escape sequence such as \\n or \\\\, found \"/\" after it" },
        { "\"\\\u00E9\"", "1:6: \\ starts an escape sequence such as \\n or \\\\, found \"\u00E9\" after it" },
        { "\"\\\u0001\"", "1:7: a control character (U+0001) is not allowed in a string" },
        { "\"\"\"a\\ b\"\"\"", "1:9: \\ starts an escape sequence such as \\n or \\\\, found a space after it" },
        { "\"\\x4\"", "1:6: \\x needs the 2 hexadecimal digits" },
        { "\"\\x4g\"", "1:6: \\x needs the 2 hexadecimal digits" },
        { "\"\\x", "1:5: unterminated string: expected a closing \" before the end of the line" },
        { "\"\\u00E\"", "1:6: \\u needs the 4 hexadecimal digits of a Unicode character" },
        { "\"\\U0001F60\"", "1:6: \\U needs the 8 hexadecimal digits of a Unicode character" },
        { "\"\\uD800\"", "1:6: \\u needs the 4 hexadecimal digits of a Unicode character" },
        { "\"\\uDFFF\"", "1:6: \\u needs the 4 hexadecimal digits of a Unicode character" },
        { "\"\\U0000D800\"", "1:6: \\U needs the 8 hexadecimal digits of a Unicode character" },
        { "\"\\U00110000\"", "1:6: \\U needs the 8 hexadecimal digits of a Unicode character" },
        { "\"\\UFFFFFFFF\"", "1:6: \\U needs the 8 hexadecimal digits of a Unicode character" },
        { "\"first\" \"second\"", "1:13: expected the end of the line after the value, found a quotation mark" },
    };

    [Theory]
    [InlineData("= 1", "1:1: expected a key, found \"=\"")]
    [InlineData("key", "1:4: expected \"=\" after the key \"key\", found the end of the file")]
    [InlineData("key\n", "1:4: expected \"=\" after the key \"key\", found the end of the line")]
    [InlineData("key # = 1", "1:5: expected \"=\" after the key \"key\", found a comment")]
    [InlineData("key: 1", "1:4: expected \"=\" after the key \"key\", found \":\"")]
    [InlineData("order 4", "1:7: expected \"=\" after the key \"order\", found \"4\"")]
    [InlineData("a b = 1", "1:3: expected \"=\" after the key \"a\", found \"b\"; a key with other characters")]
    [InlineData("a\"b\" = 1", "1:2: expected \"=\" after the key \"a\", found a quotation mark; a key with other")]
    [InlineData("a.b c = 1", "1:5: expected \"=\" after the key \"a.b\", found \"c\"")]
    [InlineData("'a b' c = 1", "1:7: expected \"=\" after the key 'a b', found \"c\"")]
    [InlineData("bare!key = 1", "1:5: expected \"=\" after the key \"bare\", found \"!key\"; a key with other")]
    [InlineData("\u03BC = 1",
        "1:1: expected a key, found \"\u03BC\"; a key with other characters than letters, digits, _")]
    [InlineData("! = 1", "1:1: expected a key, found \"!\"")]
    [InlineData("\\u00c0 = 1", "1:1: expected a key, found \"\\\\u00c0\"")]
    [InlineData("; comment", "1:1: expected a key, found \";\"; a comment starts with #")]
    [InlineData("// comment", "1:1: expected a key, found \"//\"; a comment starts with #")]
    [InlineData(".a = 1", "1:1: expected a key, found \".a\"")]
    [InlineData("a. = 1", "1:4: expected the next part of the key after \".\", found \"=\"")]
    [InlineData("a..b = 1", "1:3: expected the next part of the key after \".\", found \".b\"")]
    [InlineData("a.\nb = 1", "1:3: expected the next part of the key after \".\", found the end of the line")]
    [InlineData("\"key = 1", "1:1: unterminated string: expected a closing \" before the end of the line")]
    [InlineData("a.'key = 1", "1:3: unterminated string: expected a closing ' before the end of the line")]
    [InlineData("\"a\\qb\" = 1", "1:3: \\ starts an escape sequence such as \\n or \\\\, found \"q\" after it")]
    [InlineData("\"\"\"key\"\"\" = 1",
        "1:1: a key cannot be a multi-line string: write it with one quote on each side")]
    [InlineData("'''key''' = 1", "1:1: a key cannot be a multi-line string: write it with one quote on each side")]
    [InlineData("key = ", "1:7: expected a value, found the end of the file")]
    [InlineData("key = \n", "1:7: expected a value, found the end of the line; a value must start on the same line")]
    [InlineData("key = # none\n",
        "1:7: expected a value, found a comment; a value must start on the same line as its key")]
    [InlineData("key =\n1", "1:6: expected a value, found the end of the line; a value must start on the same line")]
    [InlineData("key == 1", "1:6: expected a value, found \"=\"")]
    [InlineData("a = b = 1", "1:5: expected a value, found \"b\"; a string must be in quotes")]
    [InlineData("a = 1 b = 2", "1:7: expected the end of the line after the value, found \"b\"")]
    [InlineData("a = 1, b = 2", "1:6: expected the end of the line after the value, found \",\"")]
    [InlineData("a = ]", "1:5: expected a value, found \"]\"")]
    [InlineData("a = @", "1:5: expected a value, found \"@\"; a string must be in quotes")]
    [InlineData("a = (1)", "1:5: expected a value, found \"(1)\"; a string must be in quotes")]
    [InlineData("a = 1\na = 2", "2:1: duplicate key \"a\"; it was first set on line 1")]
    [InlineData("a = 1\n\"\\u0061\" = 2", "2:1: duplicate key \"a\"; it was first set on line 1")]
    [InlineData("'' = 1\n\"\" = 2", "2:1: duplicate key \"\"; it was first set on line 1")]
    [InlineData("a.b = 1\na.b = 2", "2:3: duplicate key \"a.b\"; it was first set on line 1")]
    [InlineData("'x y'.b = 1\n'x y'.b = 2", "2:7: duplicate key \"x y\".b; it was first set on line 1")]
    [InlineData("a = [1]\na = [2]", "2:1: duplicate key \"a\"; it was first set on line 1")]
    [InlineData("a = {}\na = {}", "2:1: duplicate key \"a\"; it was first set on line 1")]
    [InlineData("a.b = 1\na = 2", "2:1: duplicate key \"a\"; it is already a table made by dotted keys, on line 1")]
    [InlineData("a = 1\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already an integer, on line 1")]
    [InlineData("a.b = 'x'\na.b.c = 2", "2:3: \"a.b.c\" cannot be set: \"a.b\" is already a string, on line 1")]
    [InlineData("a = {}\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already an inline table, on line 1")]
    [InlineData("a = [{}]\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already a plain array, on line 1")]
    [InlineData("a = 1.5\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already a float, on line 1")]
    [InlineData("a = true\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already a boolean, on line 1")]
    [InlineData("a = 07:32\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already a date or time, on line 1")]
    public void Explain_BadKeyLine_SaysWhereAndWhy(string toml, string expected)
    {
        Assert.StartsWith(expected, Document.Error(toml), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_LongKeyInMessage_IsCut()
    {
        var error = Document.Error(new string('k', 100_000));

        Assert.Equal(
            $"1:100001: expected \"=\" after the key \"{new string('k', 40)}...\", found the end of the file", error);
    }

    [Theory]
    [InlineData("[]", "1:2: expected a table name, found \"]\"")]
    [InlineData("[[]]", "1:3: expected a table name, found \"]\"")]
    [InlineData("[", "1:2: expected a table name, found the end of the file")]
    [InlineData("[a", "1:3: expected \"]\" after the table name \"a\", found the end of the file")]
    [InlineData("[a\nx = 1", "1:3: expected \"]\" after the table name \"a\", found the end of the line")]
    [InlineData("[a # ]", "1:4: expected \"]\" after the table name \"a\", found a comment")]
    [InlineData("[[a]", "1:5: expected \"]]\" after the table name \"a\", found the end of the file")]
    [InlineData("[[a] ]", "1:5: expected \"]]\" after the table name \"a\", found a space")]
    [InlineData("[ [a]]", "1:3: expected a table name, found \"[\"; write [[ without a space between")]
    [InlineData("[a]]", "1:4: expected the end of the line after the header, found a second \"]\"")]
    [InlineData("[[a]]]", "1:6: expected the end of the line after the header, found a second \"]\"")]
    [InlineData("[a b]", "1:4: expected \"]\" after the table name \"a\", found \"b\"")]
    [InlineData("[a[b]", "1:3: expected \"]\" after the table name \"a\", found \"[\"")]
    [InlineData("[a]b]", "1:4: expected the end of the line after the header, found \"b\"")]
    [InlineData("[a] x = 1", "1:5: expected the end of the line after the header, found \"x\"")]
    [InlineData("[a] [b]", "1:5: expected the end of the line after the header, found \"[\"")]
    [InlineData("[a=b]", "1:3: expected \"]\" after the table name \"a\", found \"=\"")]
    [InlineData("[a.]", "1:4: expected the next part of the table name after \".\", found \"]\"")]
    [InlineData("[.a]", "1:2: expected a table name, found \".a\"")]
    [InlineData("[a..b]", "1:4: expected the next part of the table name after \".\", found \".b\"")]
    [InlineData("[a.\nb = 1", "1:4: expected the next part of the table name after \".\", found the end of the line")]
    [InlineData("[\"a]", "1:2: unterminated string: expected a closing \" before the end of the line")]
    [InlineData("[\"\"\"a\"\"\"]", "1:2: a key cannot be a multi-line string: write it with one quote on each side")]
    [InlineData("[\u00FC]", "1:2: expected a table name, found \"\u00FC\"; a key with other characters")]
    public void Explain_BadHeader_SaysWhereAndWhy(string toml, string expected)
    {
        Assert.StartsWith(expected, Document.Error(toml), StringComparison.Ordinal);
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
    [InlineData("_1", "an underscore must stand between two digits: write 1 instead of _1")]
    [InlineData("1_", "an underscore must stand between two digits: write 1 instead of 1_")]
    [InlineData("1__0", "an underscore must stand between two digits: write 10 instead of 1__0")]
    [InlineData("1_.5", "an underscore must stand between two digits: write 1.5 instead of 1_.5")]
    [InlineData("1.5_", "an underscore must stand between two digits: write 1.5 instead of 1.5_")]
    [InlineData("1_e5", "an underscore must stand between two digits: write 1e5 instead of 1_e5")]
    [InlineData("1e_5", "an underscore must stand between two digits: write 1e5 instead of 1e_5")]
    [InlineData("1e5_", "an underscore must stand between two digits: write 1e5 instead of 1e5_")]
    [InlineData("0x_1", "an underscore must stand between two digits: write 0x1 instead of 0x_1")]
    [InlineData("0b1_", "an underscore must stand between two digits: write 0b1 instead of 0b1_")]
    [InlineData("0o1__2", "an underscore must stand between two digits: write 0o12 instead of 0o1__2")]
    [InlineData("0X1F", "a number's prefix is in lower case: write 0x1f instead of 0X1F")]
    [InlineData("0O17", "a number's prefix is in lower case: write 0o17 instead of 0O17")]
    [InlineData("0B1", "a number's prefix is in lower case: write 0b1 instead of 0B1")]
    [InlineData("+0x1", "\"+0x1\" is not a number; if text is meant, put it in quotes")]
    [InlineData("-0b1", "\"-0b1\" is not a number; if text is meant, put it in quotes")]
    [InlineData("0x", "\"0x\" is not a number; if text is meant, put it in quotes")]
    [InlineData("0x-1", "\"0x-1\" is not a number; if text is meant, put it in quotes")]
    [InlineData("0xfg", "\"0xfg\" is not a number; if text is meant, put it in quotes")]
    [InlineData("0o8", "\"0o8\" is not a number; if text is meant, put it in quotes")]
    [InlineData("0b2", "\"0b2\" is not a number; if text is meant, put it in quotes")]
    [InlineData(".5", "a number needs a digit before the dot: write 0.5 instead of .5")]
    [InlineData("-.5", "a number needs a digit before the dot: write -0.5 instead of -.5")]
    [InlineData("5.", "a number needs a digit after the dot: write 5.0 instead of 5.")]
    [InlineData("5._1", "an underscore must stand between two digits: write 5.1 instead of 5._1")]
    [InlineData("5.e2", "a number needs a digit after the dot: write 5.0e2 instead of 5.e2")]
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
    public void Explain_NoNumber_SaysWhatToWrite(string toml, string expected)
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
    public void Explain_IntegerBeyond64Bits_IsRefused(string toml)
    {
        var error = Document.Error($"n = {toml}");

        Assert.Matches("^1:5: the integer .* does not fit in 64 bits: it must be from -9223372036854775808 to", error);
    }

    [Fact]
    public void Explain_NumberWithMoreTextAfterASpace_IsNotReadAsANumber()
    {
        const string Text = "n = 10 000";

        Assert.Equal("1:8: expected the end of the line after the value, found \"000\"", Document.Error(Text));
        Assert.Equal("{}", Document.Inline(Text));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Explain_InvalidString_SaysWhereAndWhy(string toml, string expected)
    {
        var errors = Document.Errors($"s = {toml}");

        Assert.StartsWith(expected, errors[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1 2]", "1:8: expected \",\" or \"]\" after this value of the array, found \"2\"")]
    [InlineData("[1\n2]", "1:7: expected \",\" or \"]\" after this value of the array, found the end of the line")]
    [InlineData("[1}", "1:7: expected \",\" or \"]\" after this value of the array, found \"}\"")]
    [InlineData("[1;2]", "1:6: \"1;2\" is not a number")]
    [InlineData("[,]", "1:6: expected a value, found \",\"")]
    [InlineData("[1,,2]", "1:8: expected a value, found \",\"")]
    [InlineData("[1,2,,]", "1:10: expected a value, found \",\"")]
    [InlineData("[}", "1:6: expected a value, found \"}\"")]
    [InlineData("[a = 1]", "1:6: expected a value, found \"a\"; a string must be in quotes")]
    [InlineData("[1, 2", "1:5: unterminated array: expected a closing \"]\" before the end of the file")]
    [InlineData("[1, 2,", "1:5: unterminated array: expected a closing \"]\" before the end of the file")]
    [InlineData("[1 # ]", "1:5: unterminated array: expected a closing \"]\" before the end of the file")]
    [InlineData("[", "1:5: unterminated array: expected a closing \"]\" before the end of the file")]
    [InlineData("[1, 2]]", "1:11: expected the end of the line after the value, found \"]\"")]
    [InlineData("[1] [2]", "1:9: expected the end of the line after the value, found \"[\"")]
    [InlineData("[1]\nb = 1\nb = 2", "3:1: duplicate key \"b\"; it was first set on line 2")]
    public void Explain_BadArray_SaysWhereAndWhy(string toml, string expected)
    {
        Assert.StartsWith(expected, Document.Error($"a = {toml}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{,}", "1:6: expected a key, found \",\"")]
    [InlineData("{\n,\n}", "2:1: expected a key, found \",\"")]
    [InlineData("{ a = 1,, b = 2 }", "1:13: expected a key, found \",\"")]
    [InlineData("{ a = 1 b = 2 }", "1:13: expected \",\" or \"}\" after this value of the inline table, found \"b\"")]
    [InlineData("{ a = 1\nb = 2 }",
        "1:12: expected \",\" or \"}\" after this value of the inline table, found the end of")]
    [InlineData("{ a = 1 ]", "1:13: expected \",\" or \"}\" after this value of the inline table, found \"]\"")]
    [InlineData("{ a = 1; b = 2 }", "1:11: \"1;\" is not a number")]
    [InlineData("{ a = }", "1:11: expected a value, found \"}\"")]
    [InlineData("{ a = , b = 1 }", "1:11: expected a value, found \",\"")]
    [InlineData("{ a =\n1 }", "1:10: expected a value, found the end of the line; a value must start on the same line")]
    [InlineData("{ a\n= 1 }", "1:8: expected \"=\" after the key \"a\", found the end of the line")]
    [InlineData("{ a }", "1:9: expected \"=\" after the key \"a\", found \"}\"")]
    [InlineData("{ a: 1 }", "1:8: expected \"=\" after the key \"a\", found \":\"")]
    [InlineData("{ [b] }", "1:7: expected a key, found \"[\"")]
    [InlineData("{ = 1 }", "1:7: expected a key, found \"=\"")]
    [InlineData("{ a = 1", "1:5: unterminated inline table: expected a closing \"}\" before the end of the file")]
    [InlineData("{", "1:5: unterminated inline table: expected a closing \"}\" before the end of the file")]
    [InlineData("{ a = 1 # }", "1:5: unterminated inline table: expected a closing \"}\" before the end of the file")]
    [InlineData("{}}", "1:7: expected the end of the line after the value, found \"}\"")]
    [InlineData("{ a = 1, a = 2 }", "1:14: duplicate key \"a\"; it was first set on line 1")]
    [InlineData("{ a.b = 1, a.b = 2 }", "1:18: duplicate key \"a.b\"; it was first set on line 1")]
    [InlineData("{ a = 1, a.b = 2 }", "1:14: \"a.b\" cannot be set: \"a\" is already an integer, on line 1")]
    [InlineData("{ a.b = 1, a = 2 }",
        "1:16: duplicate key \"a\"; it is already a table made by dotted keys, on line 1")]
    [InlineData("{ a = { b = 1 }, a.c = 2 }",
        "1:22: \"a.c\" cannot be set: \"a\" is already an inline table, on line 1")]
    [InlineData("{ a.b = { c = 1 }, a.b.d = 2 }", "1:26: \"a.b.d\" cannot be set: \"a.b\" is already an inline table")]
    [InlineData("{ a = [{}], a.b = 2 }", "1:17: \"a.b\" cannot be set: \"a\" is already a plain array, on line 1")]
    public void Explain_BadInlineTable_SaysWhereAndWhy(string toml, string expected)
    {
        Assert.StartsWith(expected, Document.Error($"t = {toml}"), StringComparison.Ordinal);
    }
}
