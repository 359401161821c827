using System.Text;

namespace FragGuard.Config.Tests;

public class SourceTextTests
{
    [Fact]
    public void WithExcerpt_OfAWord_UnderlinesAllOfIt()
    {
        Assert.Equal("    2 | flor = 64\n      | ^~~~", Excerpt("x = 1\nflor = 64\n", 2, 1));
    }

    [Fact]
    public void WithExcerpt_OfAString_UnderlinesItsQuotesToo()
    {
        Assert.Equal("    1 | a = \"b\\\"c\" # \"\n      |     ^~~~~~", Excerpt("a = \"b\\\"c\" # \"", 1, 5));
    }

    [Fact]
    public void WithExcerpt_OfABracket_UnderlinesToItsPartner()
    {
        Assert.Equal("    1 | a = [1, { b = ']' }, 2]\n      |     ^~~~~~~~~~~~~~~~~~~",
            Excerpt("a = [1, { b = ']' }, 2]", 1, 5));
    }

    [Fact]
    public void WithExcerpt_BehindTheEndOfTheLine_PutsTheCaretThere()
    {
        Assert.Equal("    1 | a =\n      |    ^", Excerpt("a =\nb", 1, 4));
    }

    [Fact]
    public void WithExcerpt_AtTheEndOfTheFile_ShowsAnEmptyLine()
    {
        Assert.Equal("    2 | \n      | ^", Excerpt("a = 1\n", 2, 1));
    }

    [Fact]
    public void WithExcerpt_AfterTabs_PutsTheCaretUnderWhatIsShown()
    {
        Assert.Equal("    1 |     a    = 1\n      |            ^", Excerpt("\ta\t= 1", 1, 6));
    }

    [Fact]
    public void WithExcerpt_AfterWideAndCombiningCharacters_PutsTheCaretUnderWhatIsShown()
    {
        var pointer = new string(' ', 12) + "^";

        Assert.Equal($"    1 | \"日本🚀e\u0301\" = x\n      | {pointer}", Excerpt("\"日本🚀e\u0301\" = x", 1, 11));
    }

    [Fact]
    public void WithExcerpt_OfALongLine_ShowsWhereItIsAndCutsBothSides()
    {
        var lines = Excerpt(new string('a', 500) + " = 5" + new string(' ', 500), 1, 504).Split('\n');

        Assert.StartsWith("    1 | ...aaa", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("  ...", lines[0], StringComparison.Ordinal);
        Assert.Equal('5', lines[0][lines[1].IndexOf('^', StringComparison.Ordinal)]);
        Assert.InRange(lines[0].Length, 0, 120);
    }

    [Fact]
    public void WithExcerpt_OfControlCharacters_ShowsThemWithoutActingOnTheTerminal()
    {
        var lines = Excerpt("\u001b[2J\0\u007f\u0085\u202e\u2028", 1, 1).Split('\n');

        Assert.Equal("    1 | ␛[2J␀␡\uFFFD\uFFFD\uFFFD", lines[0]);
    }

    [Fact]
    public void WithExcerpt_OfWindowsLineEnds_LeavesThemOut()
    {
        Assert.Equal("    1 | a = 1\n      | ^", Excerpt("a = 1\r\nb = 2\r\n", 1, 1));
    }

    [Fact]
    public void WithExcerpt_OfAProblemWithTheWholeFile_HasNone()
    {
        Assert.Equal("", Excerpt("a = 1", 0, 0));
    }

    private static string Excerpt(string text, int line, int column) =>
        new SourceText(Encoding.UTF8.GetBytes(text)).WithExcerpt(new ConfigProblem("f", line, column, "m")).Excerpt;
}
