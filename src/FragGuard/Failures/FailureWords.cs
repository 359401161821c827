using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What a failed allocation was, in one line.</summary>
internal static class FailureWords
{
    /// <summary>What happened, without who: <c>page allocation failure, order 4 (64 KiB)</c>.</summary>
    internal static string What(FailureEvent failure, int pageBytes)
    {
        var header = failure.Failure;
        var what = header.Kind switch
        {
            FailureKind.PageAllocationFailure => "page allocation failure",
            FailureKind.Stall => "page allocation stall" + (header.Number is { } ms ? $", {ms} ms so far" : ""),
            FailureKind.Oom or FailureKind.OomKill => failure.Evidence.IsCgroup
                ? "out of memory in a cgroup, a task is killed" : "out of memory, a task is killed",
            FailureKind.Vmalloc => "vmalloc failure" + Bytes(header),
            FailureKind.Vmap => "no kernel addresses left" + Bytes(header),
            FailureKind.Slub => "no pages for a slab cache"
                + (failure.Evidence.Cache is { } cache ? $" ({cache})" : ""),
            FailureKind.Xfs => "XFS waits for memory" + Bytes(header),
            FailureKind.Cma => $"contiguous memory for a device (CMA), {header.Number} pages",
            FailureKind.Percpu => "no per-CPU memory" + Bytes(header),
            FailureKind.HugeTlb => "huge pages missing: allocating " + header.Detail,
            FailureKind.Swiotlb => "bounce buffers full (swiotlb)" + Bytes(header),
            FailureKind.KmemCache => $"a slab cache could not be created ({header.Detail})",
            FailureKind.Nvrm => "the NVIDIA driver found no memory",
            FailureKind.KcompactdHung => $"background compaction hangs, {header.Number / 1000} s so far",
            FailureKind.Suppressed => $"{header.Number} more messages suppressed by the kernel's rate limit",
            _ => "no contiguous memory",
        };
        return failure.Order is { } order && header.Kind != FailureKind.Cma ? $"{what}, {OrderOf(order, pageBytes)}"
            : what;
    }

    /// <summary>An order in words; one that no kernel has is left without a size.</summary>
    internal static string OrderOf(int order, int pageBytes) => order is >= 0 and <= Order.Max
        ? WatchText.OrderWords(order, pageBytes)
        : $"order {order}";

    private static string Bytes(AllocationFailure failure) => failure.Number is not { } bytes ? ""
        : failure.HasGot ? $" after {Quantity.Long(bytes)}"
        : $" of {Quantity.Long(bytes)}";
}
