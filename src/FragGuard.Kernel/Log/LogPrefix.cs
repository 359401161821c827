namespace FragGuard.Kernel;

/// <summary>Finds the kernel's message about a failed allocation in a line with whatever before it.</summary>
/// <remarks>The forms that <see cref="LogLine"/> knows come first, so that what they take for a name stays one. Then
/// what vendors add, then the stamps of collectors. Last, any text at all is taken for a prefix if the kernel's own
/// time
/// or tag ends it and nothing in it names a program.</remarks>
internal static class LogPrefix
{
    private const int MaxStamps = 6;
    private const int MaxAnchors = 12;

    /// <summary>Finds the message.</summary>
    /// <param name="text">The line without quoting.</param>
    /// <param name="buffer">Scratch space, as long as the line.</param>
    /// <param name="message">The message.</param>
    /// <param name="sender">Who wrote the line; <see cref="LogSender.Program"/> with no message if not the
    /// kernel.</param>
    /// <returns>False if there is none, or not of the kernel.</returns>
    internal static bool TryFind(
        ReadOnlySpan<byte> text, Span<byte> buffer, out ReadOnlySpan<byte> message, out LogSender sender)
    {
        if (LogAndroid.TrySkip(text, buffer, out message, out sender))
        {
            return sender != LogSender.Program
                && (IsMessage(ref message) || TryLine(message, false, out message, out sender)
                    || TryAnchors(text, out message, out sender));
        }

        var rest = text;
        for (var stamps = 0; stamps < MaxStamps; stamps++)
        {
            if (TryLine(rest, stamps > 0, out message, out sender))
            {
                return true;
            }

            if (sender == LogSender.Program)
            {
                return false;
            }

            var behind = LogQuote.Skip(LogStamp.Skip(rest));
            if (behind.Length == rest.Length)
            {
                break;
            }

            rest = behind;
        }

        return TryAnchors(text, out message, out sender);
    }

    /// <summary>True if the text is a message about a failed allocation, with a vendor's marks before it or
    /// without.</summary>
    private static bool IsMessage(ref ReadOnlySpan<byte> text)
    {
        var inner = LogVendor.Skip(text);
        if (inner.Length < text.Length && Matches(inner, out var hasComm) && (hasComm || !Matches(text, out _)))
        {
            text = inner;
            return true;
        }

        return Matches(text, out _);
    }

    private static bool TryLine(ReadOnlySpan<byte> text, bool isStamped, out ReadOnlySpan<byte> message,
        out LogSender sender)
    {
        message = default;
        sender = LogLine.Read(text, out var line);
        if (sender == LogSender.Program || line.IsEscaped)
        {
            message = line.Message;
            return sender != LogSender.Program && Matches(message, out _);
        }

        if (!line.IsFound)
        {
            return false;
        }

        message = line.Message;

        // Behind the stamp of a collector a name with a blank may be a host and the tag of a program.
        return IsMessage(ref message) && !(isStamped && sender == LogSender.Unknown && HasNameWithBlank(message));
    }

    private static bool TryAnchors(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> message, out LogSender sender)
    {
        var from = 0;
        message = default;
        sender = LogSender.Unknown;
        for (var anchors = 0; anchors < MaxAnchors && from < text.Length; anchors++)
        {
            var at = text[from..].IndexOfAny((byte)'[', (byte)'k', (byte)',');
            if (at < 0)
            {
                return false;
            }

            at += from;
            from = at + 1;
            if (!TryAnchor(text, at, out message))
            {
                anchors -= text[at] == (byte)'[' ? 0 : 1;
                continue;
            }

            sender = LogStamp.SenderOf(text[..at]);
            if (sender == LogSender.Program || LogTag.IsProgram(message))
            {
                sender = LogSender.Program;
                return false;
            }

            if (IsMessage(ref message))
            {
                return true;
            }
        }

        return false;
    }

    // The kernel's time, its tag, or a cell of a table that was separated by commas.
    private static bool TryAnchor(ReadOnlySpan<byte> text, int at, out ReadOnlySpan<byte> message)
    {
        message = text[at..];
        var cursor = new TextCursor(message);
        switch (text[at])
        {
            case (byte)'[' when LogTimestamp.TrySkipBracket(ref cursor):
                message = cursor.Rest;
                return true;
            case (byte)'k' when (at == 0 || text[at - 1] is (byte)' ' or (byte)'\t') && cursor.TrySkip("kernel"u8):
                cursor.TrySkip("[0]"u8);
                cursor.TrySkip("[n/a]"u8);
                if (!cursor.TrySkip(':') && !cursor.TrySkip(" - "u8))
                {
                    return false;
                }

                cursor.TrySkip(' ');
                LogTimestamp.TrySkipBracket(ref cursor);
                message = cursor.Rest;
                return true;
            case (byte)',' when message.Length > 2 && message[1] == (byte)'"':
                message = message[2..];
                LogLine.Read(message, out var line);
                message = line.IsFound ? line.Message : message;
                return true;
            default:
                return false;
        }
    }

    private static bool Matches(ReadOnlySpan<byte> text, out bool hasComm)
    {
        var matches = FailureForms.TryMatch(text, out var header);
        hasComm = header.HasComm && !header.Comm.IsEmpty;
        return matches;
    }

    private static bool HasNameWithBlank(ReadOnlySpan<byte> text) =>
        FailureForms.TryMatch(text, out var header) && header.HasComm && header.Comm.Contains((byte)' ');
}
