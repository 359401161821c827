using System.Globalization;

namespace FragGuard.Policy;

/// <summary>Sums of times that stop at the largest time, for settings may ask for a rest that never ends; and times in
/// words.</summary>
internal static class Times
{
    internal static TimeSpan Later(TimeSpan now, TimeSpan wait) =>
        wait > TimeSpan.Zero && now > TimeSpan.MaxValue - wait ? TimeSpan.MaxValue : now + wait;

    /// <summary>A wait doubled so many times, up to its limit; never under the wait itself.</summary>
    internal static TimeSpan Doubled(TimeSpan wait, TimeSpan limit, int times)
    {
        limit = limit > wait ? limit : wait;
        for (var i = 0; i < times && wait > TimeSpan.Zero && wait < limit; i++)
        {
            wait = wait < limit / 2 ? wait * 2 : limit;
        }

        return wait;
    }

    /// <summary>A time as people say it: <c>90 s</c>, <c>15 min</c>, <c>6 h</c>.</summary>
    internal static string Words(TimeSpan time)
    {
        if (time < TimeSpan.FromMinutes(2))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} s");
        }

        return time < TimeSpan.FromHours(2) ? $"{(long)time.TotalMinutes} min" : $"{(long)time.TotalHours} h";
    }

    /// <summary>A count with its noun: <c>1 block</c>, <c>2 blocks</c>.</summary>
    internal static string Counted(ulong count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
