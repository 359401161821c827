using System.Text;
using FragGuard.Kernel;
using FragGuard.Show;

namespace FragGuard.Failures;

/// <summary>What <c>failures</c> prints for people: each failure with its meaning, and a summary.</summary>
internal sealed class FailureText(Display display, int pageBytes) : IFailureReport
{
    private const int Indent = 2;
    private const int MostTimeChars = 48;

    private readonly Sheet _sheet = new(display);
    private readonly FailureTally _tally = new();

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Bytes => _sheet.Bytes;

    /// <inheritdoc/>
    public void Clear() => _sheet.Clear();

    /// <inheritdoc/>
    public void Take(long number, ReadOnlySpan<byte> line, AllocationFailure failure)
    {
        _tally.Take(failure);
        if (failure.Kind == FailureKind.CpusetLine)
        {
            return;
        }

        _sheet.Put($"line {number}", Tone.Faint);
        _sheet.Line(TimeOf(line), Tone.Faint);
        _sheet.MoveTo(Indent);
        if (!failure.IsFailure)
        {
            _sheet.Paragraph(FailureWords.What(failure, pageBytes), Indent);
            _sheet.EndLine();
            return;
        }

        var who = string.IsNullOrEmpty(failure.Comm) ? "" : failure.Comm + ": ";
        _sheet.Paragraph(who + FailureWords.What(failure, pageBytes), Indent, Tone.Title);
        _sheet.Paragraph(string.Join('|', failure.Gfp), Indent, Tone.Faint);
        _sheet.Paragraph(FailureWords.Why(failure), Indent, ToneOf(failure.Verdict));
        _sheet.Paragraph(FailureWords.Advice(failure), Indent);
        _sheet.EndLine();
    }

    /// <inheritdoc/>
    public void Finish(long lines) => _tally.Write(_sheet, lines, pageBytes);

    // What stands before the kernel's message is the time, with host and tag in some logs.
    private static string TimeOf(ReadOnlySpan<byte> line)
    {
        if (KmsgRecord.TryParse(line, out var record))
        {
            var (seconds, microseconds) = Math.DivRem(record.TimestampUs, 1_000_000);
            return $", [{seconds,5}.{microseconds:000000}]";
        }

        if (!LogLine.TryParse(line, out var parsed) || !line.Overlaps(parsed.Message, out var length))
        {
            return "";
        }

        var prefix = Encoding.UTF8.GetString(line[..length].Trim(" \0"u8));
        prefix = prefix.EndsWith("kernel:", StringComparison.Ordinal) ? prefix[..^"kernel:".Length].TrimEnd() : prefix;
        return prefix.Length == 0 ? "" : ", " + prefix[..Math.Min(prefix.Length, MostTimeChars)];
    }

    private static Tone ToneOf(FailureVerdict verdict) => verdict switch
    {
        FailureVerdict.Fragmentation or FailureVerdict.LowMemory => Tone.Bad,
        _ => Tone.Warn,
    };
}
