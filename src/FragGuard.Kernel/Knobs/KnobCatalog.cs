using System.Diagnostics.CodeAnalysis;

namespace FragGuard.Kernel;

/// <summary>All knobs that the product may tune, and no others.</summary>
/// <remarks>Here stands what bears on fragmentation: how much is kept free, how soon memory is reclaimed or compacted,
/// and how eagerly huge pages are made. Overcommit, reserves for administrators, and hugetlb pools do not, and a list
/// that is short is a list that can be trusted. Ranges: kernel/sysctl.c, mm/page_alloc.c, mm/compaction.c,
/// mm/page-writeback.c, mm/vmscan.c and mm/huge_memory.c; Documentation/admin-guide/sysctl/vm.rst and
/// mm/transhuge.rst.</remarks>
public static class KnobCatalog
{
    private const string Vm = "proc/sys/vm/";
    private const string Thp = "sys/kernel/mm/transparent_hugepage/";

    /// <summary>Every knob, sysctls first.</summary>
    public static IReadOnlyList<Knob> All { get; } = [.. Sysctls(), .. DirtyLimits(), .. HugePages()];

    /// <summary>The knob of this name.</summary>
    /// <returns>False if there is none.</returns>
    public static bool TryFind(string name, [NotNullWhen(true)] out Knob? knob)
    {
        knob = null;
        foreach (var candidate in All)
        {
            if (string.Equals(candidate.Name, name, StringComparison.Ordinal))
            {
                knob = candidate;
            }
        }

        return knob is not null;
    }

    /// <summary>The file of a knob of this catalog, as the machine knows it.</summary>
    public static string PathOf(string name) => TryFind(name, out var knob)
        ? "/" + knob.RelativePath
        : throw new ArgumentException($"no setting {name}", nameof(name));

    private static Knob[] Sysctls() =>
    [
        Sysctl("swappiness", new(2, 6)) with { Max = 200, OlderMax = 100, MaxSince = new(5, 8) },
        Sysctl("vfs_cache_pressure", new(2, 6)),

        // The kernel takes less, but by its own documentation breaks under load then.
        Sysctl("min_free_kbytes", new(2, 6)) with { SaneMin = 1024, NeverLower = true },

        // 3000 came with 5.17, was taken over into 5.15.58, and may be in any vendor's kernel of that age.
        Sysctl("watermark_scale_factor", new(4, 6)) with
        {
            Min = 1,
            Max = 3000,
            OlderMax = 1000,
            MaxSince = new(5, 14),
        },
        Sysctl("watermark_boost_factor", new(5, 0)),
        Sysctl("compaction_proactiveness", new(5, 9)) with { Max = 100 },
        Sysctl("extfrag_threshold", new(2, 6, 35)) with { Max = 1000 },
        Sysctl("compact_unevictable_allowed", new(4, 1)) with { Kind = KnobKind.Flag, Max = 1 },
        Sysctl("defrag_mode", new(6, 15)) with { Kind = KnobKind.Flag, Max = 1 },

        // Hundredths of a second; the kernel's flusher is off at an interval of 0.
        Sysctl("dirty_expire_centisecs", new(2, 6)) with { Min = 1, ZeroIsOff = true },
        Sysctl("dirty_writeback_centisecs", new(2, 6)) with { Min = 1, ZeroIsOff = true },

        // Three bits: reclaim, write, unmap.
        Sysctl("zone_reclaim_mode", new(2, 6, 16)) with { Max = 7 },
        Sysctl("percpu_pagelist_high_fraction", new(5, 14)) with { Min = 8, ZeroIsOff = true },
    ];

    private static Knob[] DirtyLimits() =>
    [
        Sysctl("dirty_ratio", new(2, 6)) with { Max = 100, Pair = "vm.dirty_bytes" },

        // At least two pages, which is this much where pages are smallest. Zero is refused: write the ratio instead.
        Sysctl("dirty_bytes", new(2, 6, 29)) with { Min = 8192, Max = long.MaxValue, Pair = "vm.dirty_ratio" },
        Sysctl("dirty_background_ratio", new(2, 6)) with { Max = 100, Pair = "vm.dirty_background_bytes" },
        Sysctl("dirty_background_bytes", new(2, 6, 29)) with
        {
            Min = 1,
            Max = long.MaxValue,
            Pair = "vm.dirty_background_ratio",
        },
    ];

    private static Knob[] HugePages() =>
    [
        HugePage("enabled", "enabled", new(2, 6, 38)) with
        {
            Kind = KnobKind.Choice,
            Choices = ["always", "madvise", "never"],
        },
        HugePage("defrag", "defrag", new(2, 6, 38)) with
        {
            Kind = KnobKind.Choice,
            Choices = ["always", "defer", "defer+madvise", "madvise", "never"],
        },
        HugePage("shmem_enabled", "shmem_enabled", new(4, 8)) with
        {
            Kind = KnobKind.Choice,
            Choices = ["always", "within_size", "advise", "never", "deny", "force"],
        },
        HugePage("shrink_underused", "shrink_underused", new(6, 12)) with { Kind = KnobKind.Flag, Max = 1 },
        Khugepaged("defrag", new(2, 6, 38)) with { Kind = KnobKind.Flag, Max = 1 },
        Khugepaged("pages_to_scan", new(2, 6, 38)) with { Min = 1, Max = uint.MaxValue },
        Khugepaged("scan_sleep_millisecs", new(2, 6, 38)) with { Max = uint.MaxValue },
        Khugepaged("alloc_sleep_millisecs", new(2, 6, 38)) with { Max = uint.MaxValue },

        // Less than the pages of one huge page: 512 on most machines, 8192 where pages are of 64 KiB.
        Khugepaged("max_ptes_none", new(2, 6, 38)) with { Max = 8191 },
        Khugepaged("max_ptes_swap", new(4, 8)) with { Max = 8191 },
        Khugepaged("max_ptes_shared", new(5, 8)) with { Max = 8191 },
    ];

    private static Knob Sysctl(string file, KernelVersion since) =>
        new() { Name = "vm." + file, RelativePath = Vm + file, Since = since };

    private static Knob HugePage(string name, string file, KernelVersion since) =>
        new() { Name = "thp." + name, RelativePath = Thp + file, Since = since };

    private static Knob Khugepaged(string file, KernelVersion since) =>
        HugePage("khugepaged_" + file, "khugepaged/" + file, since);
}
