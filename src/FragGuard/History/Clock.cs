using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Times of the journal as people read them.</summary>
internal static class Clock
{
    /// <summary>Microseconds since 1970 in local time, to the second.</summary>
    internal static string Local(long us) => DateTimeOffset.FromUnixTimeMilliseconds(us / 1000).ToLocalTime()
        .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Microseconds since 1970 as programs read them: RFC 3339, UTC, to the millisecond.</summary>
    internal static string Utc(long us) => DateTimeOffset.FromUnixTimeMilliseconds(us / 1000)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>What runs cost.</summary>
    internal static string Cost(long milliseconds) =>
        milliseconds == 0 ? "0 s" : Quantity.Time(TimeSpan.FromMilliseconds(milliseconds));
}
