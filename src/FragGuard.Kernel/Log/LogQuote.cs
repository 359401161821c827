namespace FragGuard.Kernel;

/// <summary>What people and tools put before a whole line of a log: quoting, lists, diffs, markup, the file and number
/// of
/// grep, line numbers, names of containers.</summary>
/// <remarks>A task's name may begin with nearly anything, so each is taken off only where no name can be meant, or
/// where
/// a log's own prefix stands behind it.</remarks>
internal static class LogQuote
{
    private const int MaxRounds = 24;

    private static ReadOnlySpan<byte> Tags =>
        " p pre code br div span li ul ol td tr table tbody tt a font samp kbd blockquote b i u em strong hr "u8
            + "body html "u8;

    /// <summary>Takes all of it off.</summary>
    internal static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> text)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var before = text.Length;
            text = SkipOne(text.TrimStart(" \t\0"u8));
            if (text.Length == before)
            {
                break;
            }
        }

        return text;
    }

    /// <summary>True if a log's own prefix begins here: a time, a priority, a record of /dev/kmsg.</summary>
    internal static bool IsLogStart(ReadOnlySpan<byte> text)
    {
        var cursor = new TextCursor(text);
        return KmsgRecord.TryParse(text, out _) || IsPriority(text)
            || LogTimestamp.Skip(ref cursor) != LogTimestamp.Kind.None
            || text.StartsWith("kern "u8) || text.StartsWith("kernel: "u8) || text.StartsWith("kern:"u8)
            || LogTimestamp.IsClock(text) || text.StartsWith("{\""u8);
    }

    private static ReadOnlySpan<byte> SkipOne(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return text;
        }

        var rest = text[1..];
        switch (text[0])
        {
            case (byte)'>' or (byte)'|' or (byte)'"' or (byte)'\'' or (byte)'`':
                return rest;
            case 0xe2 when text.StartsWith("\u2022"u8) || text.StartsWith("\u201c"u8) || text.StartsWith("\u2502"u8)
                || text.StartsWith("\u2018"u8):
                return text[3..];
            case 0xc2 when text.StartsWith("\u00ab"u8) || text.StartsWith("\u00b7"u8):
                return text[2..];
            case (byte)'*' or (byte)'#' or (byte)'$' or (byte)'~' or (byte)'/' or (byte)':':
                return rest.StartsWith(" "u8) || rest.StartsWith(text[..1]) || IsLogStart(rest) ? rest : text;
            case (byte)'+' or (byte)'-':
                return rest.StartsWith(" "u8) || IsLogStart(rest) ? rest : text;
            case (byte)'{' when text.IndexOf((byte)'}') is > 0 and <= 40 and var end
                && text[1..end].IndexOfAny("\" ='"u8) < 0:
                return text[(end + 1)..];
            case (byte)'<':
                return SkipTag(text);
            case (byte)'[':
                return SkipBracket(text);
            default:
                return SkipNumber(SkipFile(SkipContainer(text)));
        }
    }

    // <pre>, </code>, <span class="x">; "<4>" and "<size>" are the kernel's. <nick> is a chat's.
    private static ReadOnlySpan<byte> SkipTag(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'>');
        if (end < 2 || IsPriority(text))
        {
            return text;
        }

        var name = text[1..end].Trim("/ "u8);
        var blank = name.IndexOf((byte)' ');
        name = blank < 0 ? name : name[..blank];
        Span<byte> word = stackalloc byte[20];
        if (name.Length is 0 or > 16)
        {
            return text;
        }

        word[0] = (byte)' ';
        for (var i = 0; i < name.Length; i++)
        {
            word[i + 1] = (byte)(name[i] | 0x20);
        }

        word[name.Length + 1] = (byte)' ';
        var behind = text[(end + 1)..];
        return Tags.IndexOf(word[..(name.Length + 2)]) >= 0 || IsLogStart(behind.TrimStart((byte)' ')) ? behind : text;
    }

    // [pod/x/y] of kubectl logs --prefix, [code] of forums, [INFO] and the like before a log's own prefix.
    private static ReadOnlySpan<byte> SkipBracket(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)']');
        if (end is < 2 or > 255)
        {
            return text;
        }

        var inside = text[1..end];
        var behind = text[(end + 1)..];
        var isMark = inside.StartsWith("pod/"u8) || Is(inside, "code"u8) || Is(inside, "CODE"u8)
            || Is(inside, "quote"u8)
            || Is(inside, "QUOTE"u8) || Is(inside, "pre"u8);
        var isKernelTime = LogTimestamp.IsBracket(text);
        return isMark || (!isKernelTime && behind.StartsWith(" "u8) && IsLogStart(behind.TrimStart((byte)' ')))
            ? behind : text;
    }

    // node-1  | of docker compose.
    private static ReadOnlySpan<byte> SkipContainer(ReadOnlySpan<byte> text)
    {
        var blank = text.IndexOf((byte)' ');
        if (blank <= 0 || text[..blank].Contains((byte)':'))
        {
            return text;
        }

        var behind = text[blank..].TrimStart((byte)' ');
        return behind.StartsWith("| "u8) ? behind[2..] : text;
    }

    // path:12:, path-12-, path:, 12:, 12- of grep.
    private static ReadOnlySpan<byte> SkipFile(ReadOnlySpan<byte> text)
    {
        if (IsLogStart(text))
        {
            return text;
        }

        var blank = text.IndexOfAny((byte)' ', (byte)'\t');
        var word = blank < 0 ? text : text[..blank];
        var colon = word.IndexOf((byte)':');

        // A drive of Windows.
        colon = colon == 1 && word.Length > 2 && word[2] is (byte)'\\' or (byte)'/' ? word[2..].IndexOf((byte)':') + 2
            : colon;
        if (colon > 0 && colon + 1 < text.Length && !text.StartsWith("kworker/"u8))
        {
            var behind = SkipDigits(text[(colon + 1)..], (byte)':');
            var isFile = word[..colon].IndexOfAny("./\\"u8) >= 0 && behind.Length > 0
                && behind[0] is not ((byte)' ' or (byte)':');
            var isNumber = AreDigits(word[..colon]) && behind[0] != (byte)' ';
            var trimmed = behind.TrimStart(" \t"u8);
            if (isFile || isNumber || IsLogStart(trimmed))
            {
                return behind;
            }
        }

        return SkipContext(text, word);
    }

    // Lines around a hit have dashes: path-12-, 12-.
    private static ReadOnlySpan<byte> SkipContext(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var at = 0; at < word.Length; at++)
        {
            if (word[at] != (byte)'-' && (at > 0 || !char.IsAsciiDigit((char)word[0])))
            {
                continue;
            }

            var digits = word[at] == (byte)'-' ? text[(at + 1)..] : text;
            var behind = SkipDigits(digits, (byte)'-');
            if (behind.Length < digits.Length && IsLogStart(behind.TrimStart(" \t"u8)))
            {
                return behind;
            }
        }

        return text;
    }

    // The numbers of cat -n, nl, less -N, and the first cell of a table.
    private static ReadOnlySpan<byte> SkipNumber(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits is <= 0 or > 9)
        {
            return text;
        }

        var behind = text[digits..];
        var trimmed = behind.TrimStart(" \t|."u8);
        return behind[0] == (byte)'\t' || (behind.Length > trimmed.Length && IsLogStart(trimmed))
            || behind.StartsWith("  "u8) || behind.StartsWith(" | "u8) ? trimmed : text;
    }

    private static ReadOnlySpan<byte> SkipDigits(ReadOnlySpan<byte> text, byte end)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits is > 0 and <= 12 && text[digits] == end ? text[(digits + 1)..] : text;
    }

    private static bool IsPriority(ReadOnlySpan<byte> text)
    {
        var cursor = new TextCursor(text);
        return cursor.TrySkip('<') && cursor.TryReadNumber(out _) && cursor.TrySkip('>');
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.SequenceEqual(word);
}
