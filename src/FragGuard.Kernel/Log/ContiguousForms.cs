namespace FragGuard.Kernel;

/// <summary>Messages of those who hand out contiguous memory by other ways than the page allocator, and of those who
/// need it.</summary>
/// <remarks>Sources: mm/cma.c, mm/percpu.c, mm/hugetlb.c, kernel/dma/swiotlb.c, mm/slab_common.c, kernel/hung_task.c,
/// the NVIDIA driver, and mm/page_alloc.c of 2.4.</remarks>
internal static class ContiguousForms
{
    // A failed call that says so: -12 is ENOMEM, -16 is EBUSY.
    private const ulong NoMemory = 12;
    private const ulong Busy = 16;

    /// <summary>Reads such a message.</summary>
    /// <returns>False for another one.</returns>
    internal static bool TryMatch(ReadOnlySpan<byte> text, out FailureHeader header) =>
        TryCma(text, out header) || TryPercpu(text, out header) || TryHugeTlb(text, out header)
        || TrySwiotlb(text, out header) || TryKmemCache(text, out header) || TryDriver(text, out header)
        || TryHungTask(text, out header) || Try24(text, out header);

    // cma: __cma_alloc: linux,cma: alloc failed, req-size: 256 pages, ret: -16
    private static bool TryCma(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.Cma };
        if (!text.StartsWith("cma: "u8) || !header.Cursor.TryReadUntil("alloc failed, req-size: "u8, out var before)
            || before.Length > 128 || !header.Cursor.TryReadNumber(out var pages) || pages == 0)
        {
            return false;
        }

        header.Order = pages <= Order.Pages(Order.Max) ? Order.ForBytes(pages, 1) : null;
        header.Number = pages;
        header.Reason = header.Cursor.TrySkip(" pages, ret: -"u8) && header.Cursor.TryReadNumber(out var error)
            && error == Busy ? FailureReason.PagesBusy : FailureReason.None;
        return true;
    }

    // percpu: allocation failed, size=8 align=8 atomic=1, atomic alloc failed, no space left
    private static bool TryPercpu(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.Percpu };
        if (!header.Cursor.TrySkip("percpu: allocation failed, size="u8)
            && !header.Cursor.TrySkip("PERCPU: allocation failed, size="u8))
        {
            return false;
        }

        _ = header.TryReadNumber();
        var why = header.Cursor.Rest;
        header.Reason = why.IndexOf("atomic=1"u8) >= 0 || why.IndexOf("atomic alloc failed"u8) >= 0
                ? FailureReason.AtomicPoolEmpty
            : why.IndexOf("reserved chunk"u8) >= 0 || why.IndexOf("allocate new chunk"u8) >= 0
            ? FailureReason.NoAddresses
            : why.IndexOf("failed to populate"u8) >= 0 ? FailureReason.PagesRanOut
            : FailureReason.None;
        return true;
    }

    // HugeTLB: allocating 64 of page size 2.00 MiB failed.  Only allocated 12 hugepages.
    private static bool TryHugeTlb(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.HugeTlb };
        if (!header.Cursor.TrySkip("HugeTLB: allocating "u8) || !header.Cursor.TryReadNumber(out var wanted)
            || !header.Cursor.TrySkip(" of page size "u8) || !header.Cursor.TryReadUntil(" failed"u8, out var size)
            || !TryReadSize(size, out var bytes))
        {
            return false;
        }

        header.Number = bytes;
        header.Detail = text["HugeTLB: allocating "u8.Length..];
        _ = wanted;
        if (header.Cursor.TrySkip(" node"u8) && header.Cursor.TryReadNumber(out var node) && node < NodeList.MaxNodes)
        {
            header.Node = (int)node;
        }

        return true;
    }

    // nvme 0000:00:04.0: swiotlb buffer is full (sz: 327680 bytes), total 32768 (slots), used 12 (slots)
    private static bool TrySwiotlb(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        const ulong largestBytes = 128 * 2048;
        header = new FailureHeader(text) { Kind = FailureKind.Swiotlb };
        if (!TryReadDevice(ref header, "swiotlb buffer is full"u8)
            && !header.Cursor.TrySkip("DMA: Out of SW-IOMMU space"u8))
        {
            return false;
        }

        if (header.Cursor.TrySkip(" (sz: "u8) || header.Cursor.TrySkip(" for "u8))
        {
            _ = header.TryReadNumber();
        }

        header.Reason = header.Number > largestBytes ? FailureReason.ExceedsTotal : FailureReason.PoolFull;
        return true;
    }

    private static bool TryReadDevice(ref FailureHeader header, ReadOnlySpan<byte> what)
    {
        var window = header.Cursor.Rest[..Math.Min(header.Cursor.Rest.Length, 128)];
        var at = window.IndexOf(what);
        if (at < 0 || (at > 0 && !window[..at].EndsWith(": "u8)))
        {
            return false;
        }

        header.Detail = at > 0 ? window[..(at - 2)] : default;
        return header.Cursor.TrySkip(window[..(at + what.Length)]);
    }

    // kmem_cache_create(nf_conntrack_1) failed with error -12; since 5.x _usercopy or __kmem_cache_create_args.
    private static bool TryKmemCache(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.KmemCache };
        var start = header.Cursor;
        start.TrySkip("__"u8);
        if (!start.Rest.StartsWith("kmem_cache_create"u8) || !start.TryReadUntil("("u8, out var function)
            || function.Contains((byte)' ') || !start.TryReadUntil(") failed with error -"u8, out var name)
            || !start.TryReadNumber(out var error) || error != NoMemory)
        {
            return false;
        }

        header.Detail = name;
        header.Cursor = start;
        return true;
    }

    // NVRM: ... Out of memory [NV_ERR_NO_MEMORY] (0x00000051) returned from ...
    private static bool TryDriver(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.Nvrm };
        return text.StartsWith("NVRM: "u8) && text.IndexOf("NV_ERR_NO_MEMORY"u8) >= 0;
    }

    // INFO: task kcompactd0:56 blocked for more than 120 seconds.
    private static bool TryHungTask(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.KcompactdHung };
        if (!header.Cursor.TrySkip("INFO: task "u8) || !header.Cursor.Rest.StartsWith("kcompactd"u8)
            || !header.Cursor.TryReadUntil(":"u8, out var comm)
            || !header.Cursor.TryReadUntil(" blocked for more than "u8, out _)
            || !header.Cursor.TryReadNumber(out var seconds))
        {
            return false;
        }

        header.HasComm = true;
        header.Comm = comm;
        header.Number = Math.Min(seconds, ulong.MaxValue / 1000) * 1000;
        return true;
    }

    // __alloc_pages: 3-order allocation failed (gfp=0x20/0)
    private static bool Try24(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.PageAllocationFailure };
        if (!header.Cursor.TrySkip("__alloc_pages: "u8) || !header.Cursor.TryReadNumber(out var order)
            || order > (ulong)Order.Max || !header.Cursor.TrySkip("-order allocation failed"u8))
        {
            return false;
        }

        header.Order = (int)order;
        if (header.Cursor.TrySkip(" (gfp="u8))
        {
            header.ReadMode();
        }

        return true;
    }

    // 2.00 MiB, as string_get_size() prints it.
    private static bool TryReadSize(ReadOnlySpan<byte> text, out ulong bytes)
    {
        bytes = 0;
        var cursor = new TextCursor(text);
        if (!cursor.TryReadNumber(out var whole) || whole > 1 << 20)
        {
            return false;
        }

        if (cursor.TrySkip('.'))
        {
            _ = cursor.TryReadNumber(out _);
        }

        cursor.TrySkip(' ');
        var shift = cursor.Rest switch
        {
            var unit when unit.StartsWith("KiB"u8) || unit.StartsWith("kB"u8) => 10,
            var unit when unit.StartsWith("MiB"u8) || unit.StartsWith("MB"u8) => 20,
            var unit when unit.StartsWith("GiB"u8) || unit.StartsWith("GB"u8) => 30,
            _ => -1,
        };
        bytes = shift < 0 ? 0 : whole << shift;
        return bytes > 0;
    }
}
