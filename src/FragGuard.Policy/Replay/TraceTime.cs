using System.Globalization;

namespace FragGuard.Policy;

/// <summary>Times of a trace: seconds with as many decimals as they need, and times of day.</summary>
internal static class TraceTime
{
    // 3000 years: also the seconds since 1970 that date(1) prints.
    private const decimal MostSeconds = 100_000_000_000m;

    /// <summary>Reads seconds, <c>120</c> or <c>120.5</c>; what is finer than 100 ns is cut.</summary>
    /// <returns>False if it is anything else, negative, or out of all reason.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> text, out TimeSpan time)
    {
        var isNumber =
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= MostSeconds;
        time = isNumber ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : default;
        return isNumber;
    }

    /// <summary>Reads a local time of day as date +%T prints it: <c>04:59:30</c>.</summary>
    /// <returns>False if it is anything else.</returns>
    internal static bool TryParseTimeOfDay(ReadOnlySpan<byte> text, out TimeSpan timeOfDay)
    {
        timeOfDay = default;
        return text.Length == 8 && text[2] == (byte)':' && text[5] == (byte)':'
            && TryParsePair(text[..2], 24, out var hours) && TryParsePair(text[3..5], 60, out var minutes)
            && TryParsePair(text[6..], 61, out var seconds)
            && (timeOfDay = new TimeSpan(hours, minutes, seconds)) >= TimeSpan.Zero;
    }

    /// <summary>Seconds as a number with no more digits than it needs.</summary>
    internal static decimal Seconds(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;

    private static bool TryParsePair(ReadOnlySpan<byte> text, int limit, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < limit;
}
