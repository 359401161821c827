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
            : IsMonth(first) ? IsNextDay(ref fields) && IsNextTime(ref fields)
            : IsWeekday(first) ? IsRestOfFull(ref fields)
            : IsSeconds(first) && first.Length >= "1000000000.0".Length;
        return known ? Kind.Syslog : null;
    }

    // Sat 2026-11-21 19:25:39 UTC, or Sat Nov 21 19:25:39 2026.
    private static bool IsRestOfFull(ref FieldReader fields) =>
        fields.TryReadField(out var second)
        && (IsDate(second) || (IsMonth(second) && IsNextDay(ref fields)))
        && IsNextTime(ref fields)
        && fields.TryReadField(out _);

    private static bool IsNextDay(ref FieldReader fields) => fields.TryReadInt32(out var day) && day is >= 1 and <= 31;

    private static bool IsNextTime(ref FieldReader fields) => fields.TryReadField(out var time) && IsTime(time);

    // 19:25:39, with a fraction and a zone or without.
    private static bool IsTime(ReadOnlySpan<byte> text) =>
        text.Length >= 8 && text[2] == (byte)':' && text[5] == (byte)':'
        && AreDigits(text[..2]) && AreDigits(text[3..5]) && AreDigits(text[6..8])
        && text[8..].IndexOfAnyExcept(FractionBytes) < 0;

    private static bool IsDate(ReadOnlySpan<byte> text) =>
        text.Length == 10 && text[4] == (byte)'-' && text[7] == (byte)'-'
        && AreDigits(text[..4]) && AreDigits(text[5..7]) && AreDigits(text[8..]);

    // 12.345678, +0.000123, or 12.345678 <    0.000010>; else Sat Nov 21 19:25:39 2026 or Nov21 19:25.
    private static bool IsDmesgTime(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyExcept(DmesgBytes) < 0)
        {
            var first = new FieldReader(text.TrimStart((byte)'+'));
            return first.TryReadField(out var seconds) && IsSeconds(seconds);
        }

        return text.Length > 3 && (IsMonth(text[..3]) || IsWeekday(text[..3])) && text.Contains((byte)':');
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
