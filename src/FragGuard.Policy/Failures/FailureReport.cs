using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What is to be said about a failed allocation in the kernel log, and whether it opens an incident. The
/// guard, the replay of a trace and <c>fragguard failures</c> say the same.</summary>
public sealed class FailureReport
{
    // The largest slab: what a cache that could not be created may have asked for.
    private const int SlabOrder = 3;

    // The driver asks for huge pages.
    private const int NvrmOrder = 9;

    private readonly FailureVerdict _verdict;
    private readonly string? _cgroup;
    private readonly int? _order;

    private FailureReport(AllocationFailure failure, FailureVerdict verdict, int? order, string? cgroup) =>
        (Failure, _verdict, _order, _cgroup) = (failure, verdict, order, cgroup);

    /// <summary>What the line says.</summary>
    public AllocationFailure Failure { get; }

    /// <summary>The kind of message, as in JSON: <c>page-allocation-failure</c>.</summary>
    public string Kind => Failure.Kind.Name();

    /// <summary>The task; null if the message names none.</summary>
    public string? Comm => Failure.Comm;

    /// <summary>The order that was wanted; null if the message does not say.</summary>
    public int? Order => _order;

    /// <summary>The allocation flags by name; empty before 4.6.</summary>
    public IReadOnlyList<string> Gfp => Failure.Gfp;

    /// <summary>Why it failed, as in JSON: <c>fragmentation</c>, <c>low-memory</c>, <c>watermark</c>, ...</summary>
    public string Verdict => _verdict.Name();

    /// <summary>True if memory was refused. Lines that only accompany such a one are not told one by one.</summary>
    public bool IsFailure => Failure.IsFailure;

    /// <summary>The order that zones must be able to serve, or else an incident opens; null if this line opens
    /// none.</summary>
    /// <remarks>A page allocator that gave up, waits, or kills to make room has proved that it could not serve the
    /// order; so has whoever needs contiguous memory and says so: a slab by its smallest order, a CMA area by the size
    /// asked for, the NVIDIA driver by a huge page. Callers of vmalloc and XFS fall back to single pages or try again,
    /// and
    /// their lines say no order that failed. A cgroup's limit proves nothing of the machine.</remarks>
    public int? IncidentOrder => _verdict == FailureVerdict.CgroupLimit ? null
        : ProofOrder is >= 1 and <= Kernel.Order.Max and { } order
        ? order
        : null;

    private int? ProofOrder => Failure.Kind switch
    {
        FailureKind.PageAllocationFailure or FailureKind.Stall or FailureKind.Oom or FailureKind.Slub or FailureKind.Cma
            or FailureKind.Site => _order,
        FailureKind.KmemCache => SlabOrder,
        FailureKind.Nvrm => NvrmOrder,
        _ => null,
    };

    /// <summary>True if it opens an incident wherever zones cannot serve the order.</summary>
    public bool OpensIncident => IncidentOrder is not null;

    /// <summary>What a person should know or look at: sentences without the last full stop.</summary>
    public string Advice =>
        Placement is { } nodes
            ? $"{Explanation}. It was bound to node {nodes}: free memory elsewhere was of no use"
            : Explanation;

    /// <summary>The report on a failure.</summary>
    public static FailureReport Of(AllocationFailure failure) =>
        new(failure, failure.Verdict, failure.Order, cgroup: null);

    /// <summary>The report on a failure with all that was logged behind it.</summary>
    public static FailureReport Of(FailureEvent failure) => new(
        failure.Failure, FailureJudgement.Of(failure).Verdict, failure.Order,
        failure.Evidence.IsCgroup ? failure.Evidence.Cgroup ?? "" : null);

    /// <summary>What happened, in one line: <c>java: page-allocation-failure of order 4 (GFP_KERNEL|__GFP_COMP):
    /// fragmentation</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Comm is { } comm)
        {
            text.Append(comm).Append(": ");
        }

        text.Append(Kind);
        if (Order is { } order)
        {
            text.Append(CultureInfo.InvariantCulture, $" of order {order}");
        }

        if (Gfp.Count > 0)
        {
            text.Append(" (").AppendJoin('|', Gfp).Append(')');
        }

        return IsFailure ? text.Append(": ").Append(Verdict).ToString() : text.ToString();
    }

    private string? Placement => Failure.NodeMask is { Length: > 0 } mask and not "(null)" ? mask : null;

    private string Explanation => Failure.Kind switch
    {
        FailureKind.Suppressed => string.Create(CultureInfo.InvariantCulture,
            $"the kernel left out {Failure.Number} more messages: it prints no more than ten in 5 s"),
        FailureKind.CompactionDisabled =>
            "this kernel is built without CONFIG_COMPACTION: it cannot form large blocks from small ones",
        FailureKind.CpusetLine => "belongs to the failure before it",
        FailureKind.Oom when Order == -1 => "an administrator asked for it (SysRq f)",
        _ => OfVerdict,
    };

    private string OfVerdict => _verdict switch
    {
        FailureVerdict.LowMemory when Failure is { CouldNotWait: true, Flags.MayUseReserve: true } =>
            "single pages ran out for code that cannot wait, an interrupt or the network as a rule. Compaction cannot "
            + "help: look at vm.min_free_kbytes and vm.watermark_scale_factor, the reserve for such code, and at what "
            + "uses the memory",
        FailureVerdict.LowMemory =>
            "single pages ran out: memory is short, not fragmented, and compaction cannot help. Look at what uses it "
            + "and at cgroup limits",
        FailureVerdict.AtomicReserve =>
            "code that cannot wait, a network driver as a rule, found the reserve too small. Reclaim and compaction "
            + "come too late for it: look at vm.min_free_kbytes and vm.watermark_scale_factor",
        FailureVerdict.Fragmentation when Failure.Flags.MayFail =>
            "free memory is in pieces. The caller asked the kernel not to try hard, so it can probably do without",
        FailureVerdict.Fragmentation =>
            "free memory is in pieces: no contiguous block of this order was left where it was asked for",
        FailureVerdict.Harmless =>
            "the caller can do without: it falls back to smaller pages, or asked the kernel not to try hard",
        FailureVerdict.Watermark =>
            "blocks of this order were there, but too little memory was free above the watermark. Look at "
            + "vm.watermark_scale_factor and at what uses the memory; compaction would not have helped",
        FailureVerdict.Cma =>
            "only CMA blocks were left, which take movable pages alone. /proc/buddyinfo counts them as free: no watch "
            + "sees this",
        FailureVerdict.NoZone =>
            "the zones and nodes that it may use have no memory: look at the nodemask and the cpuset",
        FailureVerdict.CgroupLimit =>
            $"the memory limit of a cgroup was hit{(_cgroup is { Length: > 0 } cgroup ? $" ({cgroup})" : "")}: "
            + "neither the machine's memory nor its fragmentation is the cause, and no rung can help",
        FailureVerdict.AddressSpace =>
            "kernel addresses ran out, not memory: raise vmalloc= on the kernel's command line, or use a 64-bit kernel",
        FailureVerdict.Size => "more was asked for than there can be: a wrong size, no shortage",
        _ => "the line does not say which order was wanted: look for a page allocation failure next to it",
    };
}
