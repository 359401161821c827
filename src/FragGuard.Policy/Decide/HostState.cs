namespace FragGuard.Policy;

/// <summary>How the host fares, for the gates and for the bill of a rung. Read only on unhealthy ticks; what is null
/// is not known: either this kernel has nothing of the kind, and then it holds nothing back, or it could not be read,
/// and then <see cref="Gaps"/> says so and the gates that need it hold.</summary>
/// <remarks>A reference, so that a healthy tick, which has none, need not carry two hundred bytes from hand to
/// hand.</remarks>
public sealed record HostState
{
    /// <summary>Nothing is known.</summary>
    public static HostState Unknown { get; } = new();

    /// <summary>Time since boot.</summary>
    public TimeSpan? Uptime { get; init; }

    /// <summary>Local time of day.</summary>
    public TimeSpan? TimeOfDay { get; init; }

    /// <summary>PSI memory full avg10, in hundredths of a percent.</summary>
    public int? MemoryPressureBasisPoints { get; init; }

    /// <summary>PSI io full avg10, in hundredths of a percent.</summary>
    public int? IoPressureBasisPoints { get; init; }

    /// <summary>Dirty and writeback pages, in bytes.</summary>
    public ulong? DirtyBytes { get; init; }

    /// <summary>Clean page cache that drop_caches could free, in bytes.</summary>
    public ulong? CacheBytes { get; init; }

    /// <summary>Reclaimable slab, in bytes.</summary>
    public ulong? SlabBytes { get; init; }

    /// <summary>A kcompactd thread sleeps uninterruptibly.</summary>
    public bool KcompactdBusy { get; init; }

    /// <summary>ZFS is loaded: dropping slab has hung such hosts.</summary>
    public bool HasZfs { get; init; }

    /// <summary>Same-page merging is on: dropping slab has hung such hosts.</summary>
    public bool HasKsm { get; init; }

    /// <summary>Why compaction is unsafe with what is loaded now; null where no such bug is known.</summary>
    public string? CompactionBug { get; init; }

    /// <summary>What makes some remedies dangerous now.</summary>
    public HostHazard Hazards => new(IsRealtime: false, CompactionBug, HasZfs, HasKsm);

    /// <summary>What should be known and is not.</summary>
    public HostGaps Gaps { get; init; }

    /// <summary>Writes to drop_caches since boot, by anyone.</summary>
    public ulong? CacheDrops { get; init; }

    /// <summary>What is held in reserve on the nodes of the breached zones, in bytes; null where no reserve is
    /// kept.</summary>
    public ulong? ReserveBytes { get; init; }

    /// <summary>Counters whose growth is the cost of a rung.</summary>
    public CostCounters Counters { get; init; }
}

/// <summary>Counters since boot that a rung drives up; null where the kernel has none.</summary>
public readonly record struct CostCounters
{
    /// <summary>Memory stall of all tasks together (PSI full total), in microseconds.</summary>
    public ulong? StallUs { get; init; }

    /// <summary>Pages that compaction looked at as candidates to move.</summary>
    public ulong? ScannedPages { get; init; }

    /// <summary>Pages moved.</summary>
    public ulong? MigratedPages { get; init; }

    /// <summary>Pages that could not be moved.</summary>
    public ulong? FailedPages { get; init; }

    /// <summary>Pages read back that had been reclaimed.</summary>
    public ulong? RefaultedPages { get; init; }

    /// <summary>Time in which some task waited for memory or for I/O (PSI some, both totals), in
    /// microseconds.</summary>
    public ulong? SomeStallUs { get; init; }

    /// <summary>Data read from block devices, in bytes (pgpgin): what re-reading dropped caches shows in.</summary>
    public ulong? ReadBytes { get; init; }

    // A hundred years.
    private const ulong MostStallUs = 100UL * 365 * 24 * 3600 * 1_000_000;

    /// <summary>What has been spent since an earlier reading. A counter that fell was reset: unknown, never
    /// negative.</summary>
    public CostCounters Since(CostCounters before) => new()
    {
        StallUs = Stall(before.StallUs, StallUs),
        ScannedPages = Growth(before.ScannedPages, ScannedPages),
        MigratedPages = Growth(before.MigratedPages, MigratedPages),
        FailedPages = Growth(before.FailedPages, FailedPages),
        RefaultedPages = Growth(before.RefaultedPages, RefaultedPages),
        SomeStallUs = Stall(before.SomeStallUs, SomeStallUs),
        ReadBytes = Growth(before.ReadBytes, ReadBytes),
    };

    // A broken counter may jump by more than there is time.
    private static ulong? Stall(ulong? before, ulong? after) =>
        Growth(before, after) is { } growth ? Math.Min(growth, MostStallUs) : null;

    private static ulong? Growth(ulong? before, ulong? after) => before <= after ? after - before : null;
}
