using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Memory that compaction cannot move, or only with help, and who holds it.</summary>
/// <param name="What">What it is.</param>
/// <param name="Kib">How much; null where it cannot be read.</param>
/// <param name="Detail">Who holds it, as far as that is known.</param>
internal sealed record MemoryHolder(string What, ulong? Kib, string Detail)
{
    /// <summary>It can be let go, or at least moved: it is no obstacle for ever.</summary>
    internal bool IsMovable { get; init; }
}

/// <summary>Who holds what cannot move.</summary>
internal static class MemoryHolders
{
    private const int Named = 5;

    /// <summary>Reads them; those that hold nothing are left out.</summary>
    internal static List<MemoryHolder> Read(MachineFiles files, byte[] memInfo, byte[] vmStat, int pageBytes)
    {
        var holders = new List<MemoryHolder>();
        var pageKib = (ulong)pageBytes / 1024;
        Add("kernel objects (SUnreclaim)", "SUnreclaim"u8, Slabs(files, pageKib));
        Add("page tables", "PageTables"u8, "of programs: large and shared mappings without huge pages");
        Add("page tables of virtual machines and I/O", "SecPageTables"u8, "KVM and IOMMU");
        Add("kernel stacks", "KernelStack"u8, "one for each thread");
        Add("vmalloc", "VmallocUsed"u8, Vmalloc(files, pageKib));
        Add("per-CPU memory", "Percpu"u8, "control groups, BPF maps, network devices");
        Add("hugetlb pool", "Hugetlb"u8, HugePages(memInfo));
        Add("locked by programs", "Mlocked"u8, "moved unless vm.compact_unevictable_allowed is 0", isMovable: true);
        if (NamedLines.Find(memInfo, "CmaTotal"u8) is > 0 and var cma)
        {
            var free = NamedLines.Find(memInfo, "CmaFree"u8) ?? 0;
            holders.Add(new MemoryHolder("CMA", cma, $"{Size(free)} of it free, for movable memory "
                + $"only")
            { IsMovable = true });
        }

        if (files.Read("/proc/spl/kstat/zfs/arcstats", "size of the ZFS ARC") is { } arc
            && NamedLines.Find(arc, "size"u8, column: 1) is > 0 and var arcBytes)
        {
            var most = NamedLines.Find(arc, "c_max"u8, column: 1) ?? 0;
            holders.Add(new MemoryHolder("ZFS ARC", arcBytes >> 10, $"grows to {Size(most >> 10)}: zfs_arc_max"));
        }

        var balloonPages = Difference(NamedLines.Find(vmStat, "balloon_inflate"u8),
            NamedLines.Find(vmStat, "balloon_deflate"u8));
        if (balloonPages > 0)
        {
            holders.Add(new MemoryHolder("balloon", balloonPages * pageKib,
                "taken back by the hypervisor")
            { IsMovable = true });
        }

        holders.Sort((one, other) => (other.Kib ?? 0).CompareTo(one.Kib ?? 0));
        return holders;

        void Add(string what, ReadOnlySpan<byte> name, string detail, bool isMovable = false)
        {
            if (NamedLines.Find(memInfo, name) is > 0 and var kib)
            {
                holders.Add(new MemoryHolder(what, kib, detail) { IsMovable = isMovable });
            }
        }
    }

    private static string Slabs(MachineFiles files, ulong pageKib)
    {
        if (files.Read(SlabInfo.Path, "kernel objects by cache") is not { } text)
        {
            return "by cache: needs root";
        }

        var caches = SlabInfo.Parse(text);
        caches.Sort((one, other) => other.Pages.CompareTo(one.Pages));
        var parts = new List<string>();
        foreach (var cache in caches)
        {
            if (parts.Count == Named)
            {
                break;
            }

            // Dentries, inodes and the like are let go when memory is short: SReclaimable.
            if (files.Text($"/sys/kernel/slab/{cache.Name}/reclaim_account") is not "1")
            {
                parts.Add($"{cache.Name} {Size(cache.Pages * pageKib)}");
            }
        }

        return string.Join(", ", parts);
    }

    private static string Vmalloc(MachineFiles files, ulong pageKib)
    {
        if (files.Read(VmallocInfo.Path, "vmalloc memory by caller") is not { } text)
        {
            return "by caller: needs root";
        }

        var callers = VmallocInfo.Parse(text);
        callers.Sort((one, other) => other.Pages.CompareTo(one.Pages));
        var parts = new List<string>();
        for (var i = 0; i < Math.Min(Named, callers.Count); i++)
        {
            parts.Add($"{callers[i].Caller} {Size(callers[i].Pages * pageKib)}");
        }

        return string.Join(", ", parts);
    }

    private static string HugePages(byte[] memInfo) =>
        $"{NamedLines.Find(memInfo, "HugePages_Free"u8) ?? 0} of "
            + $"{NamedLines.Find(memInfo, "HugePages_Total"u8) ?? 0} default huge pages free";

    private static string Size(ulong kib) => Quantity.Long((UInt128)kib << 10);

    private static ulong Difference(ulong? more, ulong? less) => more > (less ?? 0) ? more.Value - (less ?? 0) : 0;
}
