using System.Globalization;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>A time of day: <c>"22:00-05:00"</c>, local time, across midnight where the end is before the start. 24:00
/// is 00:00.</summary>
internal static class WindowFormat
{
    private const int MinutesOfDay = 24 * 60;

    /// <summary>Reads a window.</summary>
    internal static string? Read(object value, out DailyWindow result)
    {
        result = null!;   // Nobody looks at it where something is wrong.
        if (value is not string text)
        {
            return $"is {ValueFormat.Shown(value)}; expected a time of day such as \"22:00-05:00\"";
        }

        if (Parse(text) is not { } window)
        {
            return Meant(text) is { } meant
                ? $"is {ValueFormat.Shown(value)}; did you mean \"{meant}\"?"
                : $"is {ValueFormat.Shown(value)}; expected a time of day such as \"22:00-05:00\"";
        }

        result = window;
        return window.From != window.To ? null
            : text.EndsWith("24:00", StringComparison.Ordinal)
                ? $"is {ValueFormat.Shown(value)}, the whole day; leave \"windows\" out to act at any time"
                : $"is {ValueFormat.Shown(value)}, which begins and ends at the same time";
    }

    private static DailyWindow? Parse(string text) =>
        text is [_, _, ':', _, _, '-', _, _, ':', _, _] && Minute(text[..5], isEnd: false) is { } from
            && Minute(text[6..], isEnd: true) is { } to
            ? new DailyWindow(from, to % MinutesOfDay)
            : null;

    private static int? Minute(string text, bool isEnd)
    {
        var parts = text.Split(':');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            && minutes < 60 && (hours * 60) + minutes <= MinutesOfDay - (isEnd ? 0 : 1)
            ? (hours * 60) + minutes
            : null;
    }

    /// <summary>What was probably meant: blanks, other dashes, hours alone or with one digit.</summary>
    private static DailyWindow? Meant(string text)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal).Replace('\u2013', '-').Replace('\u2014', '-')
            .Replace("to", "-", StringComparison.Ordinal);
        var parts = plain.Split('-');
        return parts.Length == 2 && Minute(Full(parts[0]), isEnd: false) is { } from
            && Minute(Full(parts[1]), isEnd: true) is { } to && from != to
            ? new DailyWindow(from, to % MinutesOfDay)
            : null;

        static string Full(string time) => time.Contains(':', StringComparison.Ordinal) ? time : time + ":00";
    }
}
