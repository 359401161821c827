using FragGuard.Kernel;

namespace FragGuard;

/// <summary>A column of a table.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="IsLeft">Words begin at the left edge; numbers end at the right one.</param>
/// <param name="Spare">Where the window is too narrow, columns with the highest number go first; those with 0
/// stay.</param>
internal sealed record TableColumn(string Title, bool IsLeft = false, int Spare = 0);

/// <summary>What one row has in one column.</summary>
internal sealed record TableCell(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>A cell that does not stand out.</summary>
    public static implicit operator TableCell(string text) => new(text);
}

/// <summary>Rows of words and numbers under titles, as wide as they need to be and no wider than the
/// window.</summary>
internal sealed class Table(params TableColumn[] columns)
{
    private const int GapColumns = 2;

    private readonly List<(TableCell[] Cells, string? Note)> _rows = [];

    /// <summary>The columns.</summary>
    internal IReadOnlyList<TableColumn> Columns => columns;

    /// <summary>The rows, each with the sentence that follows below it.</summary>
    internal IReadOnlyList<(TableCell[] Cells, string? Note)> Rows => _rows;

    /// <summary>Adds a row.</summary>
    /// <param name="note">A sentence that follows below it; null for none.</param>
    /// <param name="cells">What it says, one for each column.</param>
    internal void Add(string? note, params TableCell[] cells) => _rows.Add((cells, note));

    /// <summary>Writes the table.</summary>
    internal void Write(TextWriterBuffer sheet, int indent)
    {
        var widths = Widths(sheet, indent);
        WriteRow(sheet, indent, widths, Array.ConvertAll(columns, column => new TableCell(column.Title, Tone.Faint)));
        foreach (var (cells, note) in _rows)
        {
            WriteRow(sheet, indent, widths, cells);
            if (note is not null)
            {
                sheet.Paragraph(note, indent + GapColumns);
            }
        }
    }

    // 0 for a column that is left out.
    private int[] Widths(TextWriterBuffer sheet, int indent)
    {
        var widths = Array.ConvertAll(columns, column => Width(sheet, column.Title));
        var spare = 0;
        for (var i = 0; i < widths.Length; i++)
        {
            spare = Math.Max(spare, columns[i].Spare);
            foreach (var (cells, _) in _rows)
            {
                widths[i] = Math.Max(widths[i], Width(sheet, cells[i].Text));
            }
        }

        for (; spare > 0 && Total(widths) + indent > sheet.Limit; spare--)
        {
            for (var i = 0; i < widths.Length; i++)
            {
                widths[i] = columns[i].Spare == spare ? 0 : widths[i];
            }
        }

        return widths;
    }

    private static int Width(TextWriterBuffer sheet, string text) => SafeText.Columns(text, sheet.Display.HasUnicode);

    private static int Total(int[] widths)
    {
        var total = -GapColumns;
        foreach (var width in widths)
        {
            total += width > 0 ? width + GapColumns : 0;
        }

        return total;
    }

    private void WriteRow(TextWriterBuffer sheet, int indent, int[] widths, TableCell[] cells)
    {
        var left = indent;
        for (var i = 0; i < cells.Length; i++)
        {
            if (widths[i] == 0)
            {
                continue;
            }

            if (columns[i].IsLeft)
            {
                sheet.MoveTo(left);
                sheet.Put(cells[i].Text, cells[i].Tone);
            }
            else
            {
                sheet.PutRight(cells[i].Text, left + widths[i], cells[i].Tone);
            }

            left += widths[i] + GapColumns;
        }

        sheet.EndLine();
    }
}
