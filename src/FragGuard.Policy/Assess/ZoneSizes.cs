using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>How large each zone is, as far as is known. Managed pages move: hotplug, balloon, deferred
/// initialisation.</summary>
internal sealed class ZoneSizes
{
    private readonly Dictionary<ZoneId, ulong> _managedPages = [];
    private readonly Dictionary<ZoneId, ulong> _reservedPages = [];
    private readonly Dictionary<ZoneId, ulong> _largestFreePages = [];

    /// <summary>Takes managed pages and watermarks of every zone.</summary>
    /// <returns>True if the managed pages of one of them changed.</returns>
    internal bool Take(ZoneInfoTable zoneInfo)
    {
        var changed = false;
        foreach (ref readonly var row in zoneInfo.Rows)
        {
            _reservedPages[row.Id] = row.LowPages + row.ProtectionPages;
            if (!_managedPages.TryGetValue(row.Id, out var managedPages) || managedPages != row.ManagedPages)
            {
                _managedPages[row.Id] = row.ManagedPages;
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>The zone's low watermark and lowmem protection together, as last read; 0 where they are
    /// unknown.</summary>
    internal ulong ReservedPages(ZoneId id) => _reservedPages.GetValueOrDefault(id);

    /// <summary>The watermarks of the zone were read at least once.</summary>
    internal bool HasReserved(ZoneId id) => _reservedPages.ContainsKey(id);

    /// <summary>What a share of the zone is a share of: managed pages, or the most that was ever seen free.</summary>
    internal ulong ManagedOrLargestFree(ZoneId id) =>
        _managedPages.TryGetValue(id, out var managedPages) ? managedPages : _largestFreePages.GetValueOrDefault(id);

    /// <summary>The size that decides whether a zone is large enough to be watched, in pages.</summary>
    /// <remarks>Without zoneinfo the size is unknown. The zone is then taken to be large, but for a DMA zone beside
    /// others on its node, of which only as much is believed as is free.</remarks>
    internal ulong Of(BuddyTable table, int row)
    {
        var id = table.Rows[row].Id;
        var freePages = table.Rows[row].Free.FreePages;
        _largestFreePages[id] = Math.Max(freePages, _largestFreePages.GetValueOrDefault(id));
        if (_managedPages.TryGetValue(id, out var managedPages))
        {
            return managedPages;
        }

        return id.Zone.IsDma && HasNeighbour(table, id) ? _largestFreePages[id] : ulong.MaxValue;
    }

    private static bool HasNeighbour(BuddyTable table, ZoneId id)
    {
        foreach (ref readonly var other in table.Rows)
        {
            if (other.Id.Node == id.Node && other.Id != id)
            {
                return true;
            }
        }

        return false;
    }
}
