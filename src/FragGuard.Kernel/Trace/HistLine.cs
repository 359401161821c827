using System.Buffers.Text;

namespace FragGuard.Kernel;

/// <summary>One line of a tracepoint's <c>hist</c> file, whose first key is <c>common_pid.execname</c>: what the
/// kernel has counted for one task.</summary>
/// <remarks>Layout: <c>{ common_pid: kworker/0:1     [  12], alloc_migratetype:   1 } hitcount:    3  change_ownership:
/// 2</c>: at most three keys (TRACING_MAP_KEYS_MAX; a trigger with more is EINVAL), and values that are summed up.
/// Since 4.7, with CONFIG_HIST_TRIGGERS. Source: kernel/trace/trace_events_hist.c
/// hist_trigger_print_key().</remarks>
public readonly ref struct HistLine
{
    private HistLine(ReadOnlySpan<byte> comm, int tid, ReadOnlySpan<byte> keys, ulong hits, ReadOnlySpan<byte> sums)
    {
        (Tid, Hits) = (tid, hits);
        Comm = comm;
        Keys = keys;
        Sums = sums;
    }

    /// <summary>The task's name.</summary>
    public ReadOnlySpan<byte> Comm { get; }

    /// <summary>The task's id: a thread's.</summary>
    public int Tid { get; }

    /// <summary>The other keys.</summary>
    public ReadOnlySpan<byte> Keys { get; }

    /// <summary>How often.</summary>
    public ulong Hits { get; }

    private ReadOnlySpan<byte> Sums { get; }

    /// <summary>Reads a line.</summary>
    /// <returns>False if it is none of a task: a comment, a total.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out HistLine hist)
    {
        hist = default;
        var start = line.IndexOf("common_pid:"u8);
        var end = line.LastIndexOf((byte)'}');
        if (!line.StartsWith("{"u8) || start < 0 || end < start)
        {
            return false;
        }

        // A name may hold brackets; the id's are followed by a comma or the end of the keys.
        var keys = line[(start + "common_pid:".Length)..end];
        var close = keys.IndexOf("],"u8);
        close = close < 0 ? keys.LastIndexOf((byte)']') : close;
        var open = close < 0 ? -1 : keys[..close].LastIndexOf((byte)'[');
        var count = new FieldReader(line[(end + 1)..]);
        if (open < 0 || !Utf8Parser.TryParse(keys[(open + 1)..close].Trim(" "u8), out int tid, out _)
            || !count.TrySkip("hitcount:"u8) || !count.TryReadUInt64(out var hits))
        {
            return false;
        }

        hist = new HistLine(keys[..open].Trim(" "u8), tid, keys[(close + 1)..], hits, line[(end + 1)..]);
        return true;
    }

    /// <summary>One of the other keys.</summary>
    /// <returns>Null if there is none of this name.</returns>
    public long? Number(ReadOnlySpan<byte> name) => TraceLine.NumberIn(Keys, name);

    /// <summary>What a field came to in all these events.</summary>
    /// <returns>Null if the trigger does not add it up.</returns>
    public ulong? Sum(ReadOnlySpan<byte> name) =>
        TraceLine.NumberIn(Sums, name) is { } sum and >= 0 ? (ulong)sum : null;

    /// <summary>Reads the line of the totals that says how many events found no room in the table.</summary>
    public static bool TryParseDropped(ReadOnlySpan<byte> line, out ulong dropped)
    {
        var reader = new FieldReader(line);
        dropped = 0;
        return reader.TrySkip("Dropped:"u8) && reader.TryReadUInt64(out dropped);
    }
}
