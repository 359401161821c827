namespace FragGuard.Policy;

/// <summary>Sums of times that stop at the largest time, for settings may ask for a rest that never ends.</summary>
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
}
