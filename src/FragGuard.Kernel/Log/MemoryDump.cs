namespace FragGuard.Kernel;

/// <summary>The memory dump that the kernel logs behind a failed allocation (<c>Mem-Info:</c>): what its judgement is
/// made from.</summary>
/// <remarks>Filled line by line by <see cref="MemoryDumpReader"/>. It shows the moment after the failure: another CPU
/// may have freed or taken memory in between.</remarks>
public sealed class MemoryDump
{
    // A machine of 64 nodes has about 130 populated zones; a forged log must not make this program grow.
    private const int MostZones = 1024;

    private readonly List<DumpZone> _zones = [];

    /// <summary>The zones in the order of the dump.</summary>
    public IReadOnlyList<DumpZone> Zones => _zones;

    /// <summary>The page size in KiB, from the first column of a free list; null without one.</summary>
    public int? PageKib { get; internal set; }

    /// <summary>Pages of the whole machine.</summary>
    public long? TotalPages { get; internal set; }

    /// <summary>Free pages of the whole machine.</summary>
    public long? FreePages { get; internal set; }

    /// <summary>Pages of slab caches that reclaim can free.</summary>
    public long? ReclaimableSlabPages { get; internal set; }

    /// <summary>Pages of slab caches that nothing can free.</summary>
    public long? UnreclaimableSlabPages { get; internal set; }

    /// <summary>Pages of the CMA areas, used or free.</summary>
    public long? CmaPages { get; internal set; }

    /// <summary>True once the dump began.</summary>
    public bool HasBegun { get; internal set; }

    /// <summary>True once its last lines were read.</summary>
    public bool IsComplete { get; internal set; }

    /// <summary>True if it tells enough of a zone to judge by.</summary>
    public bool IsEvidence => _zones.Exists(zone => zone.FreeKib is not null || zone.FreeBlocks.Count > 0);

    /// <summary>The zone whose line was read last: what is torn off goes on there.</summary>
    internal DumpZone? Last { get; set; }

    /// <summary>The zone whose free list was read last.</summary>
    internal DumpZone? LastList { get; set; }

    /// <summary>The zone of this name, made if it is new; null if there are too many.</summary>
    internal DumpZone? ZoneOf(int? node, string name)
    {
        var zone = _zones.Find(known => known.Node == node && known.Name == name);
        if (zone is null && _zones.Count < MostZones)
        {
            zone = new DumpZone(node, name);
            _zones.Add(zone);
        }

        return zone;
    }
}
