namespace FragGuard.Kernel;

/// <summary>The numbers of <c>/proc/vmstat</c> that say something about fragmentation, its cost and its
/// cures.</summary>
/// <remarks>Named after the kernel's lines. The first four are levels, the others count events since boot.</remarks>
public enum VmCounter
{
    /// <summary>Level: pages on the free lists of all zones, per-CPU lists not counted.</summary>
    NrFreePages,

    /// <summary>Level: free pages that lie in wholly free pageblocks (since about 6.15).</summary>
    NrFreePagesBlocks,

    /// <summary>Level: pages waiting to be written to disk.</summary>
    NrDirty,

    /// <summary>Level: pages being written to disk.</summary>
    NrWriteback,

    /// <summary>Allocations that had to compact for themselves (direct compaction).</summary>
    CompactStall,

    /// <summary>Direct compactions that did not produce the block.</summary>
    CompactFail,

    /// <summary>Direct compactions that did.</summary>
    CompactSuccess,

    /// <summary>Pages looked at in search of something to move, by any compaction.</summary>
    CompactMigrateScanned,

    /// <summary>Pages looked at in search of room to move to, by any compaction.</summary>
    CompactFreeScanned,

    /// <summary>Pages taken off the lists in order to move them, or to move others there.</summary>
    CompactIsolated,

    /// <summary>Times that kcompactd was woken (since 4.6).</summary>
    CompactDaemonWake,

    /// <summary>As <see cref="CompactMigrateScanned"/>, by kcompactd alone.</summary>
    CompactDaemonMigrateScanned,

    /// <summary>As <see cref="CompactFreeScanned"/>, by kcompactd alone.</summary>
    CompactDaemonFreeScanned,

    /// <summary>Pages moved, for whatever reason.</summary>
    PgmigrateSuccess,

    /// <summary>Pages that could not be moved.</summary>
    PgmigrateFail,

    /// <summary>Allocations that had to reclaim for themselves: the sum over zones (one line for each since 4.8, a
    /// single one before).</summary>
    Allocstall,

    /// <summary>Writes of 1 or 3 to drop_caches, by anyone (since about 3.15).</summary>
    DropPagecache,

    /// <summary>Slab passes caused by writes of 2 or 3 to drop_caches, by anyone.</summary>
    DropSlab,

    /// <summary>Pages read back soon after they were dropped: anonymous and file, or the single line of older
    /// kernels.</summary>
    WorkingsetRefault,

    /// <summary>Data read from block devices, in KiB (named pgpgin for pages of old). The re-reads of dropped caches
    /// show here and nowhere else: drop_caches leaves no shadow entry, so that <see cref="WorkingsetRefault"/> does not
    /// count them.</summary>
    PgpginKib,

    /// <summary>Tasks killed for lack of memory, cgroup limits included (since 4.13).</summary>
    OomKill,

    /// <summary>Page faults served with a huge page.</summary>
    ThpFaultAlloc,

    /// <summary>Page faults that wanted a huge page and got small ones.</summary>
    ThpFaultFallback,

    /// <summary>Those of <see cref="ThpFaultFallback"/> that a cgroup limit refused: not fragmentation (since
    /// 5.8).</summary>
    ThpFaultFallbackCharge,

    /// <summary>khugepaged found small pages to put together and got the huge page.</summary>
    ThpCollapseAlloc,

    /// <summary>khugepaged found small pages to put together and got no huge page.</summary>
    ThpCollapseAllocFailed,

    /// <summary>kswapd reached its goal and found memory below the low watermark again soon after.</summary>
    KswapdLowWmarkHitQuickly,

    /// <summary>The same for the high watermark.</summary>
    KswapdHighWmarkHitQuickly,

    /// <summary>Huge pages that the hugetlb pool asked for and got.</summary>
    HtlbBuddyAllocSuccess,

    /// <summary>Huge pages that the hugetlb pool asked for and did not get.</summary>
    HtlbBuddyAllocFail,
}
