using FragGuard.Systemd.Lines;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Systemd.Tests.Lines;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain ü€😀\t", "plain ü€😀\t")]
    [InlineData("\x1b]0;title\a", @"\x1b]0;title\x07")]
    [InlineData("a\0b\rc\x7f", @"a\x00b\x0dc\x7f")]
    [InlineData("\u009b31m", @"\x9b31m")]
    [InlineData("abc\u202ecba", @"abc\u202ecba")]
    [InlineData("a\u2028b\u2029c", @"a\u2028b\u2029c")]
    [InlineData("a\u200bb\ufeff", @"a\u200bb\ufeff")]
    public void Escape_UnsafeCharacters_BecomeVisible(string text, string expected)
    {
        Assert.Equal(expected, PlainText.Escape(text, keepNewlines: false));
        Assert.Equal(expected, PlainText.Escape(text, keepNewlines: true));
    }

    [Fact]
    public void Escape_Newline_StaysOnlyWhereWanted()
    {
        Assert.Equal("a\nb", PlainText.Escape("a\nb", keepNewlines: true));
        Assert.Equal(@"a\nb", PlainText.Escape("a\nb", keepNewlines: false));
    }

    [Fact]
    public void Escape_NothingToEscape_IsTheSameInstance()
    {
        var text = new string('x', 10);

        Assert.Same(text, PlainText.Escape(text, keepNewlines: false));
    }

    [Fact]
    public void Escape_AnyText_HasNoControlCharacterAndStaysWhenEscapedAgain() => Prop.ForAll<string>(static text =>
    {
        var escaped = PlainText.Escape(text ?? "", keepNewlines: false);
        return escaped.All(static character => character == '\t' || !char.IsControl(character))
            && PlainText.Escape(escaped, keepNewlines: false) == escaped;
    }).QuickCheckThrowOnFailure();
}
