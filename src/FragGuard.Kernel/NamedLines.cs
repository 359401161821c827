namespace FragGuard.Kernel;

/// <summary>Looks one number up in a kernel text of <c>name value</c> lines, where a parser that takes them all in
/// would be too much: <c>/proc/meminfo</c>, <c>/proc/vmstat</c>, <c>/proc/PID/status</c>,
/// <c>/proc/PID/smaps_rollup</c>, arcstats.</summary>
/// <remarks>The name ends at a colon or a blank. A number that something other than a blank follows was
/// cut.</remarks>
public static class NamedLines
{
    /// <summary>The number of one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The line's name, without its colon.</param>
    /// <param name="column">Which of its numbers, from 0.</param>
    /// <returns>Null if there is no such line, or no such number in it.</returns>
    public static ulong? Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, int column = 0)
    {
        var lines = new LineReader(text);
        while (lines.TryRead(out var line))
        {
            if (!line.StartsWith(name) || line.Length == name.Length
                || line[name.Length] is not ((byte)':' or (byte)' ' or (byte)'\t'))
            {
                continue;
            }

            var fields = new FieldReader(line[(name.Length + 1)..]);
            for (var i = 0; i < column; i++)
            {
                _ = fields.TryReadField(out _);
            }

            return fields.TryReadUInt64(out var value) ? value : null;
        }

        return null;
    }
}
