namespace FragGuard.Toml.Tests;

public sealed class StringTests
{
    public static TheoryData<string, string> Valid => new()
    {
        // Basic strings and every escape sequence.
        { "\"\"", "" },
        { "\"plain # not a comment\"", "plain # not a comment" },
        { "\"tab\tinside\"", "tab\tinside" },
        { "\"\\b\\t\\n\\f\\r\\e\\\"\\\\\"", "\b\t\n\f\r\u001B\"\\" },
        { "\"\\x00\\x41\\x7f\\xE9\\xff\"", "\0A\u007F\u00E9\u00FF" },
        { "\"\\u0000\\u00e9\\uD7FF\\uE000\\uFFFF\"", "\0\u00E9\uD7FF\uE000\uFFFF" },
        { "\"\\U00000041\\U0001F600\\U0010FFFF\"", "A\U0001F600\U0010FFFF" },
        { "\"\\\\u0041\"", "\\u0041" },
        { "\"\u00E9\u20AC\U0001F600\u0080\"", "\u00E9\u20AC\U0001F600\u0080" },
        { "\"'single' inside\"", "'single' inside" },

        // Literal strings have no escapes.
        { "''", "" },
        { "'C:\\new\\x41\\'", "C:\\new\\x41\\" },
        { "'say \"hi\"\t'", "say \"hi\"\t" },

        // Multi-line basic strings: the first newline, line-ending backslashes, up to two quotes anywhere.
        { "\"\"\"\"\"\"", "" },
        { "\"\"\"\n\"\"\"", "" },
        { "\"\"\"\r\n\"\"\"", "" },
        { "\"\"\"\n\n\"\"\"", "\n" },
        { "\"\"\"a\nb\r\nc\"\"\"", "a\nb\nc" },
        { "\"\"\" \na\"\"\"", " \na" },
        { "\"\"\"a \\\n   b\"\"\"", "a b" },
        { "\"\"\"a\\\r\n\r\n \t\n  b\"\"\"", "ab" },
        { "\"\"\"a\\  \t\nb\"\"\"", "ab" },
        { "\"\"\"\\\n\"\"\"", "" },
        { "\"\"\"\\\n  \\\n  a\\\n\"\"\"", "a" },
        { "\"\"\"a \\\\\nb\"\"\"", "a \\\nb" },
        { "\"\"\"\\x41\\u0042\\e\\\"\"\"\"", "AB\u001B\"" },
        { "\"\"\"one \" two \"\" end\"\"\"", "one \" two \"\" end" },
        { "\"\"\"\"quoted\"\"\"\"", "\"quoted\"" },
        { "\"\"\"\"\"two\"\"\"\"\"", "\"\"two\"\"" },
        { "\"\"\"\"\"\"\"\"", "\"\"" },
        { "\"\"\"\\\"\"\"\\\"\"\"\"", "\"\"\"\"" },
        { "\"\"\"a'''b\"\"\"", "a'''b" },

        // Multi-line literal strings: no escapes, the rest alike.
        { "''''''", "" },
        { "'''\n'''", "" },
        { "'''\r\na\r\nb'''", "a\nb" },
        { "'''\\\na\\x41'''", "\\\na\\x41" },
        { "''''one' and ''two'''''", "'one' and ''two''" },
        { "'''a\"\"\"b'''", "a\"\"\"b" },
    };

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
        { "\"\\\u0001\"", "1:6: \\ starts an escape sequence such as \\n or \\\\, found a control character (U+0001)" },
        { "\"\"\"a\\ b\"\"\"", "1:9: \\ starts an escape sequence such as \\n or \\\\, found a space after it" },
        { "\"\\x4\"", "1:6: expected 2 hexadecimal digits after \\x, found a quotation mark" },
        { "\"\\x4g\"", "1:6: expected 2 hexadecimal digits after \\x, found \"g\"" },
        { "\"\\x", "1:6: expected 2 hexadecimal digits after \\x, found the end of the file" },
        { "\"\\u00E\"", "1:6: expected 4 hexadecimal digits after \\u, found a quotation mark" },
        { "\"\\U0001F60\"", "1:6: expected 8 hexadecimal digits after \\U, found a quotation mark" },
        { "\"\\uD800\"", "1:6: \\uD800 is not a Unicode character: it is half a surrogate pair" },
        { "\"\\uDFFF\"", "1:6: \\uDFFF is not a Unicode character: it is half a surrogate pair" },
        { "\"\\U0000D800\"", "1:6: \\U0000D800 is not a Unicode character: it is half a surrogate pair" },
        { "\"\\U00110000\"", "1:6: \\U00110000 is not a Unicode character: it lies beyond U+10FFFF" },
        { "\"\\UFFFFFFFF\"", "1:6: \\UFFFFFFFF is not a Unicode character: it lies beyond U+10FFFF" },
        { "\"first\" \"second\"", "1:13: expected the end of the line after the value, found a quotation mark" },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void Parse_ValidString_GivesItsText(string toml, string expected)
    {
        var table = Document.Read($"s = {toml}\n");

        Assert.Equal(expected, table["s"]);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Parse_InvalidString_SaysWhereAndWhy(string toml, string expected)
    {
        var errors = Document.Errors($"s = {toml}");

        Assert.StartsWith(expected, errors[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralBadEscapesInOneString_ReportsEach()
    {
        var errors = Document.Errors("s = \"C:\\dir\\zip\"");

        Assert.Equal(["1:8", "1:12"], errors.Select(error => error[..error.IndexOf(": ", StringComparison.Ordinal)]));
    }
}
