namespace FragGuard.Kernel;

/// <summary>What a pageblock serves, by the numbers of the kernel's tracepoints.</summary>
/// <remarks>Source: include/linux/mmzone.h enum migratetype. The numbers above 3 depend on build options.</remarks>
public enum MigrateType
{
    /// <summary>Kernel memory that stays where it is.</summary>
    Unmovable,

    /// <summary>Memory of programs and page cache, which compaction can move.</summary>
    Movable,

    /// <summary>Kernel caches that can be freed, not moved.</summary>
    Reclaimable,

    /// <summary>The reserve for larger blocks that cannot wait.</summary>
    HighAtomic,
}
