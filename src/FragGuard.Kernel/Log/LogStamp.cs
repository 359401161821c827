namespace FragGuard.Kernel;

/// <summary>The stamps of collectors and build systems before a line that has a prefix of its own or none: ISO times,
/// CRI
/// and docker, Jenkins, GitLab, TeamCity, labels of Loki.</summary>
internal static class LogStamp
{
    /// <summary>Takes one off.</summary>
    /// <returns>The text itself if there is none.</returns>
    internal static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> text)
    {
        var blank = text.IndexOf((byte)' ');
        var first = blank < 0 ? text : text[..blank];
        if (blank <= 0)
        {
            return text;
        }

        var rest = text[(blank + 1)..];
        if (IsIso(first) || IsSlashDate(first))
        {
            return IsSlashDate(first) && LogTimestamp.IsClock(rest) ? SkipField(rest) : rest;
        }

        if (first.SequenceEqual("stdout"u8) || first.SequenceEqual("stderr"u8))
        {
            return rest.StartsWith("F "u8) || rest.StartsWith("P "u8) ? rest[2..] : rest;
        }

        // GitLab: 01O, 00E. Then ts -s and the like.
        if ((first.Length is 3 or 4 && char.IsAsciiDigit((char)first[0]) && char.IsAsciiDigit((char)first[1])
                && first[2] is (byte)'O' or (byte)'E')
            || LogTimestamp.IsClock(first))
        {
            return rest;
        }

        return first[0] switch
        {
            (byte)'[' when first[^1] == (byte)']' || text.IndexOf((byte)']') is > 0 and < 64 => SkipBracket(text),
            (byte)'{' => SkipLabels(text),
            _ => text,
        };
    }

    /// <summary>Who wrote a line that begins so, by the words in it.</summary>
    internal static LogSender SenderOf(ReadOnlySpan<byte> prefix)
    {
        var cursor = new TextCursor(prefix);
        if (!LogPriority.TrySkip(ref cursor) || LogTag.IsProgram(prefix)
            || LogLine.Read(prefix, out _) == LogSender.Program)
        {
            return LogSender.Program;
        }

        var fields = new FieldReader(prefix);
        var sender = LogSender.Unknown;
        while (fields.TryReadField(out var field))
        {
            if (field.SequenceEqual("kernel:"u8))
            {
                sender = LogSender.Kernel;
            }
            else if (IsTag(field))
            {
                return LogSender.Program;
            }
        }

        return sender;
    }

    // logger:, app[812]:, user.notice. A console or a bracket names nobody.
    private static bool IsTag(ReadOnlySpan<byte> field)
    {
        if (field.Length > 1 && field[^1] == (byte)':')
        {
            var name = field[..^1];
            return name[0] != (byte)'[' && !name.StartsWith("tty"u8) && !name.SequenceEqual("console"u8)
                && !name.SequenceEqual("serial"u8) && !name.SequenceEqual("dmesg"u8) && !name.SequenceEqual("kmsg"u8)
                && !name.SequenceEqual("klog"u8) && !name.SequenceEqual("vmunix"u8) && !name.SequenceEqual("KERNEL"u8)
                && !name.SequenceEqual("log"u8) && name.IndexOfAnyExcept(LogBytes.TagNumber) >= 0
                && name.IndexOfAny("/\\"u8) < 0;
        }

        return field.StartsWith("user."u8) || field.StartsWith("daemon."u8) || field.StartsWith("auth."u8)
            || field.StartsWith("local"u8);
    }

    private static bool IsIso(ReadOnlySpan<byte> text) =>
        text.Length >= 19 && text[4] == (byte)'-' && text[7] == (byte)'-' && text[10] == (byte)'T'
        && LogTimestamp.IsClock(text[11..]);

    private static bool IsSlashDate(ReadOnlySpan<byte> text) =>
        text.Length == 10 && text[4] == (byte)'/' && text[7] == (byte)'/'
            && text.IndexOfAnyExcept(LogBytes.SlashDate) < 0;

    // [2026-11-26T10:00:00.123Z], [10:00:00]W:, [Step 1/2]; not the kernel's own time.
    private static ReadOnlySpan<byte> SkipBracket(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)']');
        var inside = text[1..end];
        var isClock = inside.IndexOf((byte)':') > 0 && char.IsAsciiDigit((char)inside[0]);
        var isStep = inside.StartsWith("Step "u8) || inside.StartsWith("stage"u8);
        if (!isClock && !isStep)
        {
            return text;
        }

        var rest = text[(end + 1)..];
        return rest.Length > 1 && rest[1] == (byte)':' ? rest[2..] : rest;
    }

    // {job="x", transport="kernel"}
    private static ReadOnlySpan<byte> SkipLabels(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'}');
        return end > 0 && (end == 1 || text[..end].IndexOf("=\""u8) > 0) ? text[(end + 1)..] : text;
    }

    private static ReadOnlySpan<byte> SkipField(ReadOnlySpan<byte> text)
    {
        var blank = text.IndexOf((byte)' ');
        return blank < 0 ? default : text[(blank + 1)..];
    }
}
