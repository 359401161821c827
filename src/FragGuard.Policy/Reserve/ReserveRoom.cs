using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>How many huge pages may be taken on a node without anybody missing them: blocks that are free beyond every
/// floor and above every watermark, so that the kernel has them at hand and need not reclaim or compact.</summary>
/// <remarks>The page allocator goes through the zones of a node from the highest to the lowest and takes the first that
/// has a block and stays above its low watermark (mm/page_alloc.c get_page_from_freelist()). Nobody can choose the zone
/// for it: where the one that it would take from cannot spare a block, nothing is taken.</remarks>
public static class ReserveRoom
{
    // In the order in which movable memory is handed out.
    private static readonly ZoneName[] Preference =
        [NameOf("Movable"), NameOf("Normal"), NameOf("HighMem"), NameOf("DMA32"), NameOf("DMA")];

    // Half of what may go: others allocate between the reading and the taking.
    private const ulong SafetyShare = 2;

    /// <summary>How many huge pages may be taken now.</summary>
    /// <param name="node">On which NUMA node.</param>
    /// <param name="order">The order of a huge page.</param>
    /// <param name="settings">The watches.</param>
    /// <param name="seen">How the watched zones stand, by the same reading.</param>
    /// <param name="free">The reading.</param>
    /// <param name="sizes">Watermarks.</param>
    public static ulong Of(
        int node, int order, GuardSettings settings, Assessment seen, BuddyTable free, ZoneInfoTable sizes)
    {
        foreach (var zone in Preference)
        {
            if (!free.TryFind(new ZoneId(node, zone), out var row)
                || row.Free.Suitable(order) == 0)
            {
                continue;
            }

            // Not even its watermarks are known: then nobody can say what the kernel would do.
            if (!sizes.TryFind(row.Id, out var size))
            {
                return 0;
            }

            var reserved = size.LowPages + size.ProtectionPages;
            if (row.Free.FreePages > reserved + Order.Pages(order))
            {
                return InZone(row, order, settings, seen, size);
            }
        }

        return 0;
    }

    private static ZoneName NameOf(string zone) => ZoneName.TryParse(zone, out var name) ? name : default;

    private static ulong InZone(
        in BuddyInfo row, int order, GuardSettings settings, Assessment seen, in ZoneInfo size)
    {
        var kept = size.HighPages + size.ProtectionPages;
        var spare = row.Free.FreePages > kept ? row.Free.FreePages - kept : 0;
        var most = Math.Min(row.Free.Suitable(order), spare >> order);
        foreach (ref readonly var zone in seen.Zones)
        {
            if (zone.Id == row.Id)
            {
                most = Math.Min(most, BeyondFloor(zone, order, most, row.Free, settings));
            }
        }

        return most / SafetyShare;
    }

    private static ulong BeyondFloor(
        in WatchedZone zone, int order, ulong most, in FreeBlocks free, GuardSettings settings)
    {
        // A watch that a failure in the kernel log has made, and a zone that is not well, keep all that there is.
        if (zone.Watch >= settings.Watches.Count || zone.State != ZoneState.Ok || zone.Suitable <= zone.ClearBlocks)
        {
            return 0;
        }

        // Of blocks larger than a huge page, each that is taken may break another one.
        var beyond = zone.Suitable - zone.ClearBlocks;
        most = Math.Min(most, zone.Order >= order ? beyond : beyond >> (order - zone.Order));
        if (settings.Watches[zone.Watch].ClearBelowPermille is not { } permille)
        {
            return most;
        }

        while (most > 0 && UnusableWithout(most << order, free, zone.Order) >= permille)
        {
            most /= 2;
        }

        return most;
    }

    // The index of the zone when so many pages of its larger blocks are gone.
    private static int UnusableWithout(ulong pages, in FreeBlocks free, int order)
    {
        var supply = free.SupplyFor(order);
        var left = supply.FreePages - Math.Min(pages, supply.FreePages);
        var usable = supply.Pages - Math.Min(pages, supply.Pages);
        return left == 0 ? 1000 : (int)((UInt128)(left - Math.Min(usable, left)) * 1000 / left);
    }
}
