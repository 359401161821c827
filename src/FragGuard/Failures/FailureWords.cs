using FragGuard.Kernel;
using FragGuard.Show;

namespace FragGuard.Failures;

/// <summary>What a failed allocation means and what to do about it, in sentences.</summary>
internal static class FailureWords
{
    /// <summary>What happened, without who: <c>page allocation failure, order 4 (64 KiB)</c>.</summary>
    internal static string What(AllocationFailure failure, int pageBytes)
    {
        var what = failure.Kind switch
        {
            FailureKind.PageAllocationFailure => "page allocation failure",
            FailureKind.Stall => "page allocation stall" + (failure.Number is { } ms ? $", {ms} ms so far" : ""),
            FailureKind.Oom => "out of memory, a task is killed",
            FailureKind.Vmalloc => "vmalloc failure" + Bytes(failure),
            FailureKind.Vmap => "no kernel addresses left" + Bytes(failure),
            FailureKind.Slub => "no pages for a slab cache",
            FailureKind.Xfs => "XFS waits for memory" + Bytes(failure),
            FailureKind.Suppressed => $"{failure.Number} more messages suppressed by the kernel's rate limit",
            FailureKind.CompactionDisabled => "this kernel is built without compaction",
            _ => "where the failure before it was bound to",
        };
        return failure.Order is { } order ? $"{what}, {OrderOf(order, pageBytes)}" : what;
    }

    /// <summary>Why it failed, as far as the line can tell.</summary>
    internal static string Why(AllocationFailure failure) => failure.Verdict switch
    {
        FailureVerdict.Fragmentation when failure is { Order: > 0 and <= Order.Max and var order } =>
            $"fragmentation: {Order.Pages(order)} contiguous pages were wanted, and free memory was in pieces",
        FailureVerdict.Fragmentation => "fragmentation: contiguous pages were wanted, and free memory was in pieces",
        FailureVerdict.LowMemory => "low memory: not a single page was to be had, so pieces are not the trouble",
        FailureVerdict.AtomicReserve =>
            "atomic reserve: the caller could not wait, and the reserve for such callers had no block of this size",
        _ when failure.Order < 0 => "unknown: an administrator asked for it (SysRq f)",
        _ => "unknown: the line does not say which order was wanted",
    };

    /// <summary>One sentence of advice.</summary>
    internal static string Advice(AllocationFailure failure) => failure.Verdict switch
    {
        FailureVerdict.Fragmentation when MayDoWithout(failure) =>
            "The caller was prepared to do without: see whether anything broke, and watch this order if it did.",
        FailureVerdict.Fragmentation =>
            "Watch this order in /etc/fragguard.toml, so that such blocks are formed before they are asked for.",
        FailureVerdict.LowMemory when failure.Gfp.Contains("GFP_ATOMIC") =>
            "Raise vm.watermark_scale_factor, so that reclaim starts before such callers run dry.",
        FailureVerdict.LowMemory =>
            "Find what uses the memory, and limit it, move it, or add memory: compaction cannot help.",
        FailureVerdict.AtomicReserve =>
            "Raise vm.min_free_kbytes, so that the kernel keeps more such blocks in reserve.",
        _ => OfKind(failure),
    };

    /// <summary>An order in words; one that no kernel has is left without a size.</summary>
    internal static string OrderOf(int order, int pageBytes) => order is >= 0 and <= Order.Max
        ? WatchText.OrderWords(order, pageBytes)
        : $"order {order}";

    private static string OfKind(AllocationFailure failure) => failure.Kind switch
    {
        FailureKind.Vmap =>
            "See /proc/vmallocinfo for what holds the addresses; a 32-bit kernel takes vmalloc=SIZE at boot.",
        FailureKind.Slub => "The page allocation failure logged with it tells the order.",
        FailureKind.Oom => "Nothing is to be done: the kill was wanted.",
        FailureKind.Xfs => "XFS tries again until it succeeds: see whether 'fragguard status' shows few free blocks.",
        _ => "See what was logged around it.",
    };

    private static bool MayDoWithout(AllocationFailure failure) =>
        failure.Kind == FailureKind.PageAllocationFailure
        && (failure.Gfp.Contains("__GFP_NORETRY") || failure.Gfp.Contains("__GFP_RETRY_MAYFAIL"));

    private static string Bytes(AllocationFailure failure) =>
        failure.Number is { } bytes ? $" of {Quantity.Long(bytes)}" : "";
}
