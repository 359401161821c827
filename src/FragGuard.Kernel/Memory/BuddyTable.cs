namespace FragGuard.Kernel;

/// <summary>All rows of one reading of <c>/proc/buddyinfo</c>, in the file's order. Reused from tick to tick without
/// allocating.</summary>
/// <remarks>A line that is not a row is counted in <see cref="SkippedLines"/> and otherwise ignored: one odd line must
/// not blind the guard. A zone named twice keeps its first row.
/// <para>The zones of a machine hardly ever change: while every row begins as it did in the last reading, and has as
/// many counts, only the counts are read. Any other text is read in full, and is what the next one is compared
/// with.</para></remarks>
public sealed class BuddyTable
{
    private readonly RowHeads _heads = new();
    private BuddyInfo[] _rows = new BuddyInfo[16];
    private int _count;
    private bool _ascending;

    /// <summary>The rows.</summary>
    public ReadOnlySpan<BuddyInfo> Rows => _rows.AsSpan(0, _count);

    /// <summary>Changes whenever zones, their order, their number of counts or <see cref="SkippedLines"/> may have:
    /// while it is the same, only counts differ.</summary>
    public long Layout { get; private set; }

    /// <summary>Lines of the last reading that were not rows; empty lines are not counted.</summary>
    public int SkippedLines { get; private set; }

    /// <summary>Replaces the table with the rows in this text.</summary>
    /// <returns>False if the text holds no row at all: nothing is then known, and nothing may be decided from
    /// it.</returns>
    public bool Parse(ReadOnlySpan<byte> text) => TryParseAsBefore(text) || ParseInFull(text);

    /// <summary>The row of one zone.</summary>
    /// <returns>False if the zone is not in the table.</returns>
    public bool TryFind(ZoneId id, out BuddyInfo row)
    {
        foreach (ref readonly var candidate in Rows)
        {
            if (candidate.Id == id)
            {
                row = candidate;
                return true;
            }
        }

        row = default;
        return false;
    }

    private bool TryParseAsBefore(ReadOnlySpan<byte> text)
    {
        for (var row = 0; row < _heads.Count; row++)
        {
            var head = _heads[row];
            if (!text.StartsWith(head) || !_rows[row].Free.TryReadColumns(text[head.Length..], out var bytes))
            {
                return false;
            }

            text = text[(head.Length + bytes)..];
        }

        if (!text.IsEmpty || _heads.Count == 0)
        {
            return false;
        }

        Layout += SkippedLines == 0 ? 0 : 1;
        SkippedLines = 0;
        return true;
    }

    private bool ParseInFull(ReadOnlySpan<byte> text)
    {
        Layout++;
        _count = 0;
        _ascending = true;
        SkippedLines = 0;
        _heads.Clear();
        var lines = new LineReader(text);
        while (lines.TryRead(out var line))
        {
            ParseLine(line, lines.Whole);
        }

        return _count > 0;
    }

    private void ParseLine(ReadOnlySpan<byte> line, bool whole)
    {
        if (!BuddyInfo.TryParseLine(line, out var row) || IsKnown(row.Id) || (!whole && IsCut(row)))
        {
            SkippedLines += line.Trim(" \t\r"u8).IsEmpty ? 0 : 1;
            return;
        }

        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, _rows.Length * 2);
        }

        _ascending &= _count == 0 || row.Id.Node >= _rows[_count - 1].Id.Node;
        _rows[_count++] = row;
        _heads.Add(HeadOf(line));
    }

    // Up to the end of the zone's name.
    private static ReadOnlySpan<byte> HeadOf(ReadOnlySpan<byte> line)
    {
        var fields = new FieldReader(line);
        _ = ZoneId.TryRead(ref fields, out _);
        return line[..^fields.Rest.Length];
    }

    // The kernel lists nodes in ascending order, so only the rows of one node have to be looked at: a machine with many
    // nodes must not cost the square of them.
    private bool IsKnown(ZoneId id)
    {
        for (var i = _count - 1; i >= 0 && (!_ascending || _rows[i].Id.Node >= id.Node); i--)
        {
            if (_rows[i].Id == id)
            {
                return true;
            }
        }

        return false;
    }

    // The kernel ends every row with a newline. A last row without one is a copy that lost it, or was cut short.
    private bool IsCut(in BuddyInfo last) => _count > 0 && last.Free.Orders != _rows[0].Free.Orders;
}
