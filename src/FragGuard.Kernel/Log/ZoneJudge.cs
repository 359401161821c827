namespace FragGuard.Kernel;

/// <summary>Works out for each zone of a memory dump whether it could have served an allocation, by the page
/// allocator's own rules.</summary>
/// <remarks>Source: mm/page_alloc.c __zone_watermark_ok(), __zone_watermark_unusable_free(), gfp_to_alloc_flags(),
/// include/linux/gfp.h gfp_zone(). The watermarks in a dump contain the boost. A caller with __GFP_HIGH may go down to
/// half of min, and one that cannot wait either to three eighths.</remarks>
internal sealed class ZoneJudge
{
    private static readonly string[] Ladder = ["DMA", "DMA32", "Normal", "HighMem", "Movable", "Device"];

    private readonly MemoryDump _dump;
    private readonly GfpFlags _flags;
    private readonly int _order;
    private readonly NodeList? _nodes;
    private readonly bool _cannotWait;

    internal ZoneJudge(MemoryDump dump, GfpFlags flags, bool cannotWait, int order, NodeList? nodes) =>
        (_dump, _flags, _cannotWait, _order, _nodes) = (dump, flags, cannotWait, order, nodes);

    private int PageKib => _dump.PageKib ?? 4;

    private bool MayUseHighAtomic => _cannotWait && _flags.MayUseReserve && _order > 0;

    /// <summary>The judgement on one zone.</summary>
    internal ZoneJudgement Of(DumpZone zone)
    {
        var (free, freeKib) = Free(zone);
        var suitable = Suitable(zone, _order);
        var usable = UsableKib(zone);
        var mark = MarkKib(zone);
        var kept = ProtectedKib(zone);
        return new ZoneJudgement(
            zone, Obstacle(zone, free, suitable, usable, mark, kept), suitable, free, freeKib, usable, mark, kept);
    }

    /// <summary>Blocks of an order that the allocation could have been given, larger ones counted as several.</summary>
    internal ulong Suitable(DumpZone zone, int order)
    {
        var blocks = 0UL;
        for (var o = order; o < zone.FreeBlocks.Count; o++)
        {
            var shift = o - order;
            var count = IsUsable(zone.Types[o]) ? zone.FreeBlocks[o] : 0;
            blocks = Saturating.Add(blocks, count > ulong.MaxValue >> shift ? ulong.MaxValue : count << shift);
        }

        // Where several types share a count, no more than what is not CMA can be for this caller.
        return !_flags.IsMovable && zone is { CmaKib: > 0, FreeKib: { } freeKib }
            ? Math.Min(blocks, (ulong)Math.Max(0, freeKib - zone.CmaKib.Value) / BlockKib(order))
            : blocks;
    }

    private ZoneObstacle Obstacle(DumpZone zone, ulong free, ulong suitable, long? usable, long? mark, long kept)
    {
        if (_nodes is not null && zone.Node is { } node && !_nodes.Contains(node))
        {
            return ZoneObstacle.WrongNode;
        }

        if (!IsAllowed(zone.Name))
        {
            return ZoneObstacle.WrongZone;
        }

        if (zone is { ManagedKib: 0 } or { ManagedKib: null, FreeKib: 0, MinKib: 0 })
        {
            return ZoneObstacle.NoMemory;
        }

        if (usable is not { } kib || mark is not { } min)
        {
            return zone.FreeBlocks.Count > 0 && suitable == 0 ? OfBlocks(zone, free) : ZoneObstacle.Unknown;
        }

        // A single page needs no block list.
        var passes = kib - (PageKib * ((long)Order.Pages(_order) - 1)) > min + kept;
        var isProtected = kept > 0 && kib > min && kib <= min + kept;
        return zone.FreeBlocks.Count == 0 && _order > 0 ? (passes ? ZoneObstacle.Unknown : OfMemory(isProtected))
            : suitable == 0 && zone.FreeBlocks.Count > 0 ? (isProtected ? ZoneObstacle.Protected
                : kib > min + kept || free > 0 ? OfBlocks(zone, free) : ZoneObstacle.LowMemory)
            : passes ? ZoneObstacle.None
            : isProtected ? ZoneObstacle.Protected
            : _order == 0 ? ZoneObstacle.LowMemory : ZoneObstacle.Watermark;
    }

    private static ZoneObstacle OfMemory(bool isProtected) =>
        isProtected ? ZoneObstacle.Protected : ZoneObstacle.LowMemory;

    // There is nothing for this caller: is there something for others?
    private ZoneObstacle OfBlocks(DumpZone zone, ulong free)
    {
        if (free == 0)
        {
            return ZoneObstacle.NoBlock;
        }

        var types = BlockTypes.None;
        for (var o = _order; o < zone.FreeBlocks.Count; o++)
        {
            types |= zone.FreeBlocks[o] > 0 ? zone.Types[o] : BlockTypes.None;
        }

        return types.HasFlag(BlockTypes.Cma) || types == BlockTypes.None ? ZoneObstacle.OnlyCma
            : types.HasFlag(BlockTypes.HighAtomic) ? ZoneObstacle.OnlyHighAtomic
            : ZoneObstacle.NoBlock;
    }

    private (ulong Blocks, ulong Kib) Free(DumpZone zone)
    {
        var (blocks, kib) = (0UL, 0UL);
        for (var o = _order; o < zone.FreeBlocks.Count; o++)
        {
            var count = Math.Min(zone.FreeBlocks[o], 1UL << 40);
            blocks += count;
            kib = Saturating.Add(kib, count * BlockKib(o));
        }

        return (blocks, kib);
    }

    private ulong BlockKib(int order) => (ulong)PageKib << order;

    private bool IsUsable(BlockTypes types)
    {
        var usable = BlockTypes.Unmovable | BlockTypes.Movable | BlockTypes.Reclaimable | BlockTypes.Reserve;
        usable |= MayUseHighAtomic ? BlockTypes.HighAtomic : BlockTypes.None;
        usable |= _flags.IsMovable ? BlockTypes.Cma : BlockTypes.None;

        // Without letters it can be anything.
        return types == BlockTypes.None || (types & usable) != 0;
    }

    private long? UsableKib(DumpZone zone) => zone.FreeKib is not { } free ? null
        : free - (MayUseHighAtomic ? 0 : zone.HighAtomicKib) - (_flags.IsMovable ? 0 : zone.CmaKib ?? 0);

    private long? MarkKib(DumpZone zone)
    {
        if (zone.MinKib is not { } min)
        {
            return null;
        }

        min -= _flags.MayUseReserve ? min / 2 : 0;
        return min - (_flags.MayUseReserve && _cannotWait ? min / 4 : 0);
    }

    // By the index of the highest zone that the flags allow, among those that the kernel was built with.
    private long ProtectedKib(DumpZone zone)
    {
        var pages = zone.ProtectionPages;
        if (pages.Count == 0)
        {
            return 0;
        }

        var index = -1;
        foreach (var name in Ladder)
        {
            if (IsBuiltIn(name, pages.Count) && index < pages.Count - 1)
            {
                index++;
                if (name == HighestZone)
                {
                    break;
                }
            }
        }

        return Math.Max(0, Math.Min(pages[Math.Max(index, 0)], long.MaxValue / 1024)) * PageKib;
    }

    // HighMem is of 32-bit kernels, which have no DMA32. Every kernel has Movable, and most have Device last.
    private bool IsBuiltIn(string name, int zones)
    {
        var hasHighMem = Has("HighMem");
        return name switch
        {
            "DMA" => Has("DMA") || zones >= (hasHighMem ? 4 : 5),
            "DMA32" => Has("DMA32") || (!hasHighMem && zones >= 4),
            "HighMem" => hasHighMem,
            _ => true,
        };
    }

    private bool Has(string name)
    {
        foreach (var zone in _dump.Zones)
        {
            if (zone.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    private string HighestZone => _flags.IsDma ? "DMA"
        : _flags.IsDma32 ? "DMA32"
        : !_flags.IsHighMem ? "Normal"
        : _flags.IsMovable ? "Movable"
        : Has("HighMem") ? "HighMem" : "Normal";

    // Zones that only a vendor has are allowed where Normal is.
    private bool IsAllowed(string name)
    {
        var rank = Array.IndexOf(Ladder, name);
        return (rank < 0 ? Array.IndexOf(Ladder, "Normal") : rank) <= Array.IndexOf(Ladder, HighestZone);
    }
}
