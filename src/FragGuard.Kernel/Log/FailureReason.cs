namespace FragGuard.Kernel;

/// <summary>What a message says of the cause in words of its own, beyond its order and flags.</summary>
public enum FailureReason
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Single pages ran out.</summary>
    PagesRanOut,

    /// <summary>More was asked for than the machine has pages.</summary>
    ExceedsTotal,

    /// <summary>Kernel addresses ran out, not memory.</summary>
    NoAddresses,

    /// <summary>Huge pages ran out, and the same allocation goes on with single pages at once.</summary>
    HugePagesFellBack,

    /// <summary>Pages of a CMA area could not be moved away (-16, EBUSY).</summary>
    PagesBusy,

    /// <summary>The limit of a memory cgroup.</summary>
    CgroupLimit,

    /// <summary>A pool of fixed size was full: bounce buffers.</summary>
    PoolFull,

    /// <summary>The pool for callers that cannot wait was empty.</summary>
    AtomicPoolEmpty,
}
