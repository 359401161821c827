namespace FragGuard.Kernel;

/// <summary>What is found in a log.</summary>
internal interface ILogMessages
{
    /// <summary>Takes a message of the kernel about a failed allocation, without prefix and with nothing
    /// escaped.</summary>
    /// <param name="message">The message.</param>
    /// <param name="prefix">What stood before it.</param>
    /// <param name="repeats">How often it was logged.</param>
    void Take(ReadOnlySpan<byte> message, ReadOnlySpan<byte> prefix, ulong repeats);

    /// <summary>Takes a line that may belong to a failure; whatever stands before its words is still there.</summary>
    /// <returns>False if it belongs to none.</returns>
    bool TakeOther(ReadOnlySpan<byte> line, LogSender sender);

    /// <summary>The line before was logged so many times more.</summary>
    void Repeat(ulong times);

    /// <summary>A line has the words of a failure, but was not taken.</summary>
    /// <param name="sender">A program, or nobody knows who.</param>
    void Refuse(LogSender sender);
}

/// <summary>Unwraps the lines of a log, whatever collectors, terminals and people have done to them, and hands out what
/// is the kernel's.</summary>
/// <remarks>A pipeline of small readers: <see cref="LogText"/> cleans, <see cref="LogRecord"/> and
/// <see cref="JsonTokens"/> open records, <see cref="LogQuote"/> takes quoting off, <see cref="LogPrefix"/> finds the
/// message. Buffers are made once.</remarks>
internal sealed class LogUnwrapper(ILogMessages messages)
{
    /// <summary>Longer lines are cut.</summary>
    internal const int MaxLineBytes = 128 << 10;

    // JSON in JSON in a line that was cleaned: more is nobody's.
    private const int MaxDepth = 5;

    private readonly byte[][] _buffers = new byte[(2 * MaxDepth) + 2][];
    private readonly LogRecord _record = new();

    /// <summary>The number of the line that is being read; that of its message in a record of many lines.</summary>
    internal long Line { get; private set; }

    /// <summary>True if the next line must be read even if it has no word of a failure.</summary>
    internal bool IsInsideRecord => _record.IsOpen;

    /// <summary>Reads a line.</summary>
    internal void Take(ReadOnlySpan<byte> line, long number)
    {
        line = line[..Math.Min(line.Length, MaxLineBytes)];
        if (_record.IsOpen || LogRecord.MayBegin(line))
        {
            if (_record.EndsAt(line))
            {
                EndRecord();
            }

            if (_record.TryTake(line, number))
            {
                return;
            }
        }

        Line = number;
        TakeText(LogText.Clean(line, Buffer(0)), LogSender.Unknown, 1, depth: 1);
    }

    /// <summary>Ends the record that is open.</summary>
    internal void EndRecord()
    {
        if (!_record.Message.IsEmpty)
        {
            Line = _record.MessageLine;
            TakeText(LogText.Clean(_record.Message, Buffer(0)), _record.Sender, 1, depth: 1);
        }

        _record.Close();
    }

    private Span<byte> Buffer(int index) => _buffers[index] ??= new byte[MaxLineBytes];

    private void TakeText(ReadOnlySpan<byte> text, LogSender sender, ulong repeats, int depth)
    {
        if (depth > MaxDepth || text.IsEmpty)
        {
            return;
        }

        if (IsJson(text))
        {
            TakeJson(text, sender, repeats, depth);
            return;
        }

        var newline = NewlineAt(text, out var newlineBytes);
        while (newline >= 0)
        {
            TakeLine(text[..newline], sender, repeats, depth);
            text = text[(newline + newlineBytes)..];
            newline = NewlineAt(text, out newlineBytes);
        }

        TakeLine(text, sender, repeats, depth);
    }

    private void TakeLine(ReadOnlySpan<byte> line, LogSender sender, ulong repeats, int depth)
    {
        var text = LogQuote.Skip(line);
        if (text.Length < line.Length && IsJson(text))
        {
            TakeJson(text, sender, repeats, depth);
            return;
        }

        if (text.IndexOf("repeated "u8) >= 0 && TryRepeat(text, sender, depth))
        {
            return;
        }

        if (sender == LogSender.Program)
        {
            Leave(text, sender);
        }
        else if (!LogHints.HasFailureWord(text))
        {
            _ = messages.TakeOther(Unescaped(text, depth, ref sender), sender);
        }
        else if (LogPrefix.TryFind(text, Buffer((2 * depth) - 1), out var message, out var found))
        {
            TakeMessage(line, text, message, repeats, depth);
        }
        else
        {
            Leave(text, found);
        }
    }

    private void TakeMessage(
        ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, ReadOnlySpan<byte> message, ulong repeats, int depth)
    {
        var prefix = text.Overlaps(message, out var offset) ? text[..offset] : line[..0];

        // A record of /dev/kmsg has one message, of several lines where the kernel printed several at once.
        if (!KmsgRecord.TryParse(text, out _))
        {
            messages.Take(message, prefix, repeats);
            return;
        }

        var buffer = Buffer((2 * depth) - 1);
        ReadOnlySpan<byte> whole = buffer[..KmsgRecord.Unescape(message, buffer)];
        var end = whole.IndexOf((byte)'\n');
        messages.Take(end < 0 ? whole : whole[..end], prefix, repeats);
        foreach (var range in end < 0 ? default : whole[(end + 1)..].Split((byte)'\n'))
        {
            _ = messages.TakeOther(whole[(end + 1)..][range], LogSender.Kernel);
        }
    }

    private ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> text, int depth, ref LogSender sender)
    {
        if (!KmsgRecord.TryParse(text, out var record))
        {
            return text;
        }

        sender = record.IsFromKernel ? LogSender.Kernel : LogSender.Program;
        var buffer = Buffer((2 * depth) - 1);
        return record.Text.Contains((byte)'\\') ? buffer[..KmsgRecord.Unescape(record.Text, buffer)] : record.Text;
    }

    private void Leave(ReadOnlySpan<byte> text, LogSender sender)
    {
        if (!messages.TakeOther(text, sender) && LogHints.LooksLikeFailure(text))
        {
            messages.Refuse(sender);
        }
    }

    // last message repeated 120 times; message repeated 7 times: [ ... ]
    private bool TryRepeat(ReadOnlySpan<byte> text, LogSender sender, int depth)
    {
        var at = text.IndexOf("message repeated "u8);
        var cursor = new TextCursor(at < 0 ? default : text[(at + "message repeated "u8.Length)..]);
        if (!cursor.TryReadNumber(out var times) || !cursor.TrySkip(" times"u8))
        {
            return false;
        }

        if (!cursor.TrySkip(": ["u8))
        {
            messages.Repeat(times);
            return true;
        }

        var isProgram = sender == LogSender.Program || LogStamp.SenderOf(text[..at]) == LogSender.Program;
        var inner = cursor.Rest.Trim((byte)' ');
        TakeText(
            inner.EndsWith("]"u8) ? inner[..^1] : inner, isProgram ? LogSender.Program : sender, Math.Max(times, 1),
            depth + 1);
        return true;
    }

    // As a whole, or behind the stamp of a collector.
    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        for (var at = text.IndexOf((byte)'{'); at >= 0;)
        {
            text = text[(at + 1)..].TrimStart((byte)' ');
            if (text.StartsWith("\""u8) || text.StartsWith("'"u8))
            {
                return true;
            }

            at = text.IndexOf((byte)'{');
        }

        return false;
    }

    private void TakeJson(ReadOnlySpan<byte> text, LogSender sender, ulong repeats, int depth)
    {
        var tokens = new JsonTokens(text);
        var more = true;
        while (more)
        {
            // Who wrote an object may stand behind its message: first look, then take.
            var again = tokens;
            more = ReadObject(ref tokens, sender, take: false, repeats, depth, out var known);
            _ = ReadObject(ref again, known, take: true, repeats, depth, out _);
        }
    }

    private bool ReadObject(
        ref JsonTokens tokens, LogSender sender, bool take, ulong repeats, int depth, out LogSender known)
    {
        known = sender;
        var role = LogFields.Role.Other;
        while (true)
        {
            switch (tokens.Next())
            {
                case JsonToken.End:
                    return false;
                case JsonToken.NextObject:
                    return true;
                case JsonToken.Key:
                    role = LogFields.RoleOf(tokens.Value);
                    break;
                case JsonToken.Array when role == LogFields.Role.Message:
                    var bytes = Buffer(2 * depth)[..tokens.ReadBytes(Buffer(2 * depth))];
                    TakeValue(bytes, take, known, repeats, depth);
                    break;
                case JsonToken.Array:
                    _ = tokens.ReadBytes(default);
                    break;
                case JsonToken.Text or JsonToken.Word when role is not (LogFields.Role.Message or LogFields.Role.Other):
                    known = LogFields.Join(known, LogFields.SenderOf(role, tokens.Value));
                    break;
                case JsonToken.Text when take && (role == LogFields.Role.Message
                    || LogHints.HasFailureWord(tokens.Value)):
                    var text = Buffer(2 * depth);
                    text = text[..JsonTokens.Unescape(tokens.Value, text)];
                    TakeValue(text, take, known, repeats, depth);
                    break;
                default:
                    break;
            }
        }
    }

    private void TakeValue(ReadOnlySpan<byte> text, bool take, LogSender sender, ulong repeats, int depth)
    {
        if (take && depth < MaxDepth)
        {
            TakeText(LogText.Clean(text, Buffer((2 * depth) + 1)), sender, repeats, depth + 1);
        }
    }

    // A line break as it is, as rsyslog writes it, or as a quoted text has it.
    private static int NewlineAt(ReadOnlySpan<byte> text, out int bytes)
    {
        var at = text.IndexOf((byte)'\n');
        bytes = 1;
        var escaped = text.IndexOf("#012"u8);
        if (escaped >= 0 && (at < 0 || escaped < at))
        {
            (at, bytes) = (escaped, 4);
        }

        escaped = text.IndexOf("\\n"u8);
        return escaped >= 0 && (at < 0 || escaped < at) ? Two(escaped, out bytes) : at;
    }

    private static int Two(int at, out int bytes)
    {
        bytes = 2;
        return at;
    }
}
