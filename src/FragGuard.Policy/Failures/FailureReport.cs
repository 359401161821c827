using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What is to be said about a failed allocation in the kernel log, and whether it opens an incident. The
/// guard, the replay of a trace and <c>fragguard failures</c> say the same.</summary>
public sealed class FailureReport
{
    private FailureReport(AllocationFailure failure) => Failure = failure;

    /// <summary>What the line says.</summary>
    public AllocationFailure Failure { get; }

    /// <summary>The kind of message, as in JSON: <c>page-allocation-failure</c>.</summary>
    public string Kind => Failure.Kind.Name();

    /// <summary>The task; null if the message names none.</summary>
    public string? Comm => Failure.Comm;

    /// <summary>The order that was wanted; null if the message does not say.</summary>
    public int? Order => Failure.Order;

    /// <summary>The allocation flags by name; empty before 4.6.</summary>
    public IReadOnlyList<string> Gfp => Failure.Gfp;

    /// <summary>Why it failed, as in JSON: <c>fragmentation</c>, <c>low-memory</c>, <c>atomic-reserve</c> or
    /// <c>unknown</c>.</summary>
    public string Verdict => Failure.Verdict.Name();

    /// <summary>True if memory was refused. Lines that only accompany such a one are not told one by one.</summary>
    public bool IsFailure => Failure.IsFailure;

    /// <summary>The order that zones must be able to serve, or else an incident opens; null if this line opens
    /// none.</summary>
    /// <remarks>A page allocator that gave up, waits, or kills to make room has proved that it could not serve the
    /// order. Callers of vmalloc, slab and XFS fall back to single pages or try again, and their lines say no order
    /// that failed.</remarks>
    public int? IncidentOrder =>
        Failure.Kind is FailureKind.PageAllocationFailure or FailureKind.Stall or FailureKind.Oom
        && Failure.Order is >= 1 and <= Kernel.Order.Max
            ? Failure.Order
            : null;

    /// <summary>True if it opens an incident wherever zones cannot serve the order.</summary>
    public bool OpensIncident => IncidentOrder is not null;

    /// <summary>What a person should know or look at: sentences without the last full stop.</summary>
    public string Advice =>
        Placement is { } nodes
            ? $"{Explanation}. It was bound to node {nodes}: free memory elsewhere was of no use"
            : Explanation;

    /// <summary>The report on a failure.</summary>
    public static FailureReport Of(AllocationFailure failure) => new(failure);

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
        FailureKind.Vmap =>
            "kernel addresses ran out, not memory: raise vmalloc= on the kernel's command line, or use a 64-bit kernel",
        FailureKind.Oom when Order == -1 => "an administrator asked for it (SysRq f)",
        _ => OfVerdict,
    };

    private string OfVerdict => Failure.Verdict switch
    {
        FailureVerdict.LowMemory when HasFlag("GFP_ATOMIC") =>
            "single pages ran out for code that cannot wait, an interrupt or the network as a rule. Compaction cannot "
            + "help: look at vm.min_free_kbytes and vm.watermark_scale_factor, the reserve for such code, and at what "
            + "uses the memory",
        FailureVerdict.LowMemory =>
            "single pages ran out: memory is short, not fragmented, and compaction cannot help. Look at what uses it "
            + "and at cgroup limits",
        FailureVerdict.AtomicReserve =>
            "code that cannot wait, a network driver as a rule, found the reserve too small. Reclaim and compaction "
            + "come too late for it: look at vm.min_free_kbytes and vm.watermark_scale_factor",
        FailureVerdict.Fragmentation when IsEasilyRefused =>
            "free memory is in pieces. The caller asked the kernel not to try hard, so it can probably do without",
        FailureVerdict.Fragmentation =>
            "free memory is in pieces: no contiguous block of this order was left where it was asked for",
        _ => "the line does not say which order was wanted: look for a page allocation failure next to it",
    };

    private bool IsEasilyRefused => HasFlag("__GFP_NORETRY") || HasFlag("__GFP_RETRY_MAYFAIL");

    private bool HasFlag(string name)
    {
        foreach (var flag in Gfp)
        {
            if (flag == name)
            {
                return true;
            }
        }

        return false;
    }
}
