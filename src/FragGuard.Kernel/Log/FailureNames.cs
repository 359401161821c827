namespace FragGuard.Kernel;

/// <summary>The words for kinds and verdicts in reports, JSON and the journal. They are stable: other programs read
/// them.</summary>
public static class FailureNames
{
    /// <summary>The word for a kind of message.</summary>
    public static string Name(this FailureKind kind) => kind switch
    {
        FailureKind.PageAllocationFailure => "page-allocation-failure",
        FailureKind.Stall => "stall",
        FailureKind.Oom => "oom",
        FailureKind.Vmalloc => "vmalloc",
        FailureKind.Vmap => "vmap",
        FailureKind.Slub => "slub",
        FailureKind.Xfs => "xfs",
        FailureKind.Cma => "cma",
        FailureKind.Percpu => "percpu",
        FailureKind.HugeTlb => "hugetlb",
        FailureKind.Swiotlb => "swiotlb",
        FailureKind.KmemCache => "kmem-cache-create",
        FailureKind.Nvrm => "nvrm",
        FailureKind.KcompactdHung => "kcompactd-hung",
        FailureKind.OomKill => "oom",
        FailureKind.Site => "site",
        FailureKind.Suppressed => "suppressed",
        FailureKind.CompactionDisabled => "compaction-disabled",
        _ => "cpuset-line",
    };

    /// <summary>The word for a verdict.</summary>
    public static string Name(this FailureVerdict verdict) => verdict switch
    {
        FailureVerdict.Fragmentation => "fragmentation",
        FailureVerdict.LowMemory => "low-memory",
        FailureVerdict.AtomicReserve => "atomic-reserve",
        FailureVerdict.Watermark => "watermark",
        FailureVerdict.Cma => "cma",
        FailureVerdict.NoZone => "no-zone",
        FailureVerdict.CgroupLimit => "cgroup-limit",
        FailureVerdict.AddressSpace => "address-space",
        FailureVerdict.Size => "size",
        FailureVerdict.Harmless => "harmless",
        _ => "unknown",
    };
}
