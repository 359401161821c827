using System.Globalization;
using System.Text;

namespace FragGuard.Config;

/// <summary>A duration: <c>"250ms"</c>, <c>"15s"</c>, <c>"10m"</c>, <c>"2h30m"</c>, <c>"1d"</c>. Units from large to
/// small, each once.</summary>
internal static class DurationFormat
{
    // Longer than any setting may be, so that more is as good as this; and short enough that sums of settings overflow
    // nothing.
    private const long MaxMilliseconds = 3650L * 24 * 3600 * 1000;

    // From large to small; the first name is the one that is taken, the others are recognised to tell it.
    private static readonly (long Milliseconds, string[] Names)[] Units =
    [
        (24 * 3600 * 1000, ["d", "day", "days"]),
        (3600 * 1000, ["h", "hr", "hrs", "hour", "hours"]),
        (60 * 1000, ["m", "min", "mins", "minute", "minutes"]),
        (1000, ["s", "sec", "secs", "second", "seconds"]),
        (1, ["ms", "msec", "msecs", "millisecond", "milliseconds"]),
    ];

    /// <summary>Reads a duration within a range.</summary>
    internal static ValueFormat<TimeSpan> Within(Range<TimeSpan> range) => (object value, out TimeSpan result) =>
    {
        if (value is string text && TryParse(text, out result))
        {
            return range.Contains(result)
                ? null
                : $"is {ValueFormat.Shown(value)}; expected {Write(range.Min)} to {Write(range.Max)}";
        }

        result = default;
        return value switch
        {
            long number and >= 0 and <= MaxMilliseconds / 1000 =>
                $"is {number} without a unit; for seconds write \"{Write(TimeSpan.FromSeconds(number))}\"",
            string wrong when Meant(wrong) is { } meant =>
                $"is {ValueFormat.Shown(value)}; did you mean \"{Write(meant)}\"?",
            _ => $"is {ValueFormat.Shown(value)}; expected a duration such as \"250ms\", \"15s\", \"10m\", \"2h30m\" "
                + "or \"1d\"",
        };
    };

    /// <summary>Reads a duration in exactly this form.</summary>
    internal static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var (unit, total) = (-1, 0L);
        do
        {
            if (!TryTake(ref rest, out var number, out var name) || text.Contains('.', StringComparison.Ordinal)
                || Array.FindIndex(Units, one => one.Names[0] == name) is var next && next <= unit)
            {
                return false;
            }

            unit = next;
            total = (long)Math.Min(total + (number * Units[unit].Milliseconds), MaxMilliseconds);
        }
        while (!rest.IsEmpty);

        duration = TimeSpan.FromMilliseconds(total);
        return true;
    }

    /// <summary>A duration in this form; whole milliseconds.</summary>
    internal static string Write(TimeSpan duration)
    {
        var (text, rest) = (new StringBuilder(), (long)duration.TotalMilliseconds);
        foreach (var (milliseconds, names) in Units)
        {
            if (rest / milliseconds is var number and > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{number}{names[0]}");
                rest -= number * milliseconds;
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    /// <summary>What was probably meant: blanks, long unit names, fractions, units in any order, a bare number for
    /// seconds.</summary>
    private static TimeSpan? Meant(string text)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        if (plain.Length > 0 && char.IsAsciiDigit(plain[^1]))
        {
            plain += "s";
        }

        var rest = plain.AsSpan();
        var total = 0m;
        do
        {
            if (!TryTake(ref rest, out var number, out var name)
                || Array.Find(Units, one => one.Names.Contains(name)) is not { Names: not null } unit)
            {
                return null;
            }

            total += number * unit.Milliseconds;
        }
        while (!rest.IsEmpty && total <= MaxMilliseconds);

        return total <= MaxMilliseconds && total == decimal.Truncate(total)
            ? TimeSpan.FromMilliseconds((long)total)
            : null;
    }

    private static bool TryTake(ref ReadOnlySpan<char> rest, out decimal number, out string name)
    {
        var digits = ValueFormat.NumberLength(rest);
        var letters = digits;
        while (letters < rest.Length && char.IsAsciiLetterLower(rest[letters]))
        {
            letters++;
        }

        name = rest[digits..letters].ToString();
        number = 0;
        if (digits is 0 or > 12 || name.Length == 0
            || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out number))
        {
            return false;
        }

        rest = rest[letters..];
        return true;
    }
}
