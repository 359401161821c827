using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The breach that leads an incident: the zones of one watch together, and the worst of them.</summary>
/// <remarks>Blocks of different orders cannot be added up, so one watch leads: that of the zone furthest under its floor.</remarks>
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
    /// <summary>Sums up the breached zones of the watch that is worst off.</summary>
    /// <returns>Null if no breached zone was read on this tick.</returns>
    public static BreachSummary? Of(Assessment seen)
    {
        if (FindWorst(seen) is not { } worst)
        {
            return null;
        }

        var (diagnosis, zones) = (Policy.Diagnosis.LowMemory, new List<ZoneId>());
        ulong suitable = 0, missing = 0;
        foreach (ref readonly var zone in seen.Zones)
        {
            if (zone.Watch == worst.Watch && zone.IsBreached && zone.IsFresh)
            {
                zones.Add(zone.Id);
                suitable += zone.Suitable;
                missing += zone.MissingBlocks;
                diagnosis = zone.Diagnosis == Policy.Diagnosis.Fragmented ? Policy.Diagnosis.Fragmented : diagnosis;
            }
        }

        return new BreachSummary(worst, diagnosis, suitable, missing, [.. zones]);
    }

    /// <summary>Blocks of the order that the same zones hold now, and whether one of them is still breached.</summary>
    public (ulong Suitable, bool IsBreached) Now(Assessment seen)
    {
        ulong suitable = 0;
        var isBreached = false;
        foreach (ref readonly var zone in seen.Zones)
        {
            if (zone.Watch == Worst.Watch && Zones.Span.Contains(zone.Id))
            {
                suitable += zone.Suitable;
                isBreached |= zone.IsBreached;
            }
        }

        return (suitable, isBreached);
    }

    /// <summary>The NUMA nodes of all breached zones, of any watch, that a remedy can help.</summary>
    public static ValueList<int> NodesFor(RemedySettings remedy, Assessment seen)
    {
        var nodes = new SortedSet<int>();
        foreach (ref readonly var zone in seen.Zones)
        {
            if (zone.IsBreached && zone.IsFresh && (remedy.FitsLowMemory || zone.Diagnosis == Policy.Diagnosis.Fragmented))
            {
                nodes.Add(zone.Id.Node);
            }
        }

        return [.. nodes];
    }

    private static WatchedZone? FindWorst(Assessment seen)
    {
        WatchedZone? worst = null;
        foreach (ref readonly var zone in seen.Zones)
        {
            if (zone.IsBreached && zone.IsFresh && (worst is not { } other || Health(zone) < Health(other)))
            {
                worst = zone;
            }
        }

        return worst;
    }

    // Permille of the floor that is there; by the index where the watch has no floor.
    private static ulong Health(in WatchedZone zone) =>
        zone.FloorBlocks > 0 ? (ulong)((UInt128)zone.Suitable * 1000 / zone.FloorBlocks) : (ulong)(1000 - zone.UnusablePermille);
}
