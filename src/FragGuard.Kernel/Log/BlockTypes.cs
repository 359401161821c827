namespace FragGuard.Kernel;

/// <summary>Which migrate types the free blocks of one order have: the letters behind a count in a memory dump,
/// <c>3*64kB (UMC)</c>.</summary>
/// <remarks>They say which types are there, not how many blocks each has. Since 3.8. Source: mm/show_mem.c
/// show_migration_types().</remarks>
[Flags]
public enum BlockTypes
{
    /// <summary>No letters: an older kernel, or no block.</summary>
    None = 0,

    /// <summary>U.</summary>
    Unmovable = 1,

    /// <summary>M.</summary>
    Movable = 2,

    /// <summary>E.</summary>
    Reclaimable = 4,

    /// <summary>H, set aside for callers that cannot wait.</summary>
    HighAtomic = 8,

    /// <summary>C, for movable pages only.</summary>
    Cma = 16,

    /// <summary>I: being taken away by memory hotplug or a contiguous allocation; nobody gets it.</summary>
    Isolated = 32,

    /// <summary>R, the reserve of kernels before 4.4: for anybody, as the last resort.</summary>
    Reserve = 64,
}
