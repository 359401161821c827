using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What to do about a failed allocation: one sentence, and a watch to copy where a watch would have
/// helped.</summary>
internal static class FailureAdvice
{
    /// <summary>One sentence.</summary>
    internal static string Of(FailureEvent failure, FailureJudgement judgement) => judgement.Verdict switch
    {
        FailureVerdict.Fragmentation => OfFragmentation(failure),
        FailureVerdict.LowMemory when failure.Failure is { CouldNotWait: true, Flags.MayUseReserve: true } =>
            "Raise vm.watermark_scale_factor, so that reclaim starts before such callers run dry, "
            + "or vm.min_free_kbytes, their reserve.",
        FailureVerdict.LowMemory when failure.Failure.Kind == FailureKind.Cma =>
            "Enlarge the area (cma= on the kernel's command line, or its device tree node).",
        FailureVerdict.LowMemory =>
            "Find what uses the memory, and limit it, move it, or add memory: compaction cannot help.",
        FailureVerdict.AtomicReserve when failure.Failure.Kind == FailureKind.Percpu =>
            "The pool is refilled in the background; frequent lines mean that per-CPU users, BPF maps above all, "
            + "grow too fast.",
        FailureVerdict.AtomicReserve =>
            "Raise vm.min_free_kbytes, so that the kernel keeps more such blocks in reserve.",
        FailureVerdict.Watermark =>
            "Raise vm.watermark_scale_factor, so that reclaim starts earlier; more compaction would not have helped.",
        FailureVerdict.Cma =>
            "No watch would have seen it: buddyinfo counts CMA blocks as free. Make the CMA area smaller, "
            + "or add memory.",
        FailureVerdict.NoZone => "Check the device's address limit, the nodemask and the cpuset: no watch can help.",
        FailureVerdict.CgroupLimit =>
            "Raise the limit, or find what grows in the cgroup; no watch and no rung can help at any order.",
        FailureVerdict.AddressSpace =>
            "See /proc/vmallocinfo for what holds the addresses; a 32-bit kernel takes vmalloc=SIZE at boot. "
            + "No watch can help.",
        FailureVerdict.Size when failure.Failure.Kind == FailureKind.Swiotlb =>
            "Let the driver send smaller requests; swiotlb= at boot does not raise this limit, and no watch can help.",
        FailureVerdict.Size => "Find out who computed the size: no watch can help.",
        FailureVerdict.Harmless =>
            "Nothing is to be done unless something broke as well: the caller was prepared to do without.",
        _ => OfKind(failure),
    };

    /// <summary>A watch that would have seen it come; null where none would.</summary>
    internal static string? Watch(FailureEvent failure, FailureJudgement judgement, int pageBytes)
    {
        if (judgement.Verdict != FailureVerdict.Fragmentation || failure.Failure.Kind == FailureKind.Cma
            || OrderOf(failure, pageBytes) is not { } order)
        {
            return null;
        }

        var zones = new List<string>();
        var nodes = new List<string>();
        foreach (var zone in judgement.Zones)
        {
            if (zone.Obstacle is ZoneObstacle.NoBlock or ZoneObstacle.OnlyHighAtomic)
            {
                Add(zones, '"' + zone.Zone.Name + '"');
                Add(nodes, zone.Zone.Node?.ToString(CultureInfo.InvariantCulture));
            }
        }

        var isNarrow = judgement.Zones.Count > 0 && zones.Count > 0;
        var text = $"[[watch]]\nname = \"order-{order}\"\norder = {order}\nfloor = 64\n";
        text += isNarrow ? $"zones = [{string.Join(", ", zones)}]\n" : "";
        return failure.NodeMask is { } mask && NodeList.TryParse(System.Text.Encoding.UTF8.GetBytes(mask),
            out var bound)
            ? text + $"nodes = [{string.Join(", ", bound.Nodes.ToArray())}]\n"
            : text + (isNarrow && nodes.Count > 0 ? $"nodes = [{string.Join(", ", nodes)}]\n" : "");
    }

    private static void Add(List<string> list, string? item)
    {
        if (item is not null && !list.Contains(item))
        {
            list.Add(item);
        }
    }

    private static int? OrderOf(FailureEvent failure, int pageBytes) => failure.Failure.Kind switch
    {
        FailureKind.HugeTlb when failure.Failure.Number is { } bytes && Order.ForBytes(bytes, pageBytes) <= 13 =>
            Order.ForBytes(bytes, pageBytes),
        FailureKind.Nvrm => 9,
        _ => failure.Order is > 0 and <= Order.Max ? failure.Order : null,
    };

    private static string OfFragmentation(FailureEvent failure) => failure.Failure switch
    {
        { Kind: FailureKind.Cma } =>
            "Pinned pages keep the area busy: see who pins them (RDMA, VFIO, GUP); no watch can help.",
        { Kind: FailureKind.PageAllocationFailure, Flags.MayFail: true } =>
            "The caller copes with a failure: see whether anything broke, and watch this order if it did.",
        { Kind: FailureKind.KmemCache } =>
            "Look for a page allocation failure next to it, and watch its order.",
        _ => "Watch this order in /etc/fragguard.toml, so that such blocks are formed before they are asked for.",
    };

    private static string OfKind(FailureEvent failure) => failure.Failure.Kind switch
    {
        FailureKind.Slub => "The page allocation failure logged with it tells the order.",
        FailureKind.Oom => "Nothing is to be done: the kill was wanted.",
        FailureKind.Xfs => "XFS tries again until it succeeds: see whether 'fragguard status' shows few free blocks.",
        FailureKind.Swiotlb => "Enlarge the pool with swiotlb= on the kernel's command line; no watch can help.",
        FailureKind.KcompactdHung =>
            "See what blocks it (storage, a kernel bug): 'fragguard check --system' knows some.",
        _ => "See what was logged around it.",
    };
}
