using System.Globalization;

namespace FragGuard.Config;

/// <summary>What a rung may cost: a share of the time, <c>"1%"</c>, and bytes a second, <c>"16MiB/s"</c>; and how
/// often programs may stall, <c>"60/min"</c>.</summary>
internal static class RateFormat
{
    private const string PerSecondSuffix = "/s";
    private const string PerMinuteSuffix = "/min";

    /// <summary>Reads a share of the time as hundredths of a percent: <c>"1%"</c> is 100.</summary>
    internal static string? Share(object value, out int result)
    {
        result = 0;
        const string expected = "a share of the time such as \"1%\" or \"0.5%\", or \"unlimited\"";
        if (value is string text && text.EndsWith('%')
            && TryParse(text[..^1], out var percent) && percent is > 0 and <= 100)
        {
            var hundredths = percent * 100;
            result = (int)decimal.Truncate(hundredths);
            return hundredths == result ? null : $"is {ValueFormat.Shown(value)}; finer than 0.01% makes no difference";
        }

        return value switch
        {
            long or double when Convert.ToDouble(value, CultureInfo.InvariantCulture) is > 0 and <= 100 =>
                $"is {ValueFormat.Shown(value)}; write \"{ValueFormat.Shown(value)}%\"",
            _ => $"is {ValueFormat.Shown(value)}; expected {expected}",
        };
    }

    /// <summary>Reads bytes a second within a range.</summary>
    internal static ValueFormat<ulong> PerSecond(Range<ulong> range) => (object value, out ulong result) =>
    {
        result = 0;
        if (value is string text && text.EndsWith(PerSecondSuffix, StringComparison.Ordinal)
            && SizeFormat.TryParse(text[..^PerSecondSuffix.Length], out result))
        {
            return range.Contains(result)
                ? null
                : $"is {ValueFormat.Shown(value)}; expected {WritePerSecond(range.Min)} to {WritePerSecond(range.Max)}";
        }

        return value is string size && SizeFormat.TryParse(size, out var bytes)
            ? $"is {ValueFormat.Shown(value)}; did you mean \"{WritePerSecond(bytes)}\"?"
            : $"is {ValueFormat.Shown(value)}; expected a rate such as \"16MiB/s\", or \"unlimited\"";
    };

    /// <summary>Reads how often in a minute within a range: <c>"60/min"</c>.</summary>
    internal static ValueFormat<ulong> PerMinute(Range<ulong> range) => (object value, out ulong result) =>
    {
        result = 0;
        if (value is string text && text.EndsWith(PerMinuteSuffix, StringComparison.Ordinal)
            && ulong.TryParse(
                text[..^PerMinuteSuffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out result))
        {
            return range.Contains(result)
                ? null
                : $"is {ValueFormat.Shown(value)}; expected {WritePerMinute(range.Min)} to {WritePerMinute(range.Max)}";
        }

        var meant = value switch
        {
            long number and > 0 => (ulong)number,
            string often when Leading(often) is { } number =>
                often.EndsWith("/s", StringComparison.Ordinal) ? number * 60 : number,
            _ => 0UL,
        };
        return range.Contains(meant)
            ? $"is {ValueFormat.Shown(value)}; did you mean \"{WritePerMinute(meant)}\"?"
            : $"is {ValueFormat.Shown(value)}; expected how often in a minute, such as \"60/min\"";
    };

    /// <summary>How often in a minute in this form.</summary>
    internal static string WritePerMinute(ulong times) =>
        times.ToString(CultureInfo.InvariantCulture) + PerMinuteSuffix;

    private static ulong? Leading(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and < 12 ? ulong.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Hundredths of a percent in this form.</summary>
    internal static string WriteShare(int basisPoints) =>
        (basisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>Bytes a second in this form.</summary>
    internal static string WritePerSecond(ulong bytes) => SizeFormat.Write(bytes) + PerSecondSuffix;

    private static bool TryParse(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
