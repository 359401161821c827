using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Why a zone did not serve an allocation, in words.</summary>
internal static class ZoneText
{
    /// <summary>The reason, without a full stop.</summary>
    internal static string Why(ZoneJudgement zone) => zone.Obstacle switch
    {
        ZoneObstacle.None => "could have served it when the dump was made",
        ZoneObstacle.WrongZone => "not allowed by the flags",
        ZoneObstacle.WrongNode => "not on the nodes that it was bound to",
        ZoneObstacle.NoMemory => "no memory",
        ZoneObstacle.Protected =>
            $"{Kib(zone.ProtectedKib)} are kept for allocations that can use no higher zone (lowmem_reserve)",
        ZoneObstacle.NoBlock => "no free block of this order",
        ZoneObstacle.OnlyCma =>
            $"all {zone.FreeBlocks} free blocks of this order and above are CMA, for movable pages only",
        ZoneObstacle.OnlyHighAtomic =>
            $"all {zone.FreeBlocks} free blocks of this order and above are in the high-atomic reserve",
        ZoneObstacle.Watermark =>
            $"{Quantity.Of((long)zone.FreeBlocks, "block")} ({zone.FreeBlocksKib} kB), "
            + $"but {Usable(zone)} is not above {Mark(zone)}",
        ZoneObstacle.LowMemory => $"{Usable(zone)} is not above {Mark(zone)}",
        _ => "the dump does not tell enough",
    };

    private static string Usable(ZoneJudgement zone)
    {
        var kept = zone.Zone.FreeKib - zone.UsableKib;
        return kept > 0
            ? $"{zone.UsableKib} kB usable (free {zone.Zone.FreeKib} kB less {Kept(zone)})"
            : $"free {zone.UsableKib} kB";
    }

    private static string Kept(ZoneJudgement zone)
    {
        var cma = zone.Zone.CmaKib is > 0 and { } kib && zone.Zone.FreeKib - zone.UsableKib >= kib ? kib : 0;
        var reserve = zone.Zone.FreeKib - zone.UsableKib - cma;
        return cma > 0 && reserve > 0 ? $"{cma} kB of CMA and {reserve} kB of high-atomic reserve"
            : cma > 0 ? $"{cma} kB of CMA" : $"{reserve} kB of high-atomic reserve";
    }

    private static string Mark(ZoneJudgement zone)
    {
        var boost = zone.Zone.BoostKib is > 0 and { } kib ? $", of which {kib} kB boost" : "";
        var share = zone.MarkKib != zone.Zone.MinKib
            ? $"{zone.MarkKib} kB, this caller's share of min {zone.Zone.MinKib} kB"
            : $"min {zone.Zone.MinKib} kB";
        return share + boost + (zone.ProtectedKib > 0 ? $", plus {zone.ProtectedKib} kB kept for lower zones" : "");
    }

    private static string Kib(long kib) => Quantity.Long((UInt128)Math.Max(0, kib) * 1024);
}
