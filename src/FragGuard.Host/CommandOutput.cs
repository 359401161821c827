using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>What a command wrote, made harmless and no longer than a log can bear.</summary>
/// <param name="Program">The program.</param>
/// <param name="Stream">Which of its streams: <c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">Its first lines, without what could steer a terminal and without priorities of its own.</param>
/// <param name="DroppedBytes">How much more it wrote.</param>
public sealed record CommandOutput(string Program, string Stream, string Text, long DroppedBytes)
{
    private const int KeptLines = 40;

    /// <summary>Makes it of the bytes that were kept.</summary>
    internal static CommandOutput Of(string program, string stream, ReadOnlySpan<byte> kept, long droppedBytes)
    {
        var text = new StringBuilder();
        var lines = 0;
        while (!kept.IsEmpty && lines < KeptLines)
        {
            var end = kept.IndexOf((byte)'\n');
            var line = Encoding.UTF8.GetString(end < 0 ? kept : kept[..end]).TrimEnd('\r', ' ');
            kept = end < 0 ? default : kept[(end + 1)..];
            if (line.Length > 0)
            {
                text.Append(lines > 0 ? "\n" : "").Append(SafeText.Escape(WithoutPriority(line), keepNewlines: false));
                lines++;
            }
        }

        return new CommandOutput(program, stream, text.ToString(), droppedBytes + kept.Length);
    }

    // <0> at the beginning of a line is an emergency to whoever reads standard error as a log: sd-daemon(3).
    private static string WithoutPriority(string line)
    {
        while (line.StartsWith('<') && line.IndexOf('>', StringComparison.Ordinal) is > 1 and < 5 and var end
            && line.AsSpan(1, end - 1).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            line = line[(end + 1)..];
        }

        return line;
    }
}
