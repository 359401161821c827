using System.Text;
using FragGuard.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Tests;

public sealed class TextWriterBufferTests
{
    [Theory]
    [InlineData("java\e[2J", "java?[2J")]
    [InlineData("a\nb\rc\td\0", "a?b?c?d?")]
    [InlineData("\u009b31mred", "?31mred")]
    [InlineData("abc\u202edef", "abc?def")]
    [InlineData("line\u2028sep\u2029", "line?sep?")]
    [InlineData("bäckerei 漢字", "bäckerei 漢字")]
    public void Put_HostileText_CannotSteerATerminal(string text, string expected)
    {
        var sheet = new TextWriterBuffer(Display.Plain);

        sheet.Line(text);

        Assert.Equal(expected + "\n", Text(sheet));
    }

    // An attribute cannot hold half a character.
    [Fact]
    public void Put_HalfACharacter_IsReplaced()
    {
        var sheet = new TextWriterBuffer(Display.Plain);

        sheet.Line("half \ud800 of one");

        Assert.Equal("half \ufffd of one\n", Text(sheet));
    }

    [Fact]
    public void Put_AsciiReader_SeesNothingElse()
    {
        var sheet = new TextWriterBuffer(Display.Plain with { Glyphs = Glyphs.Ascii });

        sheet.Line("bäckerei 漢");

        Assert.Equal("b?ckerei ?\n", Text(sheet));
    }

    [Fact]
    public void Put_BeyondTheWindow_IsCutAtCellsNotCharacters()
    {
        var sheet = new TextWriterBuffer(Display.Plain with { Width = 5 });

        sheet.Line("漢字漢字");

        Assert.Equal("漢字\n", Text(sheet));
    }

    [Fact]
    public void PutRight_NumberAndBlanks_LeavesNoBlanksAtTheEnd()
    {
        var sheet = new TextWriterBuffer(Display.Plain);

        sheet.PutRight("42", 6);
        sheet.MoveTo(20);
        sheet.EndLine();

        Assert.Equal("    42\n", Text(sheet));
    }

    [Fact]
    public void Put_Colours_ChangeWhereTheToneDoesAndEndWithTheLine()
    {
        var sheet = new TextWriterBuffer(Display.Plain with { HasColours = true });

        sheet.Put("bad", Tone.Bad);
        sheet.Put(" state ", Tone.Bad);
        sheet.Line("but");
        sheet.Line("good", Tone.Good);

        Assert.Equal("\e[0;1;31mbad state \e[0mbut\n\e[0;32mgood\e[0m\n", Text(sheet));
    }

    [Fact]
    public void Paragraph_LongText_BreaksAtBlanksAndBars()
    {
        var sheet = new TextWriterBuffer(Display.Plain with { Width = 16 });

        sheet.Put("head");
        sheet.Paragraph(": GFP_KERNEL|__GFP_COMP|__GFP_ZERO tail", indent: 2);

        Assert.Equal("head:\n  GFP_KERNEL|\n  __GFP_COMP|\n  __GFP_ZERO\n  tail\n", Text(sheet));
    }

    [Fact]
    public void Paragraph_WordLongerThanTheWindow_IsCutIntoLines()
    {
        var sheet = new TextWriterBuffer(Display.Plain with { Width = 6 });

        sheet.Paragraph("abcdefghij", indent: 2);

        Assert.Equal("  abcd\n  efgh\n  ij\n", Text(sheet));
    }

    [Fact]
    public void Sheet_AnyTextInAnyWindow_StaysInsideAndHarmless() =>
        Prop.ForAll<string, int, int>((text, width, indent) =>
        {
            var columns = 1 + (Math.Abs(width % 50));
            var sheet = new TextWriterBuffer(Display.Plain with { Width = columns });
            sheet.Put(text ?? "", Tone.Warn);
            sheet.Paragraph(text ?? "", Math.Abs(indent % 60));
            sheet.PutRight(text ?? "", 30);
            sheet.Paragraph("behind it");

            return Lines(sheet).All(line =>
                SafeText.Columns(line, hasUnicode: true) <= columns && !line.EndsWith(' ')
                && line.EnumerateRunes().All(rune => SafeText.Of(rune, hasUnicode: true) == rune));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Clear_UsedAgain_BeginsAnew()
    {
        var sheet = new TextWriterBuffer(Display.Plain);
        sheet.Put("first", Tone.Title);

        sheet.Clear();
        sheet.Line("second");

        Assert.Equal("second\n", Text(sheet));
    }

    internal static string Text(TextWriterBuffer sheet) => Encoding.UTF8.GetString(sheet.Bytes);

    internal static string[] Lines(TextWriterBuffer sheet) => Text(sheet).TrimEnd('\n').Split('\n');
}
