namespace FragGuard.Policy;

/// <summary>How often programs stall because they have to compact or reclaim memory for themselves: from a counter that
/// only grows.</summary>
/// <remarks>Two rates of the same counter. Over the last minute, which says that it is too much; over the last ten
/// seconds, which says whether it goes on: a minute that was bad is no reason to act once it is over, and to see what a
/// rung did nobody can wait for a minute. Less than a minute of readings is taken as it is, never scaled up, so that a
/// burst at the start is not mistaken for a rate; more, where readings are further apart, is scaled down.
/// <para>A fixed ring; nothing is allocated after construction. A counter that fell was reset: it begins anew.</para>
/// </remarks>
public sealed class StallRate
{
    /// <summary>Over how long a rate is too high.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    /// <summary>Over how long it has to be low to be over.</summary>
    public static readonly TimeSpan RecentSpan = TimeSpan.FromSeconds(10);

    // A shorter time says nothing.
    private static readonly TimeSpan ShortestSpan = TimeSpan.FromSeconds(1);

    // Readings that are kept are so far apart, so that the ring holds more than a minute however often it is looked.
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(900);
    private const int Capacity = 72;

    private readonly (TimeSpan At, ulong Count)[] _kept = new (TimeSpan, ulong)[Capacity];
    private int _oldest;
    private int _count;
    private (TimeSpan At, ulong Count)? _latest;
    private TimeSpan? _restartedAt;

    /// <summary>Stalls in the last minute; null before there are two readings.</summary>
    public ulong? PerMinute { get; private set; }

    /// <summary>Stalls of the last ten seconds, or since a restart, as so many a minute; null while that is not
    /// known.</summary>
    public ulong? RecentPerMinute { get; private set; }

    /// <summary>Takes a reading.</summary>
    public void Add(TimeSpan now, ulong stalls)
    {
        if (_latest is { } last && (stalls < last.Count || now < last.At))
        {
            Clear();
        }

        _latest = (now, stalls);
        if (_count == 0 || now - Kept(_count - 1).At >= Spacing)
        {
            Keep(now, stalls);
        }

        PerMinute = Rate(now - Span, scalesUp: false);
        var from = _restartedAt is { } restart && restart > now - RecentSpan ? restart : now - RecentSpan;
        RecentPerMinute = Rate(from, scalesUp: true);
    }

    /// <summary>What goes on is looked at from now: a rung has run, and what was before says nothing of it.</summary>
    public void Restart(TimeSpan now)
    {
        (_restartedAt, RecentPerMinute) = (now, null);
        if (_latest is { } last && last.At == now && Kept(_count - 1).At < now)
        {
            Keep(last.At, last.Count);
        }
    }

    /// <summary>True if nothing has been read for a minute: then nobody can say that programs stall.</summary>
    public bool IsLost(TimeSpan now) => _latest is not { } last || now - last.At > Span;

    /// <summary>Forgets every reading.</summary>
    public void Clear() =>
        (_count, _latest, _restartedAt, PerMinute, RecentPerMinute) = (0, null, null, null, null);

    private ulong? Rate(TimeSpan from, bool scalesUp)
    {
        var (at, count) = _latest!.Value;
        if (Start(from) is not { } start || at - start.At < ShortestSpan)
        {
            return null;
        }

        var (stalls, span) = (count - start.Count, at - start.At);
        return span > Span || (scalesUp && span < Span)
            ? (ulong)UInt128.Min(long.MaxValue, (UInt128)stalls * (ulong)Span.Ticks / (ulong)span.Ticks)
            : stalls;
    }

    // The first reading of the time that counts. Where readings are further apart than that, the one before the last,
    // but never one from before a restart.
    private (TimeSpan At, ulong Count)? Start(TimeSpan from)
    {
        var at = _latest!.Value.At;
        for (var i = 0; i < _count; i++)
        {
            var kept = Kept(i);
            if (kept.At >= from && kept.At < at)
            {
                return kept;
            }
        }

        for (var i = _count - 1; i >= 0; i--)
        {
            if (Kept(i) is var kept && kept.At < at)
            {
                return from == _restartedAt ? null : kept;
            }
        }

        return null;
    }

    private (TimeSpan At, ulong Count) Kept(int place) => _kept[(_oldest + place) % Capacity];

    private void Keep(TimeSpan at, ulong count)
    {
        if (_count == Capacity)
        {
            (_oldest, _count) = ((_oldest + 1) % Capacity, Capacity - 1);
        }

        _kept[(_oldest + _count) % Capacity] = (at, count);
        _count++;
    }
}
