namespace FragGuard.Kernel;

/// <summary>Says why an allocation failed, as far as its first line alone can tell.</summary>
/// <remarks>The rules, first match wins:
/// <list type="number">
/// <item>What the message says outright: kernel addresses, more than there can be, huge pages that fell back, a
/// cgroup's
/// limit.</item>
/// <item>The caller does without: it asked not to try hard (__GFP_NORETRY), or could not wait and may not use the
/// reserve either (GFP_NOWAIT).</item>
/// <item>Order 0, or vmalloc that says how many pages it got: low memory. One page is the smallest piece there is, so
/// pieces cannot be the cause; this holds for GFP_ATOMIC too.</item>
/// <item>A caller that could not wait, up to order 3 (PAGE_ALLOC_COSTLY_ORDER): the reserve.</item>
/// <item>Any other order: fragmentation. An OOM of order 1 to 3 belongs here, for the kernel kills only after it has
/// compacted in vain; that a cgroup's limit was the cause does not show in this line.</item>
/// <item>XFS beyond 64 KiB: fragmentation, for that is more than one page on any machine; up to 4 KiB: low
/// memory.</item>
/// <item>Everything else, among it lines without an order and an OOM that an administrator asked for (order -1):
/// unknown.</item>
/// </list></remarks>
internal static class FailureVerdicts
{
    internal const int CostlyOrder = 3;
    private const ulong SmallestPageBytes = 4096;
    private const ulong LargestPageBytes = 65536;

    /// <summary>The verdict on one line.</summary>
    internal static FailureVerdict Of(AllocationFailure failure) =>
        OfReason(failure.Reason) ?? OfKind(failure.Kind) ?? OfOrder(failure, failure.Order);

    /// <summary>The verdict on an order asked for with these flags.</summary>
    internal static FailureVerdict OfOrder(AllocationFailure failure, int? order) => order switch
    {
        >= 0 when DoesWithout(failure) => FailureVerdict.Harmless,
        0 => FailureVerdict.LowMemory,
        >= 1 and <= CostlyOrder when failure.CouldNotWait => FailureVerdict.AtomicReserve,
        >= 1 => FailureVerdict.Fragmentation,
        _ when failure.RanOutOfPages => FailureVerdict.LowMemory,
        _ when failure.Kind == FailureKind.Xfs => OfBytes(failure.Number),
        _ => FailureVerdict.Unknown,
    };

    /// <summary>True if the flags show that the caller goes on without this memory.</summary>
    internal static bool DoesWithout(AllocationFailure failure) =>
        failure.Kind is FailureKind.PageAllocationFailure or FailureKind.Slub
        && (failure.Flags.IsNoRetry || (failure.CouldNotWait && !failure.Flags.MayUseReserve));

    private static FailureVerdict? OfReason(FailureReason reason) => reason switch
    {
        FailureReason.NoAddresses => FailureVerdict.AddressSpace,
        FailureReason.ExceedsTotal => FailureVerdict.Size,
        FailureReason.HugePagesFellBack => FailureVerdict.Harmless,
        FailureReason.CgroupLimit => FailureVerdict.CgroupLimit,
        FailureReason.AtomicPoolEmpty => FailureVerdict.AtomicReserve,
        FailureReason.PagesRanOut => FailureVerdict.LowMemory,
        _ => null,
    };

    // These ask for contiguous memory, and for nothing else.
    private static FailureVerdict? OfKind(FailureKind kind) =>
        kind is FailureKind.Cma or FailureKind.HugeTlb or FailureKind.KmemCache or FailureKind.Nvrm or FailureKind.Site
            ? FailureVerdict.Fragmentation
            : null;

    private static FailureVerdict OfBytes(ulong? bytes) => bytes switch
    {
        > LargestPageBytes => FailureVerdict.Fragmentation,
        <= SmallestPageBytes => FailureVerdict.LowMemory,
        _ => FailureVerdict.Unknown,
    };
}
