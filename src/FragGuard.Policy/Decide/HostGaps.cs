namespace FragGuard.Policy;

/// <summary>What could not be found out about the host, and why: each a sentence, null where it is known or where the
/// kernel has nothing of the kind.</summary>
/// <remarks>A gate that asks for it holds until it is known again (<see cref="ReasonCode.GateUnreadable"/>).</remarks>
public readonly record struct HostGaps
{
    /// <summary>Time since boot.</summary>
    public string? Uptime { get; init; }

    /// <summary>PSI of memory.</summary>
    public string? MemoryPressure { get; init; }

    /// <summary>PSI of I/O.</summary>
    public string? IoPressure { get; init; }

    /// <summary>Dirty pages.</summary>
    public string? Dirty { get; init; }

    /// <summary>Page cache that could be dropped.</summary>
    public string? Cache { get; init; }

    /// <summary>Reclaimable slab.</summary>
    public string? Slab { get; init; }

    /// <summary>Counters of the kernel: who else drops caches.</summary>
    public string? Counters { get; init; }

    /// <summary>What kcompactd does.</summary>
    public string? Kcompactd { get; init; }

    /// <summary>Whether ZFS is loaded or same-page merging is on.</summary>
    public string? Hazards { get; init; }
}
