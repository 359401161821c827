namespace FragGuard.Kernel;

/// <summary>The free blocks of one zone that serve one kind of memory: one row of the first table of
/// <c>/proc/pagetypeinfo</c>.</summary>
/// <param name="Id">Which zone.</param>
/// <param name="Type">Which kind, as the kernel names it: Unmovable, Movable, Reclaimable, HighAtomic, CMA, Isolate,
/// Reserve.</param>
/// <param name="Blocks">The counts by order.</param>
/// <param name="IsLowerBound">True if the kernel stopped counting a list (<c>>100000</c>), so that there are more than
/// the counts say.</param>
public readonly record struct PageTypeFree(ZoneId Id, string Type, FreeBlocks Blocks, bool IsLowerBound);
