namespace FragGuard.Kernel;

/// <summary>Gathers records that take a line for each field: <c>journalctl -o export</c>, <c>verbose</c> and
/// <c>json-pretty</c>, and the like of other collectors in JSON or YAML.</summary>
/// <remarks>Who wrote a record may stand behind its message, so the message waits for the end of its record.</remarks>
internal sealed class LogRecord
{
    private const int MaxMessageBytes = 64 << 10;
    private const int MaxRecordLines = 200;

    private byte[] _message = [];
    private int _messageBytes;
    private bool _isBinaryNext;
    private int _lines;

    /// <summary>True inside a record: no line may be skipped.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Who wrote the record so far.</summary>
    internal LogSender Sender { get; private set; }

    /// <summary>The message of the record so far; empty if it has not come.</summary>
    internal ReadOnlySpan<byte> Message => _message.AsSpan(0, _messageBytes);

    /// <summary>The number of the line with the message.</summary>
    internal long MessageLine { get; private set; }

    /// <summary>True if a line may belong to such a record: to be asked before lines are skipped at a glance.</summary>
    internal static bool MayBegin(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart(" \t\x1e\""u8);
        return !text.IsEmpty && text[0] is (byte)'_' or (byte)'M' or (byte)'S' or (byte)'m'
            && (text.StartsWith("__CURSOR"u8) || text.StartsWith("_TRANSPORT"u8) || text.StartsWith("MESSAGE"u8)
                || text.StartsWith("SYSLOG_"u8) || text.StartsWith("message\" :"u8) || text.StartsWith("message\":"u8));
    }

    /// <summary>True if the line ends the record before it.</summary>
    internal bool EndsAt(ReadOnlySpan<byte> line)
    {
        var text = line.Trim(" \t\r,\x1e"u8);
        return IsOpen && !_isBinaryNext
            && (text.IsEmpty || ++_lines > MaxRecordLines || text[0] is (byte)'{' or (byte)'}'
            || text.StartsWith("__CURSOR"u8)
                || text.StartsWith("\"__CURSOR"u8) || text.IndexOf(" [s="u8) > 0
                || (_messageBytes > 0 && text.StartsWith("MESSAGE="u8)));
    }

    /// <summary>Takes a line of a record.</summary>
    /// <returns>False if it is no field.</returns>
    internal bool TryTake(ReadOnlySpan<byte> line, long number)
    {
        if (_isBinaryNext)
        {
            // The length stands before the text as eight bytes, lowest first.
            _isBinaryNext = false;
            var zero = line[..Math.Min(8, line.Length)].LastIndexOf((byte)0);
            SetMessage(line[(zero + 1)..], number, isEscaped: false);
            return true;
        }

        var text = line.Trim(" \t\r,\x1e"u8);
        if (text.SequenceEqual("MESSAGE"u8) && IsOpen)
        {
            return _isBinaryNext = true;
        }

        if (!TrySplit(text, out var name, out var value, out var isEscaped))
        {
            return false;
        }

        var role = LogFields.RoleOf(name);
        IsOpen = true;
        if (role == LogFields.Role.Message)
        {
            SetMessage(value, number, isEscaped);
        }
        else if (!name.StartsWith("_COMM"u8))
        {
            Sender = LogFields.Join(Sender, LogFields.SenderOf(role, value));
        }

        return true;
    }

    /// <summary>Forgets the record.</summary>
    internal void Close() => (IsOpen, Sender, _messageBytes, _lines) = (false, LogSender.Unknown, 0, 0);

    private void SetMessage(ReadOnlySpan<byte> value, long number, bool isEscaped)
    {
        value = value[..Math.Min(value.Length, MaxMessageBytes)];
        _message = _message.Length == 0 ? new byte[MaxMessageBytes] : _message;
        MessageLine = number;
        if (isEscaped)
        {
            _messageBytes = JsonTokens.Unescape(value, _message);
            return;
        }

        value.CopyTo(_message);
        _messageBytes = value.Length;
    }

    // NAME=value, "name" : "value", name: value. Names of the journal are capitals; others only for what matters here.
    private static bool TrySplit(
        ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool isEscaped)
    {
        name = default;
        value = default;
        isEscaped = false;
        if (text.StartsWith("\""u8))
        {
            var end = text[1..].IndexOf((byte)'"') + 1;
            var colon = end > 0 ? text[(end + 1)..].TrimStart((byte)' ') : default;
            if (!colon.StartsWith(":"u8))
            {
                return false;
            }

            name = text[1..end];
            value = colon[1..].TrimStart((byte)' ');
            isEscaped = value.StartsWith("\""u8);
            value = isEscaped ? value[1..].TrimEnd((byte)'"') : value;
            return isEscaped || (!value.IsEmpty && value[0] is not ((byte)'{' or (byte)'['));
        }

        var equals = text.IndexOf((byte)'=');
        if (equals <= 0 || text[..equals].IndexOfAnyExcept(LogBytes.FieldName) >= 0
            || text[0] is >= (byte)'0' and <= (byte)'9')
        {
            return false;
        }

        name = text[..equals];
        value = text[(equals + 1)..];
        return true;
    }
}
