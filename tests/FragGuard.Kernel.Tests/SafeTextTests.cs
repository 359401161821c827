using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Kernel.Tests;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain ü€😀\t", "plain ü€😀\t")]
    [InlineData("\x1b]0;title\a", @"\x1b]0;title\x07")]
    [InlineData("a\0b\rc\x7f", @"a\x00b\x0dc\x7f")]
    [InlineData("\u009b31m", @"\x9b31m")]
    [InlineData("abc\u202ecba", @"abc\u202ecba")]
    [InlineData("a\u2028b\u2029c", @"a\u2028b\u2029c")]
    [InlineData("a\u200bb\ufeff", @"a\u200bb\ufeff")]
    [InlineData("a\u200fb\u2066c\u2069", @"a\u200fb\u2066c\u2069")]
    [InlineData("tag \U000e0041", @"tag \U000e0041")]
    public void Escape_UnsafeCharacters_BecomeVisible(string text, string expected)
    {
        Assert.Equal(expected, SafeText.Escape(text, keepNewlines: false));
        Assert.Equal(expected, SafeText.Escape(text, keepNewlines: true));
    }

    [Fact]
    public void Escape_HalfOfAPair_IsShownAsItsCodeUnit() =>
        Assert.Equal(
            @"half \ud83d of a pair",
            SafeText.Escape("half " + (char)0xd83d + " of a pair", keepNewlines: false));

    [Fact]
    public void Escape_Newline_StaysOnlyWhereWanted()
    {
        Assert.Equal("a\nb", SafeText.Escape("a\nb", keepNewlines: true));
        Assert.Equal(@"a\nb", SafeText.Escape("a\nb", keepNewlines: false));
    }

    [Fact]
    public void Escape_NothingToEscape_IsTheSameInstance()
    {
        var text = new string('x', 10);

        Assert.Same(text, SafeText.Escape(text, keepNewlines: false));
    }

    [Fact]
    public void Escape_AnyText_HasNoControlCharacterAndStaysWhenEscapedAgain() => Prop.ForAll<string>(static text =>
    {
        var escaped = SafeText.Escape(text ?? "", keepNewlines: false);
        return escaped.All(static character => character == '\t' || !char.IsControl(character))
            && SafeText.Escape(escaped, keepNewlines: false) == escaped;
    }).QuickCheckThrowOnFailure();

    // What the issue of hostile names lists, each code point of it.
    [Fact]
    public void IsSafe_EveryCharacterThatSteersOrHides_IsNot()
    {
        var harmful = Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Concat(Enumerable.Range(0x200b, 5))
            .Concat(Enumerable.Range(0x2028, 7)).Concat(Enumerable.Range(0x2066, 4)).Append(0xfeff);

        foreach (var value in harmful)
        {
            var rune = new Rune(value);

            Assert.False(SafeText.IsSafe(rune), value.ToString("x4", CultureInfo.InvariantCulture));
            Assert.Equal(new Rune('?'), SafeText.Of(rune, hasUnicode: true));
            Assert.DoesNotContain(SafeText.Picture(rune, out _).EnumerateRunes(), shown => !SafeText.IsSafe(shown));
        }
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("e\u0301", 1)]
    [InlineData("\u754c\U0001f600", 4)]
    [InlineData("\u202e", 1)]
    public void Columns_Text_IsAsWideAsATerminalShowsIt(string text, int expected) =>
        Assert.Equal(expected, SafeText.Columns(text, hasUnicode: true));
}
