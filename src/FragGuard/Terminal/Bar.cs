namespace FragGuard;

/// <summary>A horizontal bar: how much of something there is, next to the most there is of it.</summary>
internal static class Bar
{
    private const string Eighths = "▏▎▍▌▋▊▉";

    /// <summary>Writes the bar from where the sheet stands to the sheet's limit at the most.</summary>
    /// <param name="sheet">Where to.</param>
    /// <param name="value">How much. Anything above zero shows.</param>
    /// <param name="full">How much fills the bar.</param>
    /// <param name="tone">Its colour.</param>
    internal static void Put(TextWriterBuffer sheet, UInt128 value, UInt128 full, Tone tone)
    {
        var stepsPerCell = sheet.Display.Glyphs switch
        {
            Glyphs.Eighths => 8,
            Glyphs.Halves => 2,
            _ => 1,
        };
        var width = Math.Max(0, sheet.Limit - sheet.Column);
        if (value == 0 || width == 0)
        {
            return;
        }

        var allSteps = width * stepsPerCell;
        var steps = Math.Clamp((int)Math.Round((double)value / (double)full * allSteps), 1, allSteps);
        var block = stepsPerCell == 1 ? "#" : "█";
        for (var cell = 0; cell < steps / stepsPerCell; cell++)
        {
            sheet.Put(block, tone);
        }

        if (steps % stepsPerCell is > 0 and var rest)
        {
            sheet.Put(Eighths.AsSpan((rest * 8 / stepsPerCell) - 1, 1), tone);
        }
    }
}
