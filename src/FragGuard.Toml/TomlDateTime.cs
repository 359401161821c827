using System.Globalization;

namespace FragGuard.Toml;

/// <summary>A date, a time, or both, as TOML has them (RFC 3339).</summary>
/// <remarks>
/// Its own type, because .NET's cannot hold what a document may say: the year 0000, the second 60, a local date-time
/// that is never taken for the machine's own zone, and nanoseconds. Two values are equal when they say the same in the
/// same offset; <c>07:32</c> and <c>07:32:00.0</c> are equal, 07:00Z and 08:00+01:00 are not.
/// </remarks>
public readonly record struct TomlDateTime
{
    private TomlDateTime(TomlDateTimeKind kind) => Kind = kind;

    /// <summary>Which of the four kinds this is, and so which of the parts below have a meaning.</summary>
    public TomlDateTimeKind Kind { get; }

    /// <summary>The year, 0 to 9999; 0 for a local time.</summary>
    public int Year { get; private init; }

    /// <summary>The month, 1 to 12; 0 for a local time.</summary>
    public int Month { get; private init; }

    /// <summary>The day of the month, from 1; 0 for a local time.</summary>
    public int Day { get; private init; }

    /// <summary>The hour, 0 to 23.</summary>
    public int Hour { get; private init; }

    /// <summary>The minute, 0 to 59.</summary>
    public int Minute { get; private init; }

    /// <summary>The second, 0 to 59, or 60 in a leap second.</summary>
    public int Second { get; private init; }

    /// <summary>
    /// What comes after the second, 0 to 999,999,999. Digits beyond the ninth are cut off, not rounded.
    /// </summary>
    public int Nanosecond { get; private init; }

    /// <summary>How far local time is ahead of UTC, -1439 to 1439; 0 for the local kinds.</summary>
    public int OffsetMinutes { get; private init; }

    /// <summary>A time of day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A part is outside the range that its property states.</exception>
    public static TomlDateTime LocalTime(int hour, int minute, int second = 0, int nanosecond = 0)
    {
        ThrowIfOutside(hour, 0, 23, nameof(hour));
        ThrowIfOutside(minute, 0, 59, nameof(minute));
        ThrowIfOutside(second, 0, 60, nameof(second));
        ThrowIfOutside(nanosecond, 0, 999_999_999, nameof(nanosecond));
        return new(TomlDateTimeKind.LocalTime)
        {
            Hour = hour,
            Minute = minute,
            Second = second,
            Nanosecond = nanosecond,
        };
    }

    /// <summary>A day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such day in the Gregorian calendar.</exception>
    public static TomlDateTime LocalDate(int year, int month, int day)
    {
        ThrowIfOutside(year, 0, 9999, nameof(year));
        ThrowIfOutside(month, 1, 12, nameof(month));
        ThrowIfOutside(day, 1, DaysInMonth(year, month), nameof(day));
        return new(TomlDateTimeKind.LocalDate) { Year = year, Month = month, Day = day };
    }

    /// <summary>This day at a time of day, in an unnamed time zone.</summary>
    /// <exception cref="InvalidOperationException">This is not a <see cref="TomlDateTimeKind.LocalDate"/>.</exception>
    /// <exception cref="ArgumentException">The time is not a <see cref="TomlDateTimeKind.LocalTime"/>.</exception>
    public TomlDateTime At(TomlDateTime time)
    {
        if (Kind != TomlDateTimeKind.LocalDate)
        {
            throw new InvalidOperationException($"only a local date can be joined with a time, and this is {this}");
        }

        if (time.Kind != TomlDateTimeKind.LocalTime)
        {
            throw new ArgumentException($"expected a local time, not {time}", nameof(time));
        }

        return new(TomlDateTimeKind.LocalDateTime)
        {
            Year = Year,
            Month = Month,
            Day = Day,
            Hour = time.Hour,
            Minute = time.Minute,
            Second = time.Second,
            Nanosecond = time.Nanosecond,
        };
    }

    /// <summary>This local date-time as an instant, in the zone that is so many minutes ahead of UTC.</summary>
    /// <exception cref="InvalidOperationException">This is not a local date-time.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The offset is a day or more.</exception>
    public TomlDateTime InOffset(int minutes)
    {
        if (Kind != TomlDateTimeKind.LocalDateTime)
        {
            throw new InvalidOperationException($"only a local date-time can be given an offset, and this is {this}");
        }

        ThrowIfOutside(minutes, -1439, 1439, nameof(minutes));
        return new(TomlDateTimeKind.OffsetDateTime)
        {
            Year = Year,
            Month = Month,
            Day = Day,
            Hour = Hour,
            Minute = Minute,
            Second = Second,
            Nanosecond = Nanosecond,
            OffsetMinutes = minutes,
        };
    }

    /// <summary>
    /// The canonical RFC 3339 text: a capital T between date and time, seconds always, no zeros at the end of the
    /// fraction, Z for offset zero. Reads back as an equal value.
    /// </summary>
    public override string ToString() => Kind switch
    {
        TomlDateTimeKind.LocalDate => DateText(),
        TomlDateTimeKind.LocalTime => TimeText(),
        TomlDateTimeKind.LocalDateTime => $"{DateText()}T{TimeText()}",
        _ => $"{DateText()}T{TimeText()}{OffsetText()}",
    };

    /// <summary>How many days a month has in the Gregorian calendar, which RFC 3339 uses for all years.</summary>
    internal static int DaysInMonth(int year, int month) => month switch
    {
        4 or 6 or 9 or 11 => 30,
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        _ => 31,
    };

    private string DateText() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-{Month:D2}-{Day:D2}");

    private string TimeText()
    {
        var whole = string.Create(CultureInfo.InvariantCulture, $"{Hour:D2}:{Minute:D2}:{Second:D2}");
        return Nanosecond == 0
            ? whole
            : whole + "." + Nanosecond.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
    }

    private string OffsetText()
    {
        var minutes = Math.Abs(OffsetMinutes);
        var sign = OffsetMinutes < 0 ? '-' : '+';
        return minutes == 0
            ? "Z"
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes / 60:D2}:{minutes % 60:D2}");
    }

    private static void ThrowIfOutside(int part, int lowest, int highest, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(part, lowest, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, highest, name);
    }
}
