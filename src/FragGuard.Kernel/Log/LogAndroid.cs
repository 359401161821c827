namespace FragGuard.Kernel;

/// <summary>The forms of Android's logcat: threadtime, time, brief, tag. Its log daemon takes the task's name off a
/// kernel message and makes it the tag.</summary>
/// <remarks>Kernel records have process 0; where a process is named that wrote the line, the kernel did not.</remarks>
internal static class LogAndroid
{
    private static ReadOnlySpan<byte> Levels => "VDIWEFA"u8;

    /// <summary>Takes the prefix off.</summary>
    /// <param name="line">The line.</param>
    /// <param name="buffer">Where the message is put together; as long as the line suffices.</param>
    /// <param name="message">The kernel's message.</param>
    /// <param name="sender">Who wrote it.</param>
    /// <returns>False if it is no line of logcat.</returns>
    internal static bool TrySkip(
        ReadOnlySpan<byte> line, Span<byte> buffer, out ReadOnlySpan<byte> message, out LogSender sender)
    {
        message = default;
        sender = LogSender.Unknown;
        var fields = new FieldReader(line);
        if (!fields.TryReadField(out var first))
        {
            return false;
        }

        if (!IsDate(first))
        {
            return IsLevel(first[0]) && first.Length > 2 && first[1] == (byte)'/'
                && TryReadBrief(line[2..], buffer, out message, out sender);
        }

        if (!fields.TryReadField(out var time) || !LogTimestamp.IsClock(time))
        {
            return false;
        }

        var rest = fields.Rest.TrimStart((byte)' ');
        return rest.Length > 2 && IsLevel(rest[0]) && rest[1] == (byte)'/'
            ? TryReadBrief(rest[2..], buffer, out message, out sender)
            : TryReadThreadTime(fields, buffer, out message, out sender);
    }

    // [uid] pid tid W tag     : message
    private static bool TryReadThreadTime(
        FieldReader fields, Span<byte> buffer, out ReadOnlySpan<byte> message, out LogSender sender)
    {
        message = default;
        sender = LogSender.Unknown;
        ulong pid = 0, before = 0;
        for (var numbers = 0; fields.TryReadUInt64(out var number); numbers++)
        {
            (pid, before) = (before, number);
            if (numbers > 3)
            {
                return false;
            }
        }

        return fields.TryReadField(out var level) && level.Length == 1 && IsLevel(level[0])
            && TryJoin(fields.Rest, ": "u8, pid, buffer, out message, out sender);
    }

    // java    (    0): message, or java: message
    private static bool TryReadBrief(
        ReadOnlySpan<byte> text, Span<byte> buffer, out ReadOnlySpan<byte> message, out LogSender sender)
    {
        var open = text.IndexOf((byte)'(');
        var close = text.IndexOf("): "u8);
        if (open <= 0 || close < open)
        {
            return TryJoin(text, ": "u8, 0, buffer, out message, out sender);
        }

        var fields = new FieldReader(text[(open + 1)..(close + 1)]);
        var isNumber = fields.TryReadUInt64(out var pid);
        message = default;
        sender = LogSender.Unknown;
        return isNumber && TryPut(text[..open], text[(close + 3)..], pid, buffer, out message, out sender);
    }

    private static bool TryJoin(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> colon, ulong pid, Span<byte> buffer, out ReadOnlySpan<byte> message,
        out LogSender sender)
    {
        var at = text.IndexOf(colon);
        message = default;
        sender = LogSender.Unknown;
        return at > 0 && TryPut(text[..at], text[(at + colon.Length)..], pid, buffer, out message, out sender);
    }

    private static bool TryPut(
        ReadOnlySpan<byte> tag, ReadOnlySpan<byte> text, ulong pid, Span<byte> buffer, out ReadOnlySpan<byte> message,
        out LogSender sender)
    {
        tag = tag.Trim((byte)' ');
        if (tag.SequenceEqual("kernel"u8) || tag.SequenceEqual("KERNEL"u8))
        {
            sender = LogSender.Kernel;
            message = text;
            return true;
        }

        // A tag that a header begins with is cut from it, so what is left has no name.
        sender = pid == 0 ? LogSender.Unknown : LogSender.Program;
        message = text;
        if (tag.Length + 2 + text.Length <= buffer.Length)
        {
            tag.CopyTo(buffer);
            ": "u8.CopyTo(buffer[tag.Length..]);
            text.CopyTo(buffer[(tag.Length + 2)..]);
            message = buffer[..(tag.Length + 2 + text.Length)];
        }

        return true;
    }

    // 11-26 or 2026-11-26
    private static bool IsDate(ReadOnlySpan<byte> text) =>
        text.Length is 5 or 10 && text[^3] == (byte)'-'
        && text.IndexOfAnyExcept(LogBytes.Date) < 0;

    private static bool IsLevel(byte letter) => Levels.Contains(letter);
}
