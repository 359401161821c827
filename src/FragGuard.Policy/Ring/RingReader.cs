using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Turns segments of <see cref="RingFormat"/> into a text trace that <see cref="TraceReader"/>
/// reads.</summary>
/// <param name="output">Where the trace goes; null for none.</param>
public sealed class RingReader(IBufferWriter<byte>? output)
{
    private const int MaxRows = 8192;
    private const int MostFiles = 100;
    private const int MostRecords = 10_000;

    private readonly TraceWriter? _writer = output is null ? null : new TraceWriter(output);
    private readonly List<(string Head, ulong[] Counts)> _rows = [];
    private readonly StringBuilder _text = new();
    private readonly List<(string Path, byte[] Text)> _files = [];
    private readonly List<byte[]> _records = [];
    private bool _isBegun;
    private long _atMs;

    /// <summary>Samples that were read.</summary>
    public long Samples { get; private set; }

    /// <summary>Bytes behind the last good frame of a segment: what a crash tore, or damage.</summary>
    public long TornBytes { get; private set; }

    /// <summary>Called after each sample: what was written may be taken away.</summary>
    public Action? AfterSample { get; init; }

    /// <summary>Told of each sample: milliseconds since 1970, and for each row its head as in buddyinfo, <c>Node 0,
    /// zone Normal</c>, with its counts, which are valid until it returns.</summary>
    public Action<long, IReadOnlyList<(string Head, ulong[] Counts)>>? Sampled { get; init; }

    /// <summary>True if a file is a segment.</summary>
    public static bool IsSegment(ReadOnlySpan<byte> start) => start.StartsWith(RingFormat.Magic);

    /// <summary>Reads a segment, up to its end or to what is torn. Segments come in the order of their
    /// times.</summary>
    /// <returns>False if it is no segment.</returns>
    public bool Read(ReadOnlySpan<byte> segment)
    {
        if (!IsSegment(segment))
        {
            return false;
        }

        if (!_isBegun)
        {
            _writer?.Begin();
            _isBegun = true;
        }

        _rows.Clear();
        segment = segment[RingFormat.Magic.Length..];
        while (!segment.IsEmpty)
        {
            if (!TryReadFrame(segment, out var type, out var payload, out var next) || !Take(type, payload))
            {
                TornBytes += segment.Length;
                break;
            }

            segment = next;
        }

        return true;
    }

    private static bool TryReadFrame(
        ReadOnlySpan<byte> from, out byte type, out ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> next)
    {
        type = from[0];
        payload = next = default;
        var rest = from[1..];
        if (!RingFormat.TryReadVarint(ref rest, out var length) || length > RingFormat.MaxFrameBytes
            || (int)length + RingFormat.CheckBytes > rest.Length)
        {
            return false;
        }

        payload = rest[..(int)length];
        next = rest[((int)length + RingFormat.CheckBytes)..];
        return BinaryPrimitives.ReadUInt32LittleEndian(rest[(int)length..]) == RingFormat.Check(type, payload);
    }

    private bool Take(byte type, ReadOnlySpan<byte> payload) => type switch
    {
        RingFormat.Whole => TryTakeWhole(payload),
        RingFormat.Difference => TryTakeDifference(payload),
        RingFormat.File => TryTakeFile(payload),
        RingFormat.Record => TakeRecord(payload),
        _ => true,
    };

    private bool TryTakeWhole(ReadOnlySpan<byte> payload)
    {
        if (!RingFormat.TryReadVarint(ref payload, out var atMs)
            || !RingFormat.TryReadVarint(ref payload, out var count)
            || count > MaxRows || atMs > long.MaxValue / 2)
        {
            return false;
        }

        _rows.Clear();
        for (var i = 0UL; i < count; i++)
        {
            if (!RingFormat.TryReadVarint(ref payload, out var node) || node > int.MaxValue
                || !TryReadText(ref payload, ZoneName.MaxBytes, out var name)
                || !RingFormat.TryReadVarint(ref payload, out var orders) || orders is 0 or > FreeBlocks.MaxOrders)
            {
                return false;
            }

            var counts = new ulong[orders];
            for (var order = 0; order < counts.Length; order++)
            {
                if (!RingFormat.TryReadVarint(ref payload, out counts[order]))
                {
                    return false;
                }
            }

            _rows.Add((string.Create(CultureInfo.InvariantCulture, $"Node {node}, zone {name}"), counts));
        }

        return TakeSample((long)atMs);
    }

    private bool TryTakeDifference(ReadOnlySpan<byte> payload)
    {
        if (_rows.Count == 0 || !RingFormat.TryReadVarint(ref payload, out var passedMs) || passedMs > int.MaxValue)
        {
            return false;
        }

        foreach (var (_, counts) in _rows)
        {
            if (!RingFormat.TryReadVarint(ref payload, out var changed) || changed >> counts.Length != 0)
            {
                return false;
            }

            for (var order = 0; order < counts.Length; order++)
            {
                if ((changed >> order & 1) == 0)
                {
                    continue;
                }

                if (!RingFormat.TryReadVarint(ref payload, out var change))
                {
                    return false;
                }

                counts[order] = unchecked(counts[order] + (ulong)RingFormat.Unzigzag(change));
            }
        }

        return TakeSample(_atMs + (long)passedMs);
    }

    private bool TakeSample(long atMs)
    {
        // Between two segments the clock may have been set back: a trace never goes backwards.
        _atMs = Math.Max(atMs, _atMs);
        Sampled?.Invoke(_atMs, _rows);
        if (_writer is not null)
        {
            WriteSample(_writer);
        }

        _files.Clear();
        _records.Clear();
        Samples++;
        AfterSample?.Invoke();
        return true;
    }

    private void WriteSample(TraceWriter writer)
    {
        writer.Sample(TimeSpan.FromMilliseconds(_atMs));
        foreach (var (path, text) in _files)
        {
            writer.Section(path, text);
        }

        _text.Clear();
        foreach (var (head, counts) in _rows)
        {
            _text.Append(head);
            foreach (var count in counts)
            {
                _text.Append(' ').Append(count);
            }

            _text.Append('\n');
        }

        writer.Section(BuddyInfo.Path, Encoding.ASCII.GetBytes(_text.ToString()));
        foreach (var record in _records)
        {
            writer.Record(record);
        }
    }

    // Files and records belong to the sample behind them.
    private bool TryTakeFile(ReadOnlySpan<byte> payload)
    {
        if (!TryReadText(ref payload, 256, out var path) || path.Contains('\n', StringComparison.Ordinal)
            || _files.Count == MostFiles)
        {
            return false;
        }

        _files.RemoveAll(file => file.Path == path);
        _files.Add((path, payload.ToArray()));
        return true;
    }

    private bool TakeRecord(ReadOnlySpan<byte> payload)
    {
        if (_records.Count < MostRecords)
        {
            _records.Add(payload.ToArray());
        }

        return true;
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> from, int mostBytes, out string text)
    {
        text = "";
        if (!RingFormat.TryReadVarint(ref from, out var length) || length > (ulong)mostBytes
            || (int)length > from.Length)
        {
            return false;
        }

        text = Encoding.UTF8.GetString(from[..(int)length]);
        from = from[(int)length..];
        return true;
    }
}
