namespace FragGuard.Kernel;

/// <summary>Why a zone did not serve an allocation.</summary>
public enum ZoneObstacle
{
    /// <summary>Nothing: when the dump was made it could have.</summary>
    None,

    /// <summary>The dump does not tell enough of the zone.</summary>
    Unknown,

    /// <summary>The flags do not allow the zone.</summary>
    WrongZone,

    /// <summary>The allocation was bound to other nodes.</summary>
    WrongNode,

    /// <summary>The zone has no memory.</summary>
    NoMemory,

    /// <summary>Kept back for allocations that can use no other zone (lowmem_reserve).</summary>
    Protected,

    /// <summary>No free block of the order.</summary>
    NoBlock,

    /// <summary>Such blocks only in CMA areas, for movable pages alone.</summary>
    OnlyCma,

    /// <summary>Such blocks only in the reserve for callers that cannot wait.</summary>
    OnlyHighAtomic,

    /// <summary>Such blocks were there, but too little memory was free above the watermark.</summary>
    Watermark,

    /// <summary>Neither a block nor enough free memory.</summary>
    LowMemory,
}

/// <summary>What one zone of a memory dump could have done for an allocation.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Obstacle">Why it did not serve it.</param>
/// <param name="SuitableBlocks">Blocks of the order that the allocation could have been given, larger ones counted as
/// several; an upper bound where a free list holds blocks of several types.</param>
/// <param name="FreeBlocks">Free blocks of the order and above, of every type, each counted once.</param>
/// <param name="FreeBlocksKib">Memory in them.</param>
/// <param name="UsableKib">Free memory less what is not for this caller: CMA, the high-atomic reserve.</param>
/// <param name="MarkKib">What <paramref name="UsableKib"/> had to exceed for this caller: its share of the min
/// watermark.</param>
/// <param name="ProtectedKib">What of the zone is kept for allocations that can use no other.</param>
public sealed record ZoneJudgement(
    DumpZone Zone, ZoneObstacle Obstacle, ulong SuitableBlocks, ulong FreeBlocks, ulong FreeBlocksKib, long? UsableKib,
    long? MarkKib, long ProtectedKib)
{
    /// <summary>True if it could have served the allocation; false if not, or if nobody knows.</summary>
    public bool CouldServe => Obstacle == ZoneObstacle.None;

    /// <summary>True if the allocation was allowed to look here.</summary>
    public bool IsAllowed =>
        Obstacle is not (ZoneObstacle.WrongZone or ZoneObstacle.WrongNode or ZoneObstacle.NoMemory);
}
