using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Why an allocation failed, in one sentence.</summary>
internal static class FailureCause
{
    /// <summary>The cause, with the word of the verdict before it and without a full stop.</summary>
    internal static string Of(FailureEvent failure, FailureJudgement judgement)
    {
        var words = Words(failure, judgement);
        return judgement.IsByHeader && judgement.Zones.Count == 0 && failure.Order is >= 0
            && judgement.Verdict is not FailureVerdict.Unknown
                ? words + " (by the header alone)"
                : words;
    }

    private static string Words(FailureEvent failure, FailureJudgement judgement) => judgement.Verdict switch
    {
        FailureVerdict.Fragmentation => "fragmentation: " + Fragmentation(failure, judgement),
        FailureVerdict.LowMemory => "low memory: " + LowMemory(failure, judgement),
        FailureVerdict.AtomicReserve =>
            "atomic reserve: the caller could not wait, and the reserve for such callers had no block of this size",
        FailureVerdict.Watermark => "watermark: " + Watermark(judgement),
        FailureVerdict.Cma => "cma: " + Cma(judgement),
        FailureVerdict.NoZone => "no zone: the zones and nodes that it may use have no memory",
        FailureVerdict.CgroupLimit => "cgroup limit: " + CgroupLimit(failure.Evidence),
        FailureVerdict.AddressSpace => "address space: " + AddressSpace(failure.Failure),
        FailureVerdict.Size => "size: " + Size(failure.Failure),
        FailureVerdict.Harmless => "harmless: " + Harmless(failure.Failure),
        _ => "unknown: " + Unknown(failure),
    };

    private static string Fragmentation(FailureEvent failure, FailureJudgement judgement)
    {
        if (failure.Failure.Kind == FailureKind.Cma)
        {
            return failure.Failure.Reason == FailureReason.PagesBusy
                ? "pages in the CMA area are pinned and could not be moved away"
                : "the CMA area has no free run of this length";
        }

        var where = failure.NodeMask is { } nodes ? $" on node {nodes}" : "";
        var pages = failure.Order is > 0 and <= Order.Max and { } order
            ? $"{Order.Pages(order)} contiguous pages were wanted" : "contiguous memory was wanted";
        return judgement.CouldBeServedLater
            ? $"{pages}{where}; by the time of the dump a zone could have served it again"
            : $"{pages}{where}, and free memory was in pieces";
    }

    private static string LowMemory(FailureEvent failure, FailureJudgement judgement) =>
        failure.Failure.Kind == FailureKind.Cma ? "the CMA area has fewer free pages than were wanted"
        : failure.Failure.Reason == FailureReason.PagesRanOut ? "single pages ran out"
        : judgement.CouldBeServedLater ? "single pages had run out; by the time of the dump some were free again"
        : judgement.Zones.Count > 0 ? "free memory was down to the watermark, so fragmentation is not the cause"
        : "single pages ran out, so fragmentation is not the cause";

    // The zone with the most memory says it best.
    private static string Watermark(FailureJudgement judgement)
    {
        var best = Best(judgement, ZoneObstacle.Watermark) ?? Best(judgement, ZoneObstacle.Protected);
        return best is null ? "blocks were there, but the watermark refused them"
            : $"{best.FreeBlocks} blocks were there in {Where(best)}, but the watermark refused them";
    }

    private static string Cma(FailureJudgement judgement) => Best(judgement, ZoneObstacle.OnlyCma) is { } zone
        ? $"of {zone.Zone.FreeKib} kB free in {Where(zone)} {zone.Zone.CmaKib ?? 0} kB are CMA, for movable pages "
            + $"only, which leaves {zone.UsableKib} kB for this caller"
        : "only CMA memory was left above the watermark, and it takes movable pages alone";

    private static string CgroupLimit(FailureEvidence evidence)
    {
        var usage = evidence is { UsageKib: { } used, LimitKib: { } limit } ? $" (usage {used} kB of {limit} kB)" : "";
        var pod = PodName.Of(evidence.Cgroup) is { } name ? $", pod {name}" : "";
        var name2 = evidence.Cgroup is { } cgroup ? $"the memory limit of cgroup {cgroup}{pod}"
            : "the memory limit of a cgroup";
        return $"{name2} was hit{usage}; neither the machine's memory nor its fragmentation is the cause";
    }

    private static string AddressSpace(AllocationFailure header) => header.Kind == FailureKind.Percpu
        ? "the area for per-CPU memory had no room; no order is involved"
        : IsModuleArea(header)
        ? "the address range for kernel modules is full; memory is not the cause, no order is involved"
        : "kernel addresses ran out (the vmalloc space), not memory; no order is involved";

    // Where modules live: x86-64, arm64 and arm.
    private static bool IsModuleArea(AllocationFailure header) =>
        header.Detail is { } range && (range.StartsWith("0xffffffffa", StringComparison.Ordinal)
            || range.StartsWith("0xffffffffc", StringComparison.Ordinal)
            || range.StartsWith("0xbf0", StringComparison.Ordinal)
            || range.StartsWith("0xffff80007", StringComparison.Ordinal));

    private static string Size(AllocationFailure header) => header.Kind switch
    {
        FailureKind.Swiotlb => "one request was larger than a bounce buffer can be (256 KiB)",
        FailureKind.Cma => "the CMA area is smaller than the request",
        _ => $"{Quantity.Long(header.Number ?? 0)} are more than the machine has pages for: a wrong size, no shortage",
    };

    private static string Harmless(AllocationFailure header) => header.Reason == FailureReason.HugePagesFellBack
        ? "huge pages for vmalloc ran out, and the kernel tries again with single pages at once"
        : header.CouldNotWait
            ? "the caller could not wait for reclaim or compaction and may not use the reserve; "
                + "such callers nearly always have a fallback"
            : "the caller asked the kernel not to try hard, so it was prepared to do without";

    private static string Unknown(FailureEvent failure) => failure.Failure.Kind switch
    {
        FailureKind.Oom when failure.Order < 0 => "an administrator asked for it (SysRq f)",
        FailureKind.Swiotlb => "the pool of bounce buffers was full: it has a fixed size and is no part of free memory",
        FailureKind.Slub => "the lines that name the cache and its order are missing",
        FailureKind.KcompactdHung => "no allocation failed, but nothing is compacted in the background while it hangs",
        FailureKind.Vmalloc => "the message does not tell a wrong size from a lack of addresses",
        _ => "the log does not say which order was wanted",
    };

    private static ZoneJudgement? Best(FailureJudgement judgement, ZoneObstacle obstacle)
    {
        ZoneJudgement? best = null;
        foreach (var zone in judgement.Zones)
        {
            best = zone.Obstacle == obstacle && (best is null || zone.Zone.FreeKib > best.Zone.FreeKib) ? zone : best;
        }

        return best;
    }

    private static string Where(ZoneJudgement zone) =>
        zone.Zone.Node is { } node ? $"node {node} zone {zone.Zone.Name}" : $"zone {zone.Zone.Name}";
}
