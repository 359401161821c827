namespace FragGuard;

/// <summary>A row of numbers as a row of blocks: how something went, at a glance.</summary>
internal static class Sparkline
{
    private const string Eighths = "▁▂▃▄▅▆▇█";
    private const string Halves = " ▄█";
    private const string Ascii = "_.-=+*#";

    /// <summary>Draws the last numbers, the newest at the right; the highest fills a cell.</summary>
    /// <param name="values">The numbers, oldest first.</param>
    /// <param name="columns">Cells there are.</param>
    /// <param name="glyphs">What can be shown.</param>
    internal static string Of(ReadOnlySpan<ulong> values, int columns, Glyphs glyphs)
    {
        values = values.Length > columns ? values[^Math.Max(0, columns)..] : values;
        var steps = glyphs switch { Glyphs.Eighths => Eighths, Glyphs.Halves => Halves, _ => Ascii };
        var most = 1UL;
        foreach (var value in values)
        {
            most = Math.Max(most, value);
        }

        Span<char> cells = stackalloc char[Math.Min(values.Length, 512)];
        values = values[^cells.Length..];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = steps[(int)Math.Round((double)values[i] / most * (steps.Length - 1))];
        }

        return cells.ToString();
    }
}
