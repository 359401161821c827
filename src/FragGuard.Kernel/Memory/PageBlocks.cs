namespace FragGuard.Kernel;

/// <summary>The pageblocks of one zone by what they serve: one row of the last table of
/// <c>/proc/pagetypeinfo</c>.</summary>
/// <remarks>Unit: pageblocks (see <see cref="PageTypeInfo.PageBlockOrder"/>). Which kinds there are depends on version
/// and build options.</remarks>
/// <param name="Id">Which zone.</param>
/// <param name="Unmovable">Kernel memory that stays where it is.</param>
/// <param name="Movable">Memory that compaction can move.</param>
/// <param name="Reclaimable">Kernel caches that can be freed, but not moved.</param>
/// <param name="HighAtomic">The reserve for larger blocks that cannot wait (since 4.4).</param>
/// <param name="Cma">Set aside for devices, lent to movable memory.</param>
/// <param name="Isolate">Being taken out of use, for offlining or contiguous allocation.</param>
/// <param name="Other">Kinds not known here, such as Reserve before 4.4.</param>
public readonly record struct PageBlocks(
    ZoneId Id,
    ulong Unmovable,
    ulong Movable,
    ulong Reclaimable,
    ulong HighAtomic,
    ulong Cma,
    ulong Isolate,
    ulong Other)
{
    /// <summary>All pageblocks of the zone.</summary>
    public ulong Total => Saturating.Add(Saturating.Add(Stuck, Saturating.Add(Movable, HighAtomic)),
        Saturating.Add(Cma, Saturating.Add(Isolate, Other)));

    /// <summary>The share of pageblocks that compaction cannot empty, unmovable and reclaimable, 0 to 1000: a ceiling
    /// for what it can win back. 0 for a zone without pageblocks.</summary>
    public int StuckPermille => Total == 0 ? 0 : (int)(Saturating.Multiply(Stuck, 1000) / Total);

    private ulong Stuck => Saturating.Add(Unmovable, Reclaimable);
}
