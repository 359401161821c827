namespace FragGuard.Tests;

public sealed class DisplayTests
{
    [Theory]
    [InlineData("xterm-256color", null, true)]
    [InlineData("xterm-256color", "1", false)]
    [InlineData("xterm-256color", "", true)]
    [InlineData("dumb", null, false)]
    [InlineData(null, null, false)]
    public void From_Terminal_HasColoursUnlessTheReaderSaysNo(string? terminal, string? noColor, bool expected)
    {
        var display = Display.From(isTerminal: true, (100, 30), Environment(("TERM", terminal), ("NO_COLOR", noColor)));

        Assert.Equal(expected, display.HasColours);
    }

    [Fact]
    public void From_Pipe_IsPlainAndEightyColumnsWide()
    {
        var display = Display.From(isTerminal: false, default, Environment(("TERM", "xterm")));

        Assert.Equal((80, false, false), (display.Width, display.HasColours, display.IsTerminal));
    }

    [Theory]
    [InlineData(100, "60", 100)]
    [InlineData(0, "60", 60)]
    [InlineData(0, "0", 80)]
    [InlineData(0, "-5", 80)]
    [InlineData(0, "wide", 80)]
    public void From_Width_IsTheWindowsAndElseWhatColumnsSays(int window, string columns, int expected)
    {
        var display = Display.From(isTerminal: true, (window, 0), Environment(("TERM", "xterm"), ("COLUMNS", columns)));

        Assert.Equal(expected, display.Width);
    }

    [Theory]
    [InlineData("xterm", null, null, nameof(Glyphs.Eighths))]
    [InlineData("xterm", null, "de_DE.UTF-8", nameof(Glyphs.Eighths))]
    [InlineData("xterm", null, "en_US.utf8", nameof(Glyphs.Eighths))]
    [InlineData("linux", null, "en_US.UTF-8", nameof(Glyphs.Halves))]
    [InlineData("xterm", null, "C", nameof(Glyphs.Ascii))]
    [InlineData("xterm", "C", "en_US.UTF-8", nameof(Glyphs.Ascii))]
    [InlineData("xterm", "", "en_US.UTF-8", nameof(Glyphs.Eighths))]
    public void From_Locale_DecidesWhatBarsAreDrawnWith(string terminal, string? all, string? lang, string expected)
    {
        var environment = Environment(("TERM", terminal), ("LC_ALL", all), ("LANG", lang));

        var display = Display.From(isTerminal: true, (80, 24), environment);

        Assert.Equal(expected, display.Glyphs.ToString());
    }

    private static Func<string, string?> Environment(params (string Name, string? Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}
