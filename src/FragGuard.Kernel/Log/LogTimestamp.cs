using System.Buffers;

namespace FragGuard.Kernel;

/// <summary>The time at the beginning of a log line, in the forms that <see cref="LogLine"/> lists. The time itself is
/// not used.</summary>
internal static class LogTimestamp
{
    private static readonly SearchValues<byte> FractionBytes = SearchValues.Create("0123456789.,:+-Z"u8);
    private static readonly SearchValues<byte> DmesgBytes = SearchValues.Create("0123456789.+<> "u8);

    /// <summary>What a time says about what follows.</summary>
    internal enum Kind
    {
        /// <summary>No time, or one without a date, as people paste it: what follows is the message.</summary>
        None,

        /// <summary>The form of dmesg: what follows is the message. journalctl short-monotonic puts host and tag before
        /// it.</summary>
        Dmesg,

        /// <summary>The form of syslog: what follows is a tag that tells who wrote the message.</summary>
        Syslog,
    }

    /// <summary>Skips a time, if there is one, and the blank behind it.</summary>
    internal static Kind Skip(ref TextCursor cursor)
    {
        if (TrySkipBracket(ref cursor))
        {
            return Kind.Dmesg;
        }

        var fields = new FieldReader(cursor.Rest);
        var kind = Read(ref fields);
        if (kind is not null)
        {
            cursor = new TextCursor(fields.Rest);
            cursor.TrySkip(' ');
        }

        return kind ?? Kind.None;
    }

    /// <summary>Skips <c>[   12.345678] </c> and the like, with the caller behind it if it is there
    /// (<c>[    T1]</c>).</summary>
    /// <returns>False, with nothing consumed, if what is next is something else.</returns>
    internal static bool TrySkipBracket(ref TextCursor cursor)
    {
        var before = cursor;
        if (!cursor.TrySkip('[') || !cursor.TryReadUntil("]"u8, out var inside) || !IsDmesgTime(inside.Trim((byte)' ')))
        {
            cursor = before;
            return false;
        }

        // The kernel's own console puts the caller close by, dmesg puts a blank between.
        before = cursor;
        cursor.TrySkip(' ');
        if (!cursor.TrySkip('[') || !cursor.TryReadUntil("]"u8, out inside) || !IsCaller(inside.Trim((byte)' ')))
        {
            cursor = before;
        }

        cursor.TrySkip(' ');
        return true;
    }

    /// <summary>True if the text begins with a clock, <c>19:25:39</c>, and a blank or nothing behind it.</summary>
    internal static bool IsClock(ReadOnlySpan<byte> text)
    {
        var blank = text.IndexOf((byte)' ');
        return IsTime(blank < 0 ? text : text[..blank]);
    }

    /// <summary>True if the text begins with a time in brackets.</summary>
    internal static bool IsBracket(ReadOnlySpan<byte> text)
    {
        var cursor = new TextCursor(text);
        return TrySkipBracket(ref cursor);
    }

    private static Kind? Read(ref FieldReader fields)
    {
        if (!fields.TryReadField(out var first))
        {
            return null;
        }

        if (IsTime(first))
        {
            return Kind.None;
        }

        // Only dmesg writes a comma before the fraction: ISO 8601 allows either.
        if (first.Length > 11 && first[10] == (byte)'T' && IsDate(first[..10]) && IsTime(first[11..]))
        {
            return first.Contains((byte)',') ? Kind.Dmesg : Kind.Syslog;
        }

        var known = IsDate(first) ? IsNextTime(ref fields)
            : IsMonth(first) ? IsNextDay(ref fields) && IsNextTimeOrYear(ref fields)
            : IsWeekday(first) ? IsRestOfFull(ref fields)
            : (IsSeconds(first) && first.Length >= "1000000000.0".Length) || IsForeign(first, ref fields);
        return known ? Kind.Syslog : null;
    }

    // Sat 2026-11-21 19:25:39 UTC, or Sat Nov 21 19:25:39 2026.
    private static bool IsRestOfFull(ref FieldReader fields) =>
        fields.TryReadField(out var second)
        && (IsDate(second) || (IsMonth(second) && IsNextDay(ref fields)))
        && IsNextTime(ref fields)
        && fields.TryReadField(out _);

    // Nov 26 2026 19:25:39
    private static bool IsNextTimeOrYear(ref FieldReader fields) =>
        fields.TryReadField(out var field)
        && (IsTime(field) || (field.Length == 4 && AreDigits(field) && IsNextTime(ref fields)));

    // nov. 26 19:25:39, 26 Nov 19:25:39, 2026 Nov 26 19:25:39, Do 2026-11-26 19:25:39 CET: a word for the month or the
    // day
    // in any language, and a clock within the next two fields.
    private static bool IsForeign(ReadOnlySpan<byte> first, ref FieldReader fields)
    {
        if (first.Length > 24 || first.IndexOfAny(LogBytes.NoWord) >= 0 || !fields.TryReadField(out var second)
            || second.Length > 24)
        {
            return false;
        }

        if (IsDate(second))
        {
            return IsNextTime(ref fields) && fields.TryReadField(out _);
        }

        if (!IsDay(first) && !IsDay(second))
        {
            return false;
        }

        var before = fields;
        if (IsNextTime(ref fields))
        {
            return true;
        }

        fields = before;
        return fields.TryReadField(out var third) && (IsDay(third) || third.Length == 4) && IsNextTime(ref fields);
    }

    private static bool IsDay(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd(".,"u8);
        return text.Length is 1 or 2 or 4 && AreDigits(text);
    }

    private static bool IsNextDay(ref FieldReader fields) => fields.TryReadInt32(out var day) && day is >= 1 and <= 31;

    private static bool IsNextTime(ref FieldReader fields) => fields.TryReadField(out var time) && IsTime(time);

    // 19:25:39, with a fraction and a zone or without.
    private static bool IsTime(ReadOnlySpan<byte> text) =>
        text.Length >= 8 && text[2] == (byte)':' && text[5] == (byte)':'
        && AreDigits(text[..2]) && AreDigits(text[3..5]) && AreDigits(text[6..8])
        && text[8..].IndexOfAnyExcept(FractionBytes) < 0;

    private static bool IsDate(ReadOnlySpan<byte> text) =>
        text.Length == 10 && text[4] is (byte)'-' or (byte)'/' && text[7] == text[4]
        && AreDigits(text[..4]) && AreDigits(text[5..7]) && AreDigits(text[8..]);

    // 12.345678, +0.000123, or 12.345678 <    0.000010>; else Sat Nov 21 19:25:39 2026 or Nov21 19:25.
    private static bool IsDmesgTime(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyExcept(DmesgBytes) < 0)
        {
            var first = new FieldReader(text.TrimStart((byte)'+'));
            return first.TryReadField(out var seconds) && IsSeconds(seconds);
        }

        // Seconds with their unit, or the words of dmesg -T in any language: a clock is among them.
        return (text[^1] == (byte)'s' && IsSeconds(text[..^1]))
            || (text.Length > 3 && (IsMonth(text[..3]) || IsWeekday(text[..3])) && text.Contains((byte)':'))
            || (text.Length <= 64 && HasClock(text));
    }

    private static bool HasClock(ReadOnlySpan<byte> text)
    {
        for (var at = text.IndexOf((byte)':'); at >= 2 && text.Length >= at + 6;)
        {
            if (text[at + 3] == (byte)':' && AreDigits(text[(at - 2)..at]) && AreDigits(text.Slice(at + 1, 2))
                && AreDigits(text.Slice(at + 4, 2)))
            {
                return true;
            }

            var next = text[(at + 1)..].IndexOf((byte)':');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    private static bool IsSeconds(ReadOnlySpan<byte> text)
    {
        var dot = text.IndexOf((byte)'.');
        return dot > 0 && dot < text.Length - 1 && AreDigits(text[..dot]) && AreDigits(text[(dot + 1)..]);
    }

    private static bool IsCaller(ReadOnlySpan<byte> text) =>
        text.Length > 1 && text[0] is (byte)'T' or (byte)'C' && AreDigits(text[1..]);

    private static bool AreDigits(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private static bool IsMonth(ReadOnlySpan<byte> text) => IsOneOf(text, "JanFebMarAprMayJunJulAugSepOctNovDec"u8);

    private static bool IsWeekday(ReadOnlySpan<byte> text) => IsOneOf(text, "MonTueWedThuFriSatSun"u8);

    private static bool IsOneOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> threes)
    {
        for (; text.Length == 3 && !threes.IsEmpty; threes = threes[3..])
        {
            if (threes.StartsWith(text))
            {
                return true;
            }
        }

        return false;
    }
}
