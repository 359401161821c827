using System.Collections.Immutable;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The breach that leads an incident: the zones of one watch together, and the worst of them.</summary>
/// <remarks>Blocks of different orders cannot be added up, so one watch leads: that of the zone furthest under its
/// floor.</remarks>
/// <param name="Worst">The zone that is worst off, and the watch that says so.</param>
/// <param name="Diagnosis">Fragmented if any of the zones is.</param>
/// <param name="Suitable">Blocks of the order in the zones together.</param>
/// <param name="MissingBlocks">Blocks that they lack to be clear, together.</param>
/// <param name="Zones">The watch's breached zones.</param>
public sealed record BreachSummary(
    WatchedZone Worst,
    Diagnosis Diagnosis,
    ulong Suitable,
    ulong MissingBlocks,
    ValueList<ZoneId> Zones)
{
    /// <summary>Blocks that the zones have to have, together, to be clear.</summary>
    public ulong NeededBlocks => Sum(Suitable, MissingBlocks);

    private ValueList<WatchedZone> BreachedZones { get; init; }

    /// <summary>Sums up the breached zones of the watch that is worst off.</summary>
    /// <returns>Null if no breached zone was read on this tick.</returns>
    public static BreachSummary? Of(Assessment seen) => Of(seen, fitsLowMemory: true);

    /// <summary>Sums up the breached zones of the watch that is worst off, of all that a remedy can help.</summary>
    /// <returns>Null if it can help none that was read on this tick.</returns>
    public static BreachSummary? For(RemedySettings remedy, Assessment seen) => Of(seen, remedy.FitsLowMemory);

    /// <summary>The NUMA nodes of all breached zones, of any watch, that a remedy can help.</summary>
    public static ValueList<int> NodesFor(RemedySettings remedy, Assessment seen)
    {
        var nodes = new SortedSet<int>();
        foreach (ref readonly var zone in seen.Zones)
        {
            if (Counts(zone, remedy.FitsLowMemory))
            {
                nodes.Add(zone.Id.Node);
            }
        }

        return [.. nodes];
    }

    /// <summary>What the breached zones have to have, for every watch that says so.</summary>
    public static ValueList<ZoneNeed> Needs(Assessment seen)
    {
        var needs = ImmutableArray.CreateBuilder<ZoneNeed>();
        foreach (ref readonly var zone in seen.Zones)
        {
            if (Counts(zone, fitsLowMemory: true))
            {
                needs.Add(new ZoneNeed(zone.Id, zone.Order, zone.NeededBlocks));
            }
        }

        return new(needs.ToImmutable());
    }

    /// <summary>How the same zones stand now, as the same watch sees them.</summary>
    internal Comparison Now(Assessment seen)
    {
        var now = default(Comparison);
        foreach (ref readonly var zone in seen.Zones)
        {
            if (zone.Order == Worst.Order && zone.WatchName == Worst.WatchName && BeforeOf(zone.Id) is { } before)
            {
                now = now.With(before, zone);
            }
        }

        return now;
    }

    private static BreachSummary? Of(Assessment seen, bool fitsLowMemory)
    {
        if (FindWorst(seen, fitsLowMemory) is not { } worst)
        {
            return null;
        }

        var diagnosis = Diagnosis.LowMemory;
        var (zones, found) = (ImmutableArray.CreateBuilder<ZoneId>(), ImmutableArray.CreateBuilder<WatchedZone>());
        ulong suitable = 0, missing = 0;
        foreach (ref readonly var zone in seen.Zones)
        {
            if (zone.Watch == worst.Watch && Counts(zone, fitsLowMemory))
            {
                zones.Add(zone.Id);
                found.Add(zone);
                suitable = Sum(suitable, zone.Suitable);
                missing = Sum(missing, Lack(zone));
                diagnosis = zone.Diagnosis == Diagnosis.Fragmented ? Diagnosis.Fragmented : diagnosis;
            }
        }

        return new BreachSummary(worst, diagnosis, suitable, missing, new(zones.ToImmutable()))
        {
            BreachedZones = new(found.ToImmutable()),
        };
    }

    private static WatchedZone? FindWorst(Assessment seen, bool fitsLowMemory)
    {
        WatchedZone? worst = null;
        foreach (ref readonly var zone in seen.Zones)
        {
            if (Counts(zone, fitsLowMemory) && (worst is not { } other || Health(zone) < Health(other)))
            {
                worst = zone;
            }
        }

        return worst;
    }

    private static bool Counts(in WatchedZone zone, bool fitsLowMemory) =>
        zone.IsBreached && zone.IsFresh && (fitsLowMemory || zone.Diagnosis == Diagnosis.Fragmented);

    // Permille of the floor that is there; by the index where the watch has no floor.
    private static UInt128 Health(in WatchedZone zone) =>
        zone.FloorBlocks > 0
            ? (UInt128)zone.Suitable * 1000 / zone.FloorBlocks
            : (UInt128)(1000 - zone.UnusablePermille);

    // A zone that is not low yet lacks nothing; a gain there is held against all that it has to keep.
    private static ulong Lack(in WatchedZone zone) => zone.MissingBlocks > 0 ? zone.MissingBlocks : zone.ClearBlocks;

    private WatchedZone? BeforeOf(ZoneId id)
    {
        foreach (var zone in BreachedZones)
        {
            if (zone.Id == id)
            {
                return zone;
            }
        }

        return null;
    }

    private static ulong Sum(ulong left, ulong right) => left + right < left ? ulong.MaxValue : left + right;

    /// <summary>How the zones of a breach stand later: those that were read, against themselves before.</summary>
    internal readonly record struct Comparison
    {
        /// <summary>Zones that were read.</summary>
        internal int Read { get; init; }

        /// <summary>Zones whose row was broken.</summary>
        internal int Unread { get; init; }

        /// <summary>Blocks before, in the zones that were read now.</summary>
        internal ulong Before { get; init; }

        /// <summary>Blocks now, in the same zones.</summary>
        internal ulong After { get; init; }

        /// <summary>Blocks that the same zones lacked before.</summary>
        internal ulong Missing { get; init; }

        /// <summary>One of the zones is breached still.</summary>
        internal bool IsBreached { get; init; }

        /// <summary>How often programs stall now, as so many a minute; null where that does not count.</summary>
        internal ulong? Stalls { get; init; }

        /// <summary>Blocks won, or lost.</summary>
        internal long Gain => (long)Int128.Clamp((Int128)After - Before, long.MinValue, long.MaxValue);

        /// <summary>There are zones to judge by, but none of them was read.</summary>
        internal bool IsUnknown => Read == 0 && Unread > 0;

        /// <summary>Every zone is gone.</summary>
        internal bool IsGone => Read + Unread == 0;

        internal Comparison With(in WatchedZone before, in WatchedZone now) => new()
        {
            Read = Read + (now.IsFresh ? 1 : 0),
            Unread = Unread + (now.IsFresh ? 0 : 1),
            Before = now.IsFresh ? Sum(Before, before.Suitable) : Before,
            After = now.IsFresh ? Sum(After, now.Suitable) : After,
            Missing = now.IsFresh ? Sum(Missing, Lack(before)) : Missing,
            IsBreached = IsBreached || now.IsBreached,
            Stalls = now.RecentStallsPerMinute ?? Stalls,
        };
    }
}
