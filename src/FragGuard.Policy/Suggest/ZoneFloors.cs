using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What recorded samples say of one zone at one order, and the floor that follows from it.</summary>
public sealed class ZoneFloors
{
    private const int MostDays = 400;

    // Higher ones are proposed only where failures show that they are needed.
    private const ulong HighestUnproven = 256;

    // A shorter time takes every passing dip for an incident.
    private static readonly TimeSpan ShortestUnproven = TimeSpan.FromSeconds(30);

    private static readonly ulong[] Floors = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

    private static readonly TimeSpan[] Times =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1),
            TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10),
    ];

    private readonly List<FloorCandidate> _candidates = [];
    private readonly SortedDictionary<long, (ulong Lowest, long Samples)> _days = [];

    /// <summary>A zone at an order.</summary>
    public ZoneFloors(ZoneId zone, int order)
    {
        (Zone, Order) = (zone, order);
        foreach (var floor in Floors)
        {
            foreach (var time in Times)
            {
                _candidates.Add(new FloorCandidate(floor, time));
            }
        }
    }

    /// <summary>The zone.</summary>
    public ZoneId Zone { get; }

    /// <summary>The order.</summary>
    public int Order { get; }

    /// <summary>Samples of it.</summary>
    public long Samples { get; private set; }

    /// <summary>The fewest suitable blocks.</summary>
    public ulong Lowest { get; private set; } = ulong.MaxValue;

    /// <summary>Suitable blocks of all samples.</summary>
    public Distribution Suitable { get; } = new();

    /// <summary>Every floor and time that was tried.</summary>
    public IReadOnlyList<FloorCandidate> Candidates => _candidates;

    /// <summary>By day of the trace's time: the fewest suitable blocks, and the samples.</summary>
    public IReadOnlyDictionary<long, (ulong Lowest, long Samples)> Days => _days;

    /// <summary>The floor that fits what the samples show at best: half of the 1st percentile, a power of two, 16 at
    /// least.</summary>
    public ulong FloorByPercentile
    {
        get
        {
            var half = (ulong)Math.Max(0, Suitable.At(10) ?? 0) / 2;
            return half <= Floors[0] ? Floors[0] : Math.Min(Floors[^1],
                1UL << (63 - (int)ulong.LeadingZeroCount(half)));
        }
    }

    /// <summary>The proposal: of the floors up to <see cref="FloorByPercentile"/> that which precedes most failures,
    /// then the one with the fewest incidents that healed by themselves, then the highest up to 256
    /// with the shortest time from 30 s on.</summary>
    public FloorCandidate Best
    {
        get
        {
            var best = _candidates[0];
            foreach (var candidate in _candidates)
            {
                if (candidate.Floor <= FloorByPercentile && IsBetter(candidate, best))
                {
                    best = candidate;
                }
            }

            return best;
        }
    }

    /// <summary>The best time for one floor.</summary>
    public FloorCandidate BestOf(ulong floor)
    {
        FloorCandidate? best = null;
        foreach (var candidate in _candidates)
        {
            if (candidate.Floor == floor && (best is null || IsBetter(candidate, best)))
            {
                best = candidate;
            }
        }

        return best!;
    }

    /// <summary>The floors that are tried, lowest first.</summary>
    public static IReadOnlyList<ulong> Tried => Floors;

    internal void Take(in FreeBlocks free, TimeSpan now)
    {
        var suitable = free.Suitable(Order);
        Samples++;
        Lowest = Math.Min(Lowest, suitable);
        Suitable.Add((long)Math.Min(suitable, long.MaxValue));
        foreach (var candidate in _candidates)
        {
            candidate.Take(suitable, now);
        }

        var day = now.Ticks / TimeSpan.TicksPerDay;
        if (_days.TryGetValue(day, out var known) || _days.Count < MostDays)
        {
            _days[day] = known.Samples == 0 ? (suitable, 1) : (Math.Min(known.Lowest, suitable), known.Samples + 1);
        }
    }

    internal void TakeFailure()
    {
        foreach (var candidate in _candidates)
        {
            candidate.TakeFailure();
        }
    }

    internal void Finish(TimeSpan now)
    {
        foreach (var candidate in _candidates)
        {
            candidate.Finish(now);
        }
    }

    private static bool IsBetter(FloorCandidate one, FloorCandidate other) =>
        one.Preceded != other.Preceded ? one.Preceded > other.Preceded
        : one.HealedByThemselves != other.HealedByThemselves ? one.HealedByThemselves < other.HealedByThemselves
        : one.Floor != other.Floor ? IsHigher(one.Floor, other.Floor)
        : (one.For < ShortestUnproven) != (other.For < ShortestUnproven) ? one.For >= ShortestUnproven
        : one.For < other.For;

    private static bool IsHigher(ulong one, ulong other) =>
        Math.Min(one, HighestUnproven) != Math.Min(other, HighestUnproven) ? one > other : one < other;
}
