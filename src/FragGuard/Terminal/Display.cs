namespace FragGuard;

/// <summary>What a bar may be drawn with, coarsest first.</summary>
internal enum Glyphs
{
    /// <summary>Number signs: the reader's locale or terminal shows nothing else for sure.</summary>
    Ascii,

    /// <summary>Full and half blocks: all that the font of a Linux console has.</summary>
    Halves,

    /// <summary>Eighths of a block.</summary>
    Eighths,
}

/// <summary>Where text will be read: how wide it may be, and what it may be made of.</summary>
/// <param name="Width">Columns; no line is longer.</param>
/// <param name="Height">Lines of the window; only a picture that stays in place minds them.</param>
/// <param name="IsTerminal">A terminal that obeys escape sequences.</param>
/// <param name="HasColours">Colours are welcome.</param>
/// <param name="Glyphs">What bars are drawn with.</param>
internal sealed record Display(int Width, int Height, bool IsTerminal, bool HasColours, Glyphs Glyphs)
{
    /// <summary>Columns of text that nobody watches: a pipe, a file.</summary>
    internal const int DefaultWidth = 80;

    private const int DefaultHeight = 24;

    /// <summary>A pipe or a file, as tests see it.</summary>
    internal static Display Plain { get; } =
        new(DefaultWidth, DefaultHeight, IsTerminal: false, HasColours: false, Glyphs.Eighths);

    /// <summary>True if the reader can show more than ASCII.</summary>
    internal bool HasUnicode => Glyphs != Glyphs.Ascii;

    /// <summary>Works it out.</summary>
    /// <param name="isTerminal">Standard output is a terminal.</param>
    /// <param name="size">The window's columns and lines; 0 where the terminal does not say.</param>
    /// <param name="variable">The environment: the value of a variable, null or empty if it is not set.</param>
    /// <remarks>NO_COLOR, if set to anything, turns colours off (no-color.org). COLUMNS counts only where there is no
    /// window to ask.</remarks>
    internal static Display From(bool isTerminal, (int Columns, int Lines) size, Func<string, string?> variable)
    {
        var terminal = variable("TERM") ?? "";
        var obeys = isTerminal && terminal.Length > 0 && terminal != "dumb";
        return new Display(
            size.Columns > 0 ? size.Columns : Columns(variable("COLUMNS")),
            size.Lines > 0 ? size.Lines : DefaultHeight,
            obeys,
            obeys && string.IsNullOrEmpty(variable("NO_COLOR")),
            GlyphsOf(terminal, variable));
    }

    private static int Columns(string? text) =>
        int.TryParse(text, out var columns) && columns is > 0 and < 10_000 ? columns : DefaultWidth;

    // An unset locale is the rule in containers and under cron, and those who read there have terminals that know
    // UTF-8.
    private static Glyphs GlyphsOf(string terminal, Func<string, string?> variable)
    {
        var locale = variable("LC_ALL") is { Length: > 0 } all ? all
            : variable("LC_CTYPE") is { Length: > 0 } type ? type
            : variable("LANG") is { Length: > 0 } lang ? lang
            : "C.UTF-8";
        var charset = locale.Replace("-", "", StringComparison.Ordinal);
        var isUnicode = charset.Contains("utf8", StringComparison.OrdinalIgnoreCase);
        return !isUnicode ? Glyphs.Ascii : terminal == "linux" ? Glyphs.Halves : Glyphs.Eighths;
    }
}
