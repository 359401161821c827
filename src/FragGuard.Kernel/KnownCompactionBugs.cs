namespace FragGuard.Kernel;

/// <summary>Which faults in compaction a kernel is known to have.</summary>
/// <remarks>Only what its own authors wrote down is listed, for a wrong warning would cost a sound machine its cure:
/// <list type="bullet">
/// <item>6.1.0 to 6.1.8: commit 7efc3b726103 made the fast search for a block to empty return the same block for ever.
/// Reverted for 6.1.9 and before 6.2 was out; when it came back in 6.5-rc1 its flaw was mended before 6.5 was out. That
/// search is left out for order -1 and when skip hints are ignored, as they are for writes to compact_memory and
/// nodeN/compact: the remedies do not set it off.</item>
/// <item>6.3 and later with OpenZFS loaded: migrating dirty pages of ZFS in batches may end in BUG at mm/migrate.c in
/// migrate_folio_extra(), seen after drop_caches and compaction (openzfs issue 15140). Mended in OpenZFS late in 2024,
/// which the kernel's version does not show.</item>
/// </list>
/// Not listed, because no released version can be named with certainty: a deadlock in too_many_isolated() for GFP_NOFS
/// callers, and whatever vendors have in kernels of their own making.</remarks>
public static class KnownCompactionBugs
{
    private static readonly KernelBug SpinningSearch = new(
        "the kernel's own compaction (kcompactd, khugepaged, huge page faults) may spin on one CPU for minutes",
        "update to Linux 6.1.9 or later",
        HitsRemedies: false);

    private static readonly KernelBug ZfsMigration = new(
        "compaction may hit a kernel BUG in migrate_folio_extra() on dirty pages of ZFS",
        "update OpenZFS to a release of 2025 or later",
        HitsRemedies: true);

    /// <summary>The faults that this kernel has.</summary>
    /// <param name="upstream">The stable version that it is built from (<see cref="KernelVersion.TryParseUpstream"/>);
    /// null if that is not known, and then nothing is said about it.</param>
    /// <param name="release">The version that its release shows.</param>
    /// <param name="zfsLoaded">True if the zfs module is loaded.</param>
    public static IReadOnlyList<KernelBug> Find(KernelVersion? upstream, KernelVersion release, bool zfsLoaded)
    {
        var bugs = new List<KernelBug>();
        if (upstream >= new KernelVersion(6, 1) && upstream < new KernelVersion(6, 1, 9))
        {
            bugs.Add(SpinningSearch);
        }

        if (zfsLoaded && release >= new KernelVersion(6, 3))
        {
            bugs.Add(ZfsMigration);
        }

        return bugs;
    }
}
