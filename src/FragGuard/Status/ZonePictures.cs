namespace FragGuard;

/// <summary>The pictures of all zones, side by side where the window is wide enough.</summary>
internal static class ZonePictures
{
    private const int GapColumns = 2;

    /// <summary>Writes them.</summary>
    /// <param name="sheet">Where to.</param>
    /// <param name="view">What was read.</param>
    /// <param name="marked">The orders that are watched or asked for.</param>
    internal static void Write(TextWriterBuffer sheet, StatusView view, int[] marked)
    {
        var rows = view.FreeBlocks.Rows;
        var (abreast, width) = Layout(sheet.Display.Width, rows.Length);
        var pictures = new ZonePicture[abreast];
        for (var first = 0; first < rows.Length; first += abreast)
        {
            var group = rows.Slice(first, Math.Min(abreast, rows.Length - first));
            for (var i = 0; i < group.Length; i++)
            {
                pictures[i] = new ZonePicture(group[i], view, marked);
            }

            WriteAbreast(sheet, pictures.AsSpan(0, group.Length), width);
            sheet.EndLine();
        }
    }

    private static void WriteAbreast(TextWriterBuffer sheet, ReadOnlySpan<ZonePicture> pictures, int width)
    {
        var lines = 0;
        foreach (ref readonly var picture in pictures)
        {
            lines = Math.Max(lines, picture.Lines);
        }

        for (var line = 0; line < lines; line++)
        {
            for (var i = 0; i < pictures.Length; i++)
            {
                sheet.Limit = sheet.Display.Width;
                sheet.MoveTo(i * (width + GapColumns));
                pictures[i].WriteLine(sheet, line, width);
            }

            sheet.EndLine();
        }
    }

    private static (int Abreast, int Width) Layout(int windowColumns, int zones)
    {
        var abreast = Math.Clamp((windowColumns + GapColumns) / (ZonePicture.LeastWidth + GapColumns), 1, zones);
        var width = ((windowColumns + GapColumns) / abreast) - GapColumns;
        return (abreast, Math.Clamp(width, 1, ZonePicture.MostWidth));
    }
}
