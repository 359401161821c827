using System.Globalization;

namespace FragGuard.Toml.Reading;

/// <summary>Reads dates and times: pure functions from a token to a value or to what is wrong with it.</summary>
internal static class DateTimeReader
{
    private const string DateForm = "a date is written like 1979-05-27, four digits, two and two";
    private const string TimeForm = "a time is written like 07:32 or 07:32:00.5, two digits each";
    private const string OffsetForm = "an offset is written Z, +02:00 or -07:30, two digits and two";

    /// <summary>
    /// True when the token is a date or time, or was most likely meant as one: digits, then - or a colon.
    /// </summary>
    public static bool Recognizes(ReadOnlySpan<byte> token)
    {
        var digits = token.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits > 0 && token[digits] is (byte)'-' or (byte)':';
    }

    /// <summary>True for a token that is shaped as a whole date, after which a space and a time may follow.</summary>
    public static bool IsDate(ReadOnlySpan<byte> token) => token.Length == 10 && token[4] == '-' && token[7] == '-';

    /// <summary>Reads one date, time, or both.</summary>
    /// <returns>Null when it is one; else the message.</returns>
    public static string? Read(ReadOnlySpan<byte> token, out TomlDateTime value)
    {
        value = default;
        var rest = token;
        var isTimeOnly = token.IndexOf((byte)':') is >= 0 and <= 2;
        if (isTimeOnly)
        {
            return ReadTime(token, ref rest, out value) ?? ExpectEnd(token, rest, TimeForm);
        }

        if (ReadDate(token, ref rest, out var date) is { } problem)
        {
            return problem;
        }

        if (rest.IsEmpty)
        {
            value = date;
            return null;
        }

        if (rest[0] is not ((byte)'T' or (byte)'t' or (byte)' '))
        {
            return Not(token, DateForm);
        }

        rest = rest[1..];
        if (ReadTime(token, ref rest, out var time) is { } timeProblem)
        {
            return timeProblem;
        }

        value = date.At(time);
        return rest.IsEmpty ? null : ReadOffset(token, rest, ref value);
    }

    private static string? ReadDate(ReadOnlySpan<byte> token, ref ReadOnlySpan<byte> rest, out TomlDateTime date)
    {
        date = default;
        if (!TakeDigits(ref rest, 4, out var year) || !Take(ref rest, '-')
            || !TakeDigits(ref rest, 2, out var month) || !Take(ref rest, '-')
            || !TakeDigits(ref rest, 2, out var day))
        {
            return Not(token, DateForm);
        }

        if (month is < 1 or > 12)
        {
            return Not(token, "the month must be from 01 to 12");
        }

        var days = TomlDateTime.DaysInMonth(year, month);
        if (day < 1 || day > days)
        {
            return Not(token, string.Create(
                CultureInfo.InvariantCulture, $"{year:D4}-{month:D2} has the days 01 to {days}"));
        }

        date = TomlDateTime.LocalDate(year, month, day);
        return null;
    }

    private static string? ReadTime(ReadOnlySpan<byte> token, ref ReadOnlySpan<byte> rest, out TomlDateTime time)
    {
        time = default;
        if (!TakeDigits(ref rest, 2, out var hour) || !Take(ref rest, ':') || !TakeDigits(ref rest, 2, out var minute))
        {
            return Not(token, TimeForm);
        }

        var second = 0;
        var nanosecond = 0;
        if (Take(ref rest, ':') && !TakeSecond(ref rest, out second, out nanosecond))
        {
            return Not(token, TimeForm);
        }

        if (hour > 23)
        {
            return Not(token, "the hour must be from 00 to 23");
        }

        if (minute > 59)
        {
            return Not(token, "the minute must be from 00 to 59");
        }

        if (second > 60)
        {
            return Not(token, "the second must be from 00 to 59, or 60 in a leap second");
        }

        time = TomlDateTime.LocalTime(hour, minute, second, nanosecond);
        return null;
    }

    private static bool TakeSecond(ref ReadOnlySpan<byte> rest, out int second, out int nanosecond)
    {
        nanosecond = 0;
        return TakeDigits(ref rest, 2, out second) && (!Take(ref rest, '.') || TakeFraction(ref rest, out nanosecond));
    }

    private static string? ReadOffset(ReadOnlySpan<byte> token, ReadOnlySpan<byte> rest, ref TomlDateTime value)
    {
        var minutes = 0;
        if (!Take(ref rest, 'Z') && !Take(ref rest, 'z'))
        {
            var isNegative = rest[0] == '-';
            if ((!Take(ref rest, '+') && !Take(ref rest, '-'))
                || !TakeDigits(ref rest, 2, out var hour) || !Take(ref rest, ':')
                || !TakeDigits(ref rest, 2, out var minute))
            {
                return Not(token, OffsetForm);
            }

            if (hour > 23 || minute > 59)
            {
                return Not(token, "the offset must be from -23:59 to +23:59");
            }

            minutes = (hour * 60) + minute;
            minutes = isNegative ? -minutes : minutes;
        }

        value = value.InOffset(minutes);
        return ExpectEnd(token, rest, OffsetForm) ?? LeapSecondProblem(token, value);
    }

    /// <summary>Refuses a second 60 where there cannot be a leap second: they come at 23:59:60 UTC only.</summary>
    /// <remarks>A local time does not say how far it is from UTC, so there every minute may be the one.</remarks>
    private static string? LeapSecondProblem(ReadOnlySpan<byte> token, TomlDateTime value)
    {
        const int MinutesADay = 24 * 60;
        var utcMinute = ((value.Hour * 60) + value.Minute - value.OffsetMinutes + MinutesADay) % MinutesADay;
        return value.Second == 60 && utcMinute != MinutesADay - 1
            ? Not(token, "a leap second, 60, comes only at 23:59:60 UTC")
            : null;
    }

    private static bool Take(ref ReadOnlySpan<byte> rest, char expected)
    {
        if (rest.IsEmpty || rest[0] != expected)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    private static bool TakeDigits(ref ReadOnlySpan<byte> rest, int count, out int number)
    {
        number = 0;
        if (rest.Length < count || rest[..count].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        foreach (var digit in rest[..count])
        {
            number = (number * 10) + digit - '0';
        }

        rest = rest[count..];
        return true;
    }

    /// <summary>Takes all digits of a fraction; the ninth is a nanosecond, and what follows is cut off.</summary>
    private static bool TakeFraction(ref ReadOnlySpan<byte> rest, out int nanosecond)
    {
        nanosecond = 0;
        var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = end < 0 ? rest : rest[..end];
        for (var i = 0; i < 9; i++)
        {
            nanosecond = (nanosecond * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }

        rest = rest[digits.Length..];
        return !digits.IsEmpty;
    }

    private static string? ExpectEnd(ReadOnlySpan<byte> token, ReadOnlySpan<byte> rest, string form) =>
        rest.IsEmpty ? null : Not(token, form);

    private static string Not(ReadOnlySpan<byte> token, string reason) =>
        $"{Found.Quote(token)} is not a date or time: {reason}";
}
