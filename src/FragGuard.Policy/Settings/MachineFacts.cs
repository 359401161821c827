namespace FragGuard.Policy;

/// <summary>What policy needs to know of the machine and what does not change while it runs.</summary>
public sealed record MachineFacts
{
    /// <summary>The page size, in bytes: 4096, 16384 or 65536.</summary>
    public int PageBytes { get; init; } = 4096;

    /// <summary>The order of a transparent huge page; null where the kernel has none.</summary>
    public int? ThpOrder { get; init; }

    /// <summary>A PREEMPT_RT kernel: compaction takes minor faults in running real-time tasks, so it is never
    /// started.</summary>
    public bool IsRealtime { get; init; }

    /// <summary>Why compaction is unsafe on this very kernel version; null where no such bug is known.</summary>
    public string? CompactionBug { get; init; }

    /// <summary>ZFS is loaded: dropping slab has hung such hosts.</summary>
    public bool HasZfs { get; init; }

    /// <summary>Same-page merging is on: dropping slab has hung such hosts.</summary>
    public bool HasKsm { get; init; }

    /// <summary>What makes some remedies dangerous here.</summary>
    public HostHazard Hazards => new(IsRealtime, CompactionBug, HasZfs, HasKsm);

    /// <summary>The same without what comes and goes with a module or a setting: that is looked at when a rung is about
    /// to be decided (<see cref="HostState"/>).</summary>
    public MachineFacts Lasting => this with
    {
        HasZfs = false,
        HasKsm = false,
        CompactionBug = HasZfs ? null : CompactionBug,
    };
}
