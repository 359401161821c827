namespace FragGuard.Kernel;

/// <summary>What stands between time and message in syslog lines: <c>host kernel: </c>, in some <c>kern.warn</c> before
/// it.</summary>
internal static class LogTag
{
    /// <summary>Skips host and tag of a syslog line, and the kernel's own time behind them if it is there.</summary>
    /// <returns>False if the tag is not the kernel's.</returns>
    internal static bool TrySkipRequired(ref TextCursor cursor)
    {
        var fields = new FieldReader(cursor.Rest);
        var hosts = 0;
        while (fields.TryReadField(out var field))
        {
            if (field.StartsWith("kernel:"u8))
            {
                // Some put no blank behind the tag, so the field may hold more.
                var more = field.Length - "kernel:"u8.Length;
                GoOn(ref cursor, fields.Rest.Length + more);
                return true;
            }

            if (field.SequenceEqual("kernel"u8) && TrySkipStructured(ref fields))
            {
                GoOn(ref cursor, fields.Rest.Length);
                return true;
            }

            // busybox and OpenWrt name facility and level: that is no host.
            if (!field.StartsWith("kern."u8) && (field[^1] == (byte)':' || ++hosts > 1))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Skips a tag at the beginning of the message, with a host before it if there is one.</summary>
    internal static void SkipOptional(ref TextCursor cursor)
    {
        var fields = new FieldReader(cursor.Rest);
        if (fields.TryReadField(out var tag) && !tag.SequenceEqual("kernel:"u8))
        {
            fields.TryReadField(out tag);
        }

        // "kernel" is also a name that a task may have, and then the message goes on so.
        if (tag.SequenceEqual("kernel:"u8) && !fields.Rest.StartsWith(" page allocation "u8))
        {
            GoOn(ref cursor, fields.Rest.Length);
        }
    }

    /// <summary>True if the message begins as programs' lines do: <c>earlyoom[84786]: </c>, with a host before it or
    /// without.</summary>
    internal static bool IsProgram(ReadOnlySpan<byte> message)
    {
        var end = message.IndexOf("]: "u8);
        var tag = end < 0 ? default : message[..end];
        var open = tag.LastIndexOf((byte)'[');
        return open > 0 && open < tag.Length - 1 && tag[..open].Count((byte)' ') <= 1
            && tag[(open + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    // Leaves so many bytes to read, less one blank, and less the kernel's own time.
    private static void GoOn(ref TextCursor cursor, int bytes)
    {
        cursor = new TextCursor(cursor.Rest[^bytes..]);
        cursor.TrySkip(' ');
        LogTimestamp.TrySkipBracket(ref cursor);
    }

    // RFC 5424: process, message id and structured data, each "-" if there is none.
    private static bool TrySkipStructured(ref FieldReader fields)
    {
        if (!fields.TryReadField(out _) || !fields.TryReadField(out _) || !fields.TryReadField(out var structured))
        {
            return false;
        }

        if (structured[0] != (byte)'[')
        {
            return structured.SequenceEqual("-"u8);
        }

        while (structured[^1] != (byte)']')
        {
            if (!fields.TryReadField(out structured))
            {
                return false;
            }
        }

        return true;
    }
}
