namespace FragGuard.Kernel;

/// <summary>Why an allocation failed, as far as one line of the log can tell.</summary>
public enum FailureVerdict
{
    /// <summary>The line does not say enough.</summary>
    Unknown,

    /// <summary>More than one contiguous page was wanted and could have been waited for: free memory is in
    /// pieces.</summary>
    Fragmentation,

    /// <summary>A single page was wanted: no order of free memory could have helped.</summary>
    LowMemory,

    /// <summary>A small block was wanted by code that cannot wait, a network driver as a rule: the reserve was too
    /// small (vm.min_free_kbytes).</summary>
    AtomicReserve,
}
