namespace FragGuard.Kernel;

/// <summary>One reading of <c>/proc/meminfo</c>: the lines that the guard uses, each unknown where this kernel has no
/// such line.</summary>
/// <remarks>Unit: KiB, although the kernel writes <c>kB</c>. Layout: <c>MemTotal:       24684084 kB</c>. Mode 0444. A
/// line without its unit is not understood: it was cut. Source: fs/proc/meminfo.c meminfo_proc_show().</remarks>
public readonly record struct MemInfo
{
    /// <summary>Where the kernel shows it.</summary>
    public const string Path = "/proc/meminfo";

    private static readonly NameTable Names = new(
        ("MemTotal:", 0), ("MemFree:", 1), ("MemAvailable:", 2), ("Buffers:", 3), ("Cached:", 4),
        ("SReclaimable:", 5), ("SUnreclaim:", 6), ("Dirty:", 7), ("Writeback:", 8), ("Shmem:", 9),
        ("AnonPages:", 10), ("Mapped:", 11), ("SwapTotal:", 12), ("SwapFree:", 13), ("Hugepagesize:", 14),
        ("AnonHugePages:", 15), ("Mlocked:", 16));

    private readonly OptionalCounters _kib;

    private MemInfo(in OptionalCounters kib) => _kib = kib;

    /// <summary>Memory that the page allocator owns.</summary>
    public ulong? MemTotalKib => _kib[0];

    /// <summary>Memory on the free lists.</summary>
    public ulong? MemFreeKib => _kib[1];

    /// <summary>The kernel's estimate of what programs can still get without swapping (since 3.14).</summary>
    public ulong? MemAvailableKib => _kib[2];

    /// <summary>Page cache of block devices.</summary>
    public ulong? BuffersKib => _kib[3];

    /// <summary>Page cache of files, shared memory included, swap cache not.</summary>
    public ulong? CachedKib => _kib[4];

    /// <summary>Slab that shrinkers may free: dentries, inodes.</summary>
    public ulong? SReclaimableKib => _kib[5];

    /// <summary>Slab that stays.</summary>
    public ulong? SUnreclaimKib => _kib[6];

    /// <summary>Memory waiting to be written to disk.</summary>
    public ulong? DirtyKib => _kib[7];

    /// <summary>Memory being written to disk.</summary>
    public ulong? WritebackKib => _kib[8];

    /// <summary>Shared memory and tmpfs: in <see cref="CachedKib"/>, but dropping caches does not free it.</summary>
    public ulong? ShmemKib => _kib[9];

    /// <summary>Anonymous memory mapped by programs.</summary>
    public ulong? AnonPagesKib => _kib[10];

    /// <summary>Files mapped by programs: cache that drop_caches leaves alone.</summary>
    public ulong? MappedKib => _kib[11];

    /// <summary>Swap space.</summary>
    public ulong? SwapTotalKib => _kib[12];

    /// <summary>Swap space not in use.</summary>
    public ulong? SwapFreeKib => _kib[13];

    /// <summary>The default hugetlb page: usually, not always, the size of a transparent huge page.</summary>
    public ulong? HugepagesizeKib => _kib[14];

    /// <summary>Anonymous memory in transparent huge pages.</summary>
    public ulong? AnonHugePagesKib => _kib[15];

    /// <summary>Memory locked by programs: not reclaimed, and with vm.compact_unevictable_allowed = 0 not
    /// moved.</summary>
    public ulong? MlockedKib => _kib[16];

    /// <summary>Reads the whole text in one pass.</summary>
    /// <returns>False if none of the lines is known: nothing was learned.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out MemInfo info)
    {
        var kib = default(OptionalCounters);
        var lines = new LineReader(text);
        while (lines.TryRead(out var line))
        {
            var fields = new FieldReader(line);
            if (fields.TryReadField(out var name) && Names.TryFind(name, out var slot) && kib[slot] is null
                && fields.TryReadUInt64(out var value) && fields.TrySkip("kB"u8) && fields.AtEnd)
            {
                kib.Add(slot, value);
            }
        }

        info = new MemInfo(kib);
        return !kib.IsEmpty;
    }
}
