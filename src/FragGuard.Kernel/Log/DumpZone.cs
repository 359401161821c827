namespace FragGuard.Kernel;

/// <summary>One zone in the memory dump that the kernel logs behind a failed allocation. What a kernel does not print,
/// or what got lost on the way, is null.</summary>
/// <remarks>Unit: KiB as printed, pages and blocks where the name says so. Source: mm/show_mem.c show_free_areas(),
/// mm/page_alloc.c before 6.4.</remarks>
public sealed class DumpZone(int? node, string name)
{
    private readonly List<ulong> _freeBlocks = [];
    private readonly List<BlockTypes> _types = [];

    /// <summary>The NUMA node; null before kernels printed it, and without NUMA.</summary>
    public int? Node { get; } = node;

    /// <summary>The zone: <c>DMA32</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Free memory of every type.</summary>
    public long? FreeKib { get; internal set; }

    /// <summary>How much of the watermarks is a temporary boost (5.14 and later); min, low and high contain
    /// it.</summary>
    public long? BoostKib { get; internal set; }

    /// <summary>The min watermark: below it only callers with special rights are served.</summary>
    public long? MinKib { get; internal set; }

    /// <summary>The low watermark, at which kswapd wakes.</summary>
    public long? LowKib { get; internal set; }

    /// <summary>The high watermark, at which kswapd stops.</summary>
    public long? HighKib { get; internal set; }

    /// <summary>Memory of the zone that the page allocator manages; before 3.9 what is present.</summary>
    public long? ManagedKib { get; internal set; }

    /// <summary>Free memory in CMA areas, part of <see cref="FreeKib"/>.</summary>
    public long? CmaKib { get; internal set; }

    /// <summary>Pages on the per-CPU lists: free, but in no list below.</summary>
    public long? PerCpuKib { get; internal set; }

    /// <summary>Size of the blocks that are set aside for callers that cannot wait (4.4 and later).</summary>
    public long? ReservedHighAtomicKib { get; internal set; }

    /// <summary>How much of them is free (6.12 and later).</summary>
    public long? FreeHighAtomicKib { get; internal set; }

    /// <summary>Pages kept back from allocations that could have come from higher zones, by the index of that
    /// zone.</summary>
    public IReadOnlyList<long> ProtectionPages { get; internal set; } = [];

    /// <summary>Free blocks by order, of every type; empty if the list is missing.</summary>
    public IReadOnlyList<ulong> FreeBlocks => _freeBlocks;

    /// <summary>The letters behind each count.</summary>
    public IReadOnlyList<BlockTypes> Types => _types;

    /// <summary>True once the list's sum was read: what follows belongs to something else.</summary>
    internal bool IsListComplete { get; set; }

    /// <summary>What of the high-atomic reserve is kept from others.</summary>
    internal long HighAtomicKib => FreeHighAtomicKib ?? ReservedHighAtomicKib ?? 0;

    internal void AddBlocks(ulong count, BlockTypes types)
    {
        if (_freeBlocks.Count < Kernel.FreeBlocks.MaxOrders)
        {
            _freeBlocks.Add(count);
            _types.Add(types);
        }
    }

    internal void ClearBlocks()
    {
        _freeBlocks.Clear();
        _types.Clear();
        IsListComplete = false;
    }
}
