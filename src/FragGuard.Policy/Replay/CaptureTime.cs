using System.Buffers.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The time of a capture that a shell loop wrote beside it: the output of <c>date</c> in its usual forms, an
/// ISO
/// time, a clock, or seconds since 1970.</summary>
/// <remarks>Only differences count, so zones and summer time are left out of it.</remarks>
internal static class CaptureTime
{
    private const int MaxBytes = 80;
    private const long SecondsADay = 86_400;

    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    /// <summary>Finds a time in a line.</summary>
    /// <param name="line">A line between captures, or what stands before a row.</param>
    /// <param name="seconds">Seconds since some day.</param>
    /// <param name="hasDate">True if the day is known; else it is a clock alone.</param>
    /// <returns>False if there is none.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> line, out double seconds, out bool hasDate)
    {
        (seconds, hasDate) = (0, false);
        line = line.Trim(" \t\r=#*-[]>:"u8);
        if (line.Length is 0 or > MaxBytes)
        {
            return false;
        }

        if (TryEpoch(line, out seconds))
        {
            return hasDate = true;
        }

        if (!TryClock(line, out seconds))
        {
            return false;
        }

        hasDate = TryDay(line, out var days);
        seconds += days * (double)SecondsADay;
        return true;
    }

    private static bool TryEpoch(ReadOnlySpan<byte> text, out double seconds) =>
        Utf8Parser.TryParse(text, out seconds, out var read) && read == text.Length && seconds is > 1e8 and < 1e11;

    private static bool TryClock(ReadOnlySpan<byte> line, out double seconds)
    {
        seconds = 0;
        for (var at = line.IndexOf((byte)':'); at >= 1 && at + 5 < line.Length;)
        {
            var start = at >= 2 && char.IsAsciiDigit((char)line[at - 2]) ? at - 2 : at - 1;
            if (line[at + 3] == (byte)':' && Number(line[start..at]) is { } hours and < 24
                && Number(line.Slice(at + 1, 2)) is { } minutes and < 60
                && Number(line.Slice(at + 4, 2)) is { } rest and < 61)
            {
                var behind = line[(at + 6)..];
                hours = behind.StartsWith(" PM"u8) && hours < 12 ? hours + 12 : behind.StartsWith(" AM"u8)
                    && hours == 12 ? 0 : hours;
                seconds = (hours * 3600) + (minutes * 60) + rest + Fraction(behind);
                return true;
            }

            var next = line[(at + 1)..].IndexOf((byte)':');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    private static double Fraction(ReadOnlySpan<byte> text) =>
        text.Length > 1 && text[0] == (byte)'.' && Utf8Parser.TryParse(text, out double fraction, out _) ? fraction : 0;

    // 2026-03-02 and 2026/03/02, or Mar 2 with the year anywhere; without a year it is one of the same.
    private static bool TryDay(ReadOnlySpan<byte> line, out long days)
    {
        days = 0;
        long? year = null, month = null, day = null;
        var fields = new FieldReader(line);
        while (fields.TryReadField(out var field))
        {
            if (field.Length >= 10 && field[4] is (byte)'-' or (byte)'/' && Number(field[..4]) is { } y
                && Number(field.Slice(5, 2)) is { } m && Number(field.Slice(8, 2)) is { } d)
            {
                (year, month, day) = (y, m, d);
                break;
            }

            var at = field.Length >= 3 ? Months.IndexOf(field[..3]) : -1;
            month = at >= 0 && at % 3 == 0 ? (at / 3) + 1 : month;
            day = field.Length <= 2 && Number(field) is { } number ? number : day;
            year = field.Length == 4 && Number(field) is { } four ? four : year;
        }

        if (month is not (>= 1 and <= 12) || day is not (>= 1 and <= 31))
        {
            return false;
        }

        days = DaysOf(year ?? 2000, month.Value, day.Value);
        return true;
    }

    // Days since 1970 by the Gregorian calendar, counted from March.
    private static long DaysOf(long year, long month, long day)
    {
        year -= month <= 2 ? 1 : 0;
        var era = year / 400;
        var inEra = year - (era * 400);
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        return (era * 146_097) + (inEra * 365) + (inEra / 4) - (inEra / 100) + dayOfYear - 719_468;
    }

    private static long? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out var read) && read == text.Length && number >= 0 ? number : null;
}
