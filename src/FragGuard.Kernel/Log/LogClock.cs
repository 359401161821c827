using System.Buffers.Text;

namespace FragGuard.Kernel;

/// <summary>The time of a line, to tell whether two lines belong together: the kernel's own seconds if they are there,
/// else the clock of the day.</summary>
internal static class LogClock
{
    private const int WindowBytes = 160;

    /// <summary>Seconds by the kernel's clock, or since midnight.</summary>
    /// <returns>Null for a line without a time.</returns>
    internal static double? SecondsOf(ReadOnlySpan<byte> line)
    {
        if (KmsgRecord.TryParse(line, out var record))
        {
            return record.TimestampUs / 1e6;
        }

        line = line[..Math.Min(line.Length, WindowBytes)];
        for (var at = line.IndexOf((byte)':'); at >= 2 && at + 6 <= line.Length;)
        {
            if (line[at + 3] == (byte)':' && TryTwo(line[(at - 2)..], 24, out var hours)
                && TryTwo(line[(at + 1)..], 60, out var minutes) && TryTwo(line[(at + 4)..], 61, out var seconds))
            {
                return (hours * 3600) + (minutes * 60) + seconds;
            }

            var next = line[(at + 1)..].IndexOf((byte)':');
            at = next < 0 ? -1 : at + 1 + next;
        }

        var open = line.IndexOf((byte)'[');
        var inside = open < 0 ? default : line[(open + 1)..].TrimStart((byte)' ');
        return Utf8Parser.TryParse(inside, out double own, out var read) && read < inside.Length
            && inside[read] == (byte)']'
            ? own
            : null;
    }

    private static bool TryTwo(ReadOnlySpan<byte> text, int below, out int number) =>
        Utf8Parser.TryParse(text[..Math.Min(2, text.Length)], out number, out var read) && read == 2 && number < below
        && number >= 0;
}
