using System.Globalization;

namespace FragGuard.Kernel;

/// <summary>Says why an allocation failed, as far as one line of the log can tell.</summary>
/// <remarks>The rules, first match wins:
/// <list type="number">
/// <item>Order 0, or vmalloc that says how many pages it got: low memory. One page is the smallest piece there is, so
/// pieces cannot be the trouble; this holds for GFP_ATOMIC too.</item>
/// <item>GFP_ATOMIC up to order 3 (PAGE_ALLOC_COSTLY_ORDER): the reserve. Such code cannot wait for compaction or
/// reclaim.</item>
/// <item>Any other order: fragmentation. An OOM of order 1 to 3 belongs here, for the kernel kills only after it has
/// compacted in vain; that a cgroup's limit was the cause does not show in this line.</item>
/// <item>XFS beyond 64 KiB: fragmentation, for that is more than one page on any machine; up to 4 KiB: low
/// memory.</item>
/// <item>Everything else, among it lines without an order and an OOM that an administrator asked for (order -1):
/// unknown.</item>
/// </list></remarks>
internal static class FailureVerdicts
{
    private const int CostlyOrder = 3;
    private const ulong SmallestPageBytes = 4096;
    private const ulong LargestPageBytes = 65536;

    /// <summary>The verdict on one line.</summary>
    internal static FailureVerdict Of(AllocationFailure failure) => failure.Order switch
    {
        0 => FailureVerdict.LowMemory,
        >= 1 and <= CostlyOrder when IsAtomic(failure) => FailureVerdict.AtomicReserve,
        >= 1 => FailureVerdict.Fragmentation,
        _ when failure.RanOutOfPages => FailureVerdict.LowMemory,
        _ when failure.Kind == FailureKind.Xfs => OfBytes(failure.Number),
        _ => FailureVerdict.Unknown,
    };

    private static FailureVerdict OfBytes(ulong? bytes) => bytes switch
    {
        > LargestPageBytes => FailureVerdict.Fragmentation,
        <= SmallestPageBytes => FailureVerdict.LowMemory,
        _ => FailureVerdict.Unknown,
    };

    // A line without names is from before 4.6. In all those kernels 0x20 was __GFP_HIGH, 0x40 __GFP_IO and 0x80
    // __GFP_FS, and GFP_ATOMIC was the one common mask with the first and without the others.
    private static bool IsAtomic(AllocationFailure failure)
    {
        const uint high = 0x20, io = 0x40, fs = 0x80;
        if (failure.Gfp.Count > 0 || failure.Mode is not { Length: > 2 } mode)
        {
            return failure.HasFlag("GFP_ATOMIC");
        }

        return uint.TryParse(mode.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
            && (bits & (high | io | fs)) == high;
    }
}
