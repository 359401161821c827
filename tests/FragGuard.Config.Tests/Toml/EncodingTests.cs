using System.Text;

namespace FragGuard.Config.Tests;

public sealed class EncodingTests
{
    /// <summary>All control characters but tab, and LF, which ends a comment or string.</summary>
    public static TheoryData<int> Controls =>
        [.. Enumerable.Range(0, 32).Append(127).Where(code => code is not ('\t' or '\n'))];

    public static TheoryData<byte[], int> BrokenUtf8 => new()
    {
        { [0x80], 1 },                          // A continuation byte alone.
        { [0xC3], 1 },                          // Cut short.
        { [0xC0, 0x80], 1 },                    // Overlong.
        { [0xE0, 0x80, 0x80], 1 },
        { [0xED, 0xA0, 0x80], 1 },              // U+D800, half a surrogate pair.
        { [0xED, 0xBF, 0xBF], 1 },              // U+DFFF.
        { [0xF4, 0x90, 0x80, 0x80], 1 },        // Beyond U+10FFFF.
        { [0xF8, 0x88, 0x80, 0x80, 0x80], 1 },
        { [0xFF], 1 },
        { [0xC3, 0xA9, 0xFF], 2 },              // After a character that is right.
    };

    [Theory]
    [MemberData(nameof(Controls))]
    public void Read_ControlCharacter_IsRefusedEverywhere(int code)
    {
        var control = (char)code;
        var name = code switch
        {
            0 => "a NUL character (U+0000)",
            '\r' => "a carriage return (U+000D) without a line feed",
            _ => $"a control character (U+{code:X4})",
        };

        Assert.Equal($"1:3: {name} is not allowed in a comment", Document.Error($"# {control} x\na = 1"));
        Assert.Equal($"1:6: {name} is not allowed in a string", Document.Error($"a = \"{control} x\""));
        Assert.Equal($"1:6: {name} is not allowed in a string", Document.Error($"a = '{control} x'"));
        Assert.Equal($"2:1: {name} is not allowed in a string", Document.Error($"a = \"\"\"\n{control} x\"\"\""));
        Assert.Equal($"2:1: {name} is not allowed in a string", Document.Error($"a = '''\n{control} x'''"));
        Assert.Equal($"1:1: expected a key, found {name}", Document.Error($"{control}a = 1"));
        Assert.Equal(
            $"1:6: expected the end of the line after the value, found {name}", Document.Error($"a = 1{control}"));
        Assert.Equal(
            $"1:4: expected the end of the line after the header, found {name}", Document.Error($"[a]{control}x"));
    }

    [Theory]
    [MemberData(nameof(BrokenUtf8))]
    public void Read_BrokenUtf8_IsRefusedEverywhere(byte[] bytes, int column)
    {
        var found = $"a byte that is not UTF-8 (0x{bytes[column == 1 ? 0 : 2]:X2})";
        var expected = $"1:{column}: {found}: save the file as UTF-8";

        Assert.Equal(expected, ErrorAfter("#", bytes, "\n", shift: 1));
        Assert.Equal(expected, ErrorAfter("a = \"", bytes, "\"", shift: 5));
        Assert.Equal(expected, ErrorAfter("a = '", bytes, "'", shift: 5));
        Assert.Equal(expected, ErrorAfter("a = \"\"\"", bytes, "\"\"\"", shift: 7));
        Assert.Equal(expected, ErrorAfter("a = ", bytes, "\n", shift: 4));
    }

    [Fact]
    public void Read_BadByteInAHeader_DoesNotMixItsKeysWithThoseAbove()
    {
        byte[] text = [.. "[a]\nx = 1\n[b"u8, 0xFF, .. "]\nx = 2\n"u8];

        Assert.Equal(new(3, 3), Assert.Single(Document.Errors(text)).Position);
    }

    [Fact]
    public void Read_ManyBadBytesInOneString_IsOneError()
    {
        byte[] text = [.. "a = '"u8, .. Enumerable.Repeat((byte)0xFF, 1000), 1, 2, 3, .. "'"u8];

        Assert.Single(Document.Errors(text));
    }

    [Theory]
    [InlineData("\uFEFFa = 1", "{ a = 1 }")]
    [InlineData("\uFEFF", "{}")]
    [InlineData("", "{}")]
    [InlineData("\n", "{}")]
    [InlineData("\r\n", "{}")]
    [InlineData(" \t", "{}")]
    [InlineData("#", "{}")]
    [InlineData("# tab\tand \u00E9\u0080\uFFFF\n", "{}")]
    [InlineData("a = 1\r\nb = 2\r\n", "{ a = 1, b = 2 }")]
    [InlineData("a = 1 # c\r\n[b] # c\r\nc = 1", "{ a = 1, b = { c = 1 } }")]
    public void Read_ByteOrderMarkBlanksAndNewlines_MeanNothing(string toml, string expected)
    {
        Assert.Equal(expected, Document.Inline(toml));
    }

    [Theory]
    [InlineData("\uFEFF\uFEFFa = 1", "1:1: expected a key, found an invisible character (U+FEFF)")]
    [InlineData("a = 1\n\uFEFFb = 1", "2:1: expected a key, found an invisible character (U+FEFF)")]
    [InlineData("a =\uFEFF1", "1:4: expected a value, found an invisible character (U+FEFF)")]
    [InlineData("\u00A0a = 1", "1:1: expected a key, found a special space (U+00A0; use an ordinary space instead)")]
    [InlineData("a =\u00A01", "1:4: expected a value, found a special space (U+00A0; use an ordinary space instead)")]
    [InlineData("\u3000a = 1", "1:1: expected a key, found a special space (U+3000; use an ordinary space instead)")]
    [InlineData("a = \u201Cx\u201D",
        "1:5: expected a value, found a typographic quotation mark (U+201C; use a plain \" instead)")]
    [InlineData("a = 1 \u200B",
        "1:7: expected the end of the line after the value, found an invisible character (U+200B)")]
    [InlineData("a = 1 \u2028",
        "1:7: expected the end of the line after the value, found an invisible character (U+2028)")]
    [InlineData("a = 1\rb = 2\rc = 3\r",
        "1:6: expected the end of the line after the value, found a carriage return (U+000D) without a line feed")]
    [InlineData("\r", "1:1: expected a key, found a carriage return (U+000D) without a line feed")]
    public void Read_EasilyOverlookedCharacter_IsNamed(string toml, string expected)
    {
        Assert.Equal(expected, Document.Error(toml));
    }

    [Fact]
    public void Read_Utf16_SaysSoOnce()
    {
        const string Expected = "this is UTF-16 text, or no text at all: save the file as UTF-8";
        const string Text = "a = 1\nb = 2\n";

        Assert.Equal(Expected, Assert.Single(Document.Errors(Encoding.Unicode.GetBytes(Text))).Message);
        Assert.Equal(Expected, Assert.Single(Document.Errors(Encoding.BigEndianUnicode.GetBytes(Text))).Message);
        Assert.Equal(Expected, Assert.Single(Document.Errors(Encoding.Unicode.GetBytes("\uFEFF" + Text))).Message);
        Assert.Equal(Expected, Assert.Single(Document.Errors(Encoding.BigEndianUnicode.GetBytes("\uFEFF"))).Message);
    }

    private static string ErrorAfter(string before, byte[] bytes, string after, int shift)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(before), .. bytes, .. Encoding.UTF8.GetBytes(after)];
        var error = Assert.Single(Document.Errors(text));
        return $"{error.Position.Line}:{error.Position.Column - shift}: {error.Message}";
    }
}
