namespace FragGuard.Kernel;

/// <summary>One reading of <c>/proc/vmstat</c>: the numbers that the guard uses, each unknown where this kernel has no
/// such line.</summary>
/// <remarks>Layout: <c>name value</c> lines, unsigned 64 bits, in an order that changes between kernels. Mode 0444,
/// since 2.6.0. Every line is optional (by version and by build options) and unknown names are ignored. The kernel
/// folds its per-CPU counts once in vm.stat_interval, 1 s by default, so numbers lag by that much. Source: mm/vmstat.c
/// vmstat_text[].</remarks>
public readonly record struct VmStat
{
    /// <summary>Where the kernel shows it.</summary>
    public const string Path = "/proc/vmstat";

    /// <summary>The most bytes that one line takes: the longest names have some 40 characters.</summary>
    public const int LargestRecordBytes = 96;

    private const VmCounter FirstEvent = VmCounter.CompactStall;

    private static readonly NameTable Names = new(
        ("nr_free_pages", (int)VmCounter.NrFreePages),
        ("nr_free_pages_blocks", (int)VmCounter.NrFreePagesBlocks),
        ("nr_dirty", (int)VmCounter.NrDirty),
        ("nr_writeback", (int)VmCounter.NrWriteback),
        ("compact_stall", (int)VmCounter.CompactStall),
        ("compact_fail", (int)VmCounter.CompactFail),
        ("compact_success", (int)VmCounter.CompactSuccess),
        ("compact_migrate_scanned", (int)VmCounter.CompactMigrateScanned),
        ("compact_free_scanned", (int)VmCounter.CompactFreeScanned),
        ("compact_isolated", (int)VmCounter.CompactIsolated),
        ("compact_daemon_wake", (int)VmCounter.CompactDaemonWake),
        ("compact_daemon_migrate_scanned", (int)VmCounter.CompactDaemonMigrateScanned),
        ("compact_daemon_free_scanned", (int)VmCounter.CompactDaemonFreeScanned),
        ("pgmigrate_success", (int)VmCounter.PgmigrateSuccess),
        ("pgmigrate_fail", (int)VmCounter.PgmigrateFail),
        ("allocstall", (int)VmCounter.Allocstall),
        ("drop_pagecache", (int)VmCounter.DropPagecache),
        ("drop_slab", (int)VmCounter.DropSlab),
        ("workingset_refault", (int)VmCounter.WorkingsetRefault),
        ("workingset_refault_anon", (int)VmCounter.WorkingsetRefault),
        ("workingset_refault_file", (int)VmCounter.WorkingsetRefault),
        ("pgpgin", (int)VmCounter.PgpginKib),
        ("oom_kill", (int)VmCounter.OomKill),
        ("thp_fault_alloc", (int)VmCounter.ThpFaultAlloc),
        ("thp_fault_fallback", (int)VmCounter.ThpFaultFallback),
        ("thp_fault_fallback_charge", (int)VmCounter.ThpFaultFallbackCharge),
        ("thp_collapse_alloc", (int)VmCounter.ThpCollapseAlloc),
        ("thp_collapse_alloc_failed", (int)VmCounter.ThpCollapseAllocFailed),
        ("kswapd_low_wmark_hit_quickly", (int)VmCounter.KswapdLowWmarkHitQuickly),
        ("kswapd_high_wmark_hit_quickly", (int)VmCounter.KswapdHighWmarkHitQuickly),
        ("htlb_buddy_alloc_success", (int)VmCounter.HtlbBuddyAllocSuccess),
        ("htlb_buddy_alloc_fail", (int)VmCounter.HtlbBuddyAllocFail));

    private readonly OptionalCounters _numbers;

    private VmStat(in OptionalCounters numbers) => _numbers = numbers;

    /// <summary>One number; null if this kernel does not have it, or if it is unknown.</summary>
    public ulong? this[VmCounter counter] => _numbers[(int)counter];

    /// <summary>How often a program had to compact or reclaim memory for itself before it got any: compact_stall and
    /// allocstall of all zones together. Null if this kernel counts neither.</summary>
    public ulong? Stalls => (this[VmCounter.CompactStall], this[VmCounter.Allocstall]) switch
    {
        (null, var reclaims) => reclaims,
        (var compactions, null) => compactions,
        ({ } compactions, { } reclaims) => Saturating.Add(compactions, reclaims),
    };

    /// <summary>Reads the whole text in one pass.</summary>
    /// <returns>False if none of the lines is known: nothing was learned. A last line without a newline is taken as cut
    /// short and ignored.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out VmStat stat)
    {
        var numbers = default(OptionalCounters);
        var lines = new LineReader(text);
        while (lines.TryRead(out var line) && lines.Whole)
        {
            var fields = new FieldReader(line);
            if (fields.TryReadField(out var name) && TryFind(name, out var slot)
                && fields.TryReadUInt64(out var value) && fields.AtEnd)
            {
                numbers.Add(slot, value);
            }
        }

        stat = new VmStat(numbers);
        return !numbers.IsEmpty;
    }

    /// <summary>What happened between two readings: the events counted in between.</summary>
    /// <returns>A number for each counter that both readings have. One that went backwards (another boot, another
    /// machine) is unknown, never negative; levels are unknown, for they count no events.</returns>
    public static VmStat Delta(in VmStat before, in VmStat after)
    {
        var numbers = default(OptionalCounters);
        for (var slot = (int)FirstEvent; slot < OptionalCounters.Count; slot++)
        {
            if (before._numbers[slot] is { } old && after._numbers[slot] is { } now && now >= old)
            {
                numbers.Add(slot, now - old);
            }
        }

        return new VmStat(numbers);
    }

    // One line for each zone, and which zones there are depends on the machine.
    private static bool TryFind(ReadOnlySpan<byte> name, out int slot) =>
        Names.TryFind(name.StartsWith("allocstall_"u8) ? "allocstall"u8 : name, out slot);
}
