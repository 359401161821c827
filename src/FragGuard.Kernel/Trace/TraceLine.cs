using System.Buffers.Text;

namespace FragGuard.Kernel;

/// <summary>One line of <c>trace_pipe</c>: which task met which tracepoint, when, and with what.</summary>
/// <remarks>Layout: <c>  my task-1234    [001] d..1.   567.890123: mm_page_alloc_extfrag: page=... alloc_order=0
/// ...</c>. The name may hold anything; the id is behind its last dash before the CPU. Frames of a stack follow as
/// <c> => function</c>. Source: kernel/trace/trace_output.c trace_print_context(),
/// Documentation/trace/ftrace.rst.</remarks>
public readonly ref struct TraceLine
{
    private TraceLine(ReadOnlySpan<byte> comm, int tid, long atUs, ReadOnlySpan<byte> name, ReadOnlySpan<byte> fields)
    {
        (Tid, AtUs) = (tid, atUs);
        Comm = comm;
        Name = name;
        Fields = fields;
    }

    /// <summary>The task's name; <c>&lt;...&gt;</c> where the kernel has forgotten it.</summary>
    public ReadOnlySpan<byte> Comm { get; }

    /// <summary>The task's id: a thread's.</summary>
    public int Tid { get; }

    /// <summary>When, in microseconds on the trace's clock.</summary>
    public long AtUs { get; }

    /// <summary>The tracepoint.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>What it was told: <c>name=value</c> words.</summary>
    public ReadOnlySpan<byte> Fields { get; }

    /// <summary>Reads a line.</summary>
    /// <returns>False if it is no event: a comment, a frame of a stack, a note that events were lost.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out TraceLine trace)
    {
        trace = default;

        // The CPU in brackets is the first that stands behind an id: a name may hold brackets, too.
        var (cpu, dash, tid) = (-1, -1, 0);
        for (var at = 1; at + 2 < line.Length && cpu < 0; at++)
        {
            if (line[at] == (byte)'[' && line[at - 1] == (byte)' '
                && line[(at + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') is > 0 and var digits
                && line[at + 1 + digits] == (byte)']')
            {
                var before = line[..at].TrimEnd((byte)' ');
                dash = before.LastIndexOf((byte)'-');
                cpu = dash >= 0 && Utf8Parser.TryParse(before[(dash + 1)..], out tid, out var length)
                    && length == before.Length - dash - 1 ? at : -1;
            }
        }

        if (cpu < 0)
        {
            return false;
        }

        var rest = line[(line[cpu..].IndexOf((byte)']') + cpu + 1)..];
        var fields = new FieldReader(rest);
        if (!fields.TryReadField(out var flags))
        {
            return false;
        }

        // Without irq-info there are no flags, and the time comes at once.
        var time = flags;
        if (!time.EndsWith(":"u8) && !fields.TryReadField(out time))
        {
            return false;
        }

        if (!TryParseTime(time, out var atUs) || !fields.TryReadField(out var name) || !name.EndsWith(":"u8))
        {
            return false;
        }

        trace = new TraceLine(line[..dash].TrimStart(" \t"u8), tid, atUs, name[..^1], fields.Rest.Trim(" \t"u8));
        return true;
    }

    /// <summary>A number among the fields.</summary>
    /// <returns>Null if there is none of this name.</returns>
    public long? Number(ReadOnlySpan<byte> name) => NumberIn(Fields, name);

    internal static long? NumberIn(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> name)
    {
        while (true)
        {
            var at = fields.IndexOf(name);
            if (at < 0)
            {
                return null;
            }

            var behind = fields[(at + name.Length)..];
            if ((at == 0 || fields[at - 1] is (byte)' ' or (byte)'\t') && !behind.IsEmpty
                && behind[0] is (byte)'=' or (byte)':')
            {
                behind = behind[1..].TrimStart(" "u8);
                return Utf8Parser.TryParse(behind, out long value, out _) ? value : null;
            }

            fields = behind;
        }
    }

    private static bool TryParseTime(ReadOnlySpan<byte> text, out long us)
    {
        us = 0;
        var dot = text.IndexOf((byte)'.');
        if (dot <= 0 || !text.EndsWith(":"u8) || text.Length - dot != 8
            || !Utf8Parser.TryParse(text[..dot], out long seconds, out var length) || length != dot
            || !Utf8Parser.TryParse(text[(dot + 1)..^1], out int micros, out length) || length != 6 || seconds < 0
            || seconds > long.MaxValue / 2_000_000)
        {
            return false;
        }

        us = (seconds * 1_000_000) + micros;
        return true;
    }
}
