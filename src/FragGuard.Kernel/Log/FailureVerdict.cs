namespace FragGuard.Kernel;

/// <summary>Why an allocation failed, as far as the log can tell.</summary>
public enum FailureVerdict
{
    /// <summary>The log does not say enough.</summary>
    Unknown,

    /// <summary>More than one contiguous page was wanted and could have been waited for: free memory is in
    /// pieces.</summary>
    Fragmentation,

    /// <summary>A single page was wanted: no order of free memory could have helped.</summary>
    LowMemory,

    /// <summary>A small block was wanted by code that cannot wait, a network driver as a rule: the reserve was too
    /// small (vm.min_free_kbytes).</summary>
    AtomicReserve,

    /// <summary>Blocks of the order were there, but the watermark refused them.</summary>
    Watermark,

    /// <summary>Only blocks of CMA areas were left, which take movable pages alone.</summary>
    Cma,

    /// <summary>The zones that the allocation may use have no memory.</summary>
    NoZone,

    /// <summary>The limit of a memory cgroup was hit: no shortage of the machine.</summary>
    CgroupLimit,

    /// <summary>Kernel addresses ran out (the vmalloc space, the module area), not memory.</summary>
    AddressSpace,

    /// <summary>More was asked for than there can be.</summary>
    Size,

    /// <summary>The caller does without: it falls back to smaller pages, or asked not to try hard.</summary>
    Harmless,
}
