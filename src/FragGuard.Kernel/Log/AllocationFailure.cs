using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace FragGuard.Kernel;

/// <summary>What one line of the kernel log says about a failed allocation.</summary>
/// <remarks>A line that says nothing of the kind costs no allocation. The kernel prints one such message in 10 s (older
/// kernels ten in 5 s; <see cref="FailureKind.Suppressed"/> tells how many it left out), and none at all for callers
/// that asked for silence (__GFP_NOWARN): no message does not mean no failure.</remarks>
public sealed class AllocationFailure
{
    // A record of /dev/kmsg is shorter than this, and no header comes near it.
    private const int MaxTextBytes = 4096;

    private readonly string[] _gfp;

    private AllocationFailure(in FailureHeader header)
    {
        Kind = header.Kind;
        Comm = header.HasComm ? Decode(header.Comm) : null;
        Order = header.Order;
        Number = header.Number;
        Mode = header.Mode.IsEmpty ? null : Decode(header.Mode);
        _gfp = header.Gfp.IsEmpty ? [] : Decode(header.Gfp).Split('|', StringSplitOptions.RemoveEmptyEntries);
        NodeMask = header.NodeMask.IsEmpty ? null : Decode(header.NodeMask);
        Cpuset = header.Cpuset.IsEmpty ? null : Decode(header.Cpuset);
        MemsAllowed = header.MemsAllowed.IsEmpty ? null : Decode(header.MemsAllowed);
        Detail = header.Detail.IsEmpty ? null : Decode(header.Detail);
        RanOutOfPages = header.RanOutOfPages;
        (Reason, HasGot, Node) = (header.Reason, header.HasGot, header.Node);
        Flags = GfpFlags.Of(Mode, _gfp);
    }

    // A message that has no form of its own.
    private AllocationFailure(FailureKind kind, FailureReason reason, int? order, string? detail)
    {
        (Kind, Reason, Order, Detail, _gfp) = (kind, reason, order, detail, []);
        Flags = GfpFlags.Of(null, []);
    }

    /// <summary>Which message it is.</summary>
    public FailureKind Kind { get; }

    /// <summary>The task that allocated, or that was interrupted by code that did; null if the message names none.
    /// Bytes that a terminal might obey are replaced by question marks.</summary>
    public string? Comm { get; }

    /// <summary>The order that was wanted; null if the message does not say. -1 is an OOM that an administrator asked
    /// for.</summary>
    public int? Order { get; }

    /// <summary>By kind: messages suppressed, milliseconds waited, pages of a CMA request, bytes; null if the message
    /// does not say.</summary>
    public ulong? Number { get; }

    /// <summary>The allocation flags as the kernel printed them, <c>0x40cc0</c>; null if the message has none. What a
    /// bit means differs between kernels.</summary>
    public string? Mode { get; }

    /// <summary>The allocation flags by name, <c>GFP_KERNEL</c>, <c>__GFP_COMP</c>; empty before 4.6.</summary>
    public IReadOnlyList<string> Gfp => _gfp;

    /// <summary>The nodes that the allocation was bound to, <c>0-1</c> or <c>(null)</c> for any; null if the message
    /// does not say.</summary>
    public string? NodeMask { get; }

    /// <summary>The cpuset of the task, often the path of its container; null if the message does not say.</summary>
    public string? Cpuset { get; }

    /// <summary>The nodes that the cpuset allows, <c>0-1</c>; null if the message does not say.</summary>
    public string? MemsAllowed { get; }

    /// <summary>The node that was asked for; null for any, or if the message does not say.</summary>
    public int? Node { get; }

    /// <summary>The cause, as far as the message names one.</summary>
    public FailureReason Reason { get; }

    /// <summary>By kind: the device, the slab cache, the range of addresses; null if there is none.</summary>
    public string? Detail { get; }

    /// <summary>True if <see cref="Number"/> is how much the caller had got when it failed, not what it
    /// wanted.</summary>
    public bool HasGot { get; }

    /// <summary>What the flags let the page allocator do.</summary>
    public GfpFlags Flags { get; }

    /// <summary>True if the page allocator failed for want of a block at once, without a wait for reclaim or
    /// compaction.
    /// A stall and an OOM have waited, whatever their flags.</summary>
    public bool CouldNotWait => Kind is not (FailureKind.Stall or FailureKind.Oom) && !Flags.CanWait
        && (Mode is not null || _gfp.Length > 0);

    /// <summary>True if memory was refused; false for lines that only accompany such a one.</summary>
    public bool IsFailure => Kind < FailureKind.Suppressed;

    /// <summary>Why it failed, as far as this line can tell.</summary>
    public FailureVerdict Verdict => FailureVerdicts.Of(this);

    /// <summary>True if the message says outright that single pages ran out.</summary>
    internal bool RanOutOfPages { get; }

    /// <summary>A cgroup's OOM of which only the line of the kill is left.</summary>
    internal static AllocationFailure OfLoneKill() =>
        new(FailureKind.OomKill, FailureReason.CgroupLimit, order: null, detail: null);

    /// <summary>A message that a configuration names as proof.</summary>
    /// <param name="order">The order that it proves to be missing.</param>
    /// <param name="text">What was looked for in the message.</param>
    public static AllocationFailure OfSite(int order, string text) =>
        new(FailureKind.Site, FailureReason.None, order, text);

    /// <summary>Reads a message of the kernel, without any prefix and with nothing escaped.</summary>
    /// <returns>False for a message that is about something else.</returns>
    public static bool TryParse(ReadOnlySpan<byte> message, [NotNullWhen(true)] out AllocationFailure? failure)
    {
        message = message[..Math.Min(message.Length, MaxTextBytes)].TrimEnd("\r\n\0 "u8);
        var matched = FailureForms.TryMatch(message, out var header);
        failure = matched ? new AllocationFailure(header) : null;
        return matched;
    }

    /// <summary>Reads a record of <c>/dev/kmsg</c>.</summary>
    /// <returns>False for a record that is about something else, or that the kernel did not write.</returns>
    public static bool TryParse(in KmsgRecord record, [NotNullWhen(true)] out AllocationFailure? failure)
    {
        failure = null;
        return record.IsFromKernel && TryParseEscaped(record.Text, out failure);
    }

    /// <summary>Reads a line of any kernel log that people keep: see <see cref="LogLine"/>.</summary>
    /// <returns>False for a line that is about something else, or that is shown not to come from the kernel.</returns>
    public static bool TryParseLogLine(ReadOnlySpan<byte> line, [NotNullWhen(true)] out AllocationFailure? failure)
    {
        failure = null;
        if (!LogLine.TryParse(line, out var parsed))
        {
            return false;
        }

        return parsed.IsEscaped ? TryParseEscaped(parsed.Message, out failure) : TryParse(parsed.Message, out failure);
    }

    private static bool TryParseEscaped(ReadOnlySpan<byte> text, [NotNullWhen(true)] out AllocationFailure? failure)
    {
        text = text[..Math.Min(text.Length, MaxTextBytes)];
        if (!text.Contains((byte)'\\'))
        {
            return TryParse(text, out failure);
        }

        Span<byte> buffer = stackalloc byte[MaxTextBytes];
        return TryParse(buffer[..KmsgRecord.Unescape(text, buffer)], out failure);
    }

    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return string.Create(text.Length, text, static (safe, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                safe[i] = char.IsControl(text[i]) ? '?' : text[i];
            }
        });
    }
}
