namespace FragGuard.Kernel;

/// <summary>One line of a kernel log as people keep it, with what stands before the kernel's own message taken
/// off.</summary>
/// <remarks>Understood: a bare message; dmesg, with <c>-T</c>, <c>-x</c>, <c>-r</c>, <c>-d</c> or an ISO time, with or
/// without the caller (<c>[    T1]</c>); journalctl short, short-precise, short-iso, short-full, short-monotonic and
/// short-unix; syslog files by RFC 3164 (with or without host or priority), RFC 5424, ISO time, busybox and OpenWrt;
/// raw <c>/dev/kmsg</c> records. A line whose priority or tag shows that a program wrote it is refused. A text log
/// without priorities cannot show everything: who may write under the tag <c>kernel</c> may forge. Only
/// <c>/dev/kmsg</c> itself cannot be fooled.</remarks>
public readonly ref struct LogLine
{
    private LogLine(ReadOnlySpan<byte> message, bool isEscaped)
    {
        Message = message;
        IsEscaped = isEscaped;
        IsFound = true;
    }

    /// <summary>The kernel's message; it points into the line.</summary>
    public ReadOnlySpan<byte> Message { get; }

    /// <summary>True if the message is as <c>/dev/kmsg</c> shows it, with <c>\xNN</c> for unprintable bytes.</summary>
    public bool IsEscaped { get; }

    /// <summary>True if it is known where the message begins.</summary>
    internal bool IsFound { get; }

    /// <summary>Takes the prefix off.</summary>
    /// <returns>False for a line that the kernel did not write.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out LogLine parsed) =>
        Read(line, out parsed) != LogSender.Program && parsed.IsFound;

    /// <summary>Takes the prefix off, and says who wrote the line.</summary>
    internal static LogSender Read(ReadOnlySpan<byte> line, out LogLine parsed)
    {
        // A log that was being written when the machine went down has runs of zeros in it.
        line = line.TrimStart((byte)0).TrimEnd("\r\n\0 "u8);
        if (KmsgRecord.TryParse(line, out var record))
        {
            parsed = new LogLine(record.Text, isEscaped: true);
            return record.IsFromKernel ? LogSender.Kernel : LogSender.Program;
        }

        var cursor = new TextCursor(line);
        var fromKernel = LogPriority.TrySkip(ref cursor);
        var isNumbered = fromKernel && line.StartsWith("<"u8) && cursor.Rest.Length < line.Length;
        if (LogTimestamp.Skip(ref cursor) == LogTimestamp.Kind.Syslog)
        {
            // Without a tag nobody knows who it was.
            var isTagged = LogTag.TrySkipRequired(ref cursor);
            parsed = isTagged ? new LogLine(cursor.Rest, isEscaped: false) : default;
            return !fromKernel || (!isTagged && LogTag.IsProgram(cursor.Rest)) ? LogSender.Program
                : isTagged ? LogSender.Kernel : LogSender.Unknown;
        }

        LogTag.SkipOptional(ref cursor);
        fromKernel &= !LogTag.IsProgram(cursor.Rest);
        parsed = new LogLine(cursor.Rest, isEscaped: false);
        return !fromKernel ? LogSender.Program : isNumbered ? LogSender.Kernel : LogSender.Unknown;
    }
}
