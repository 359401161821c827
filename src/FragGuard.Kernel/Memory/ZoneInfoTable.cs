namespace FragGuard.Kernel;

/// <summary>All zones of one reading of <c>/proc/zoneinfo</c>, in the file's order. Reused from reading to reading
/// without allocating.</summary>
/// <remarks>Zones without memory are listed by newer kernels and are kept here (see
/// <see cref="ZoneInfo.IsPopulated"/>). A zone whose numbers are not all there is left out and counted in
/// <see cref="SkippedZones"/>. A zone named twice keeps its first block.</remarks>
public sealed class ZoneInfoTable
{
    private ZoneInfo[] _rows = new ZoneInfo[32];
    private int _count;

    /// <summary>The zones.</summary>
    public ReadOnlySpan<ZoneInfo> Rows => _rows.AsSpan(0, _count);

    /// <summary>Zones of the last reading that could not be understood: a broken first line, a number missing, a second
    /// block.</summary>
    public int SkippedZones { get; private set; }

    /// <summary>Replaces the table with the zones in this text.</summary>
    /// <returns>False if the text holds no complete zone at all.</returns>
    public bool Parse(ReadOnlySpan<byte> text)
    {
        _count = 0;
        SkippedZones = 0;
        var block = default(ZoneInfoBlock);
        var lines = new LineReader(text);
        while (lines.TryRead(out var line))
        {
            if (line.StartsWith("Node"u8))
            {
                Keep(block);
                block = ZoneInfoBlock.Begin(line);
            }
            else
            {
                block.Read(line);
            }
        }

        Keep(block);
        return _count > 0;
    }

    /// <summary>The row of one zone.</summary>
    /// <returns>False if the zone is not in the table.</returns>
    public bool TryFind(ZoneId id, out ZoneInfo row)
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

    private void Keep(in ZoneInfoBlock block)
    {
        if (!block.TryFinish(out var row) || TryFind(row.Id, out _))
        {
            SkippedZones += block.IsBegun ? 1 : 0;
            return;
        }

        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, _rows.Length * 2);
        }

        _rows[_count++] = row;
    }
}
