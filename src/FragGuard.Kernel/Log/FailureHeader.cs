using System.Buffers;

namespace FragGuard.Kernel;

/// <summary>The parts of a kernel message about a failed allocation, as spans into the message: matching allocates
/// nothing.</summary>
/// <remarks>Found by <see cref="FailureForms"/>.</remarks>
internal ref struct FailureHeader(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> FlagBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_|"u8);

    private static readonly SearchValues<byte> ListBytes = SearchValues.Create("0123456789,-"u8);

    /// <summary>How far the message has been read.</summary>
    internal TextCursor Cursor = new(text);

    /// <summary>Which message.</summary>
    internal FailureKind Kind;

    /// <summary>True if the message names a task.</summary>
    internal bool HasComm;

    /// <summary>The task's name; may be empty even where there is one.</summary>
    internal ReadOnlySpan<byte> Comm;

    /// <summary>The order asked for; null if the message has none. -1 is an OOM that an administrator asked for (SysRq
    /// f).</summary>
    internal int? Order;

    /// <summary>Messages suppressed, milliseconds waited, or bytes wanted; null if the message has no such
    /// number.</summary>
    internal ulong? Number;

    /// <summary>True if the message says outright that single pages ran out.</summary>
    internal bool RanOutOfPages;

    /// <summary>True if <see cref="Number"/> is what had been got, not what was wanted.</summary>
    internal bool HasGot;

    /// <summary>The cause, as far as the message names one.</summary>
    internal FailureReason Reason;

    /// <summary>The node that was asked for; null for any, or if the message does not say.</summary>
    internal int? Node;

    /// <summary>By kind: the device, the slab cache, the range of addresses, the count of huge pages.</summary>
    internal ReadOnlySpan<byte> Detail;

    /// <summary>The allocation flags as a number with its <c>0x</c>; empty if there are none.</summary>
    internal ReadOnlySpan<byte> Mode;

    /// <summary>The allocation flags by name, with <c>|</c> in between; empty if there are none.</summary>
    internal ReadOnlySpan<byte> Gfp;

    /// <summary>The nodes that the allocation was bound to; empty if the message does not say.</summary>
    internal ReadOnlySpan<byte> NodeMask;

    /// <summary>The cpuset of the task; empty if the message does not say.</summary>
    internal ReadOnlySpan<byte> Cpuset;

    /// <summary>The nodes that the cpuset allows; empty if the message does not say.</summary>
    internal ReadOnlySpan<byte> MemsAllowed;

    /// <summary>The longest name of a task: the kernel's TASK_COMM_LEN less the final zero.</summary>
    private const int MaxCommBytes = 15;

    /// <summary>The longest name that a kernel worker shows where its work is shown too:
    /// <c>kworker/u8:2-events_unbound</c>.</summary>
    private const int MaxWorkerBytes = 63;

    /// <summary>Reads a task's name, which ends where this text begins, and skips the text.</summary>
    /// <returns>False, with nothing consumed, if the text does not come where it can end a name.</returns>
    internal bool TryReadComm(ReadOnlySpan<byte> end, int spareBytes = 0)
    {
        // The text is longer than any name, so that no name can hold it: its first place is its only one.
        var window = Cursor.Rest[..Math.Min(Cursor.Rest.Length, (4 * MaxWorkerBytes) + end.Length)];
        var length = window.IndexOf(end);
        if (length < 0 || !IsComm(window[..length], spareBytes))
        {
            return false;
        }

        HasComm = true;
        Comm = window[..length];
        return Cursor.TrySkip(window[..(length + end.Length)]);
    }

    /// <summary>Reads an order, if one is there.</summary>
    internal void ReadOrder()
    {
        var sign = Cursor.TrySkip('-') ? -1 : 1;
        if (Cursor.TryReadNumber(out var order) && order <= int.MaxValue)
        {
            Order = sign * (int)order;
        }
    }

    /// <summary>Reads a number, if one is there.</summary>
    internal bool TryReadNumber()
    {
        var found = Cursor.TryReadNumber(out var number);
        Number = found ? number : null;
        return found;
    }

    /// <summary>Reads allocation flags, if they are there: <c>0xcc0(GFP_KERNEL)</c>. A list of names that was cut keeps
    /// its whole names.</summary>
    internal void ReadMode()
    {
        Mode = Cursor.ReadHex();
        if (!Cursor.TrySkip('('))
        {
            return;
        }

        var names = Cursor.ReadWhile(FlagBytes);
        Gfp = Cursor.TrySkip(')') ? names : names[..Math.Max(0, names.LastIndexOf((byte)'|'))];
    }

    /// <summary>Reads where the allocation was allowed to look, if that is there:
    /// <c>, nodemask=0-1,cpuset=/,mems_allowed=0-1</c>.</summary>
    internal void ReadPlacement()
    {
        if (!Cursor.TrySkip(", nodemask="u8))
        {
            return;
        }

        if (!Cursor.TryReadUntil(",cpuset="u8, out var nodes))
        {
            NodeMask = Cursor.Rest.TrimEnd(" ,"u8);
            return;
        }

        var end = Cursor.Rest.LastIndexOf(",mems_allowed="u8);
        NodeMask = nodes;
        Cpuset = end < 0 ? Cursor.Rest : Cursor.Rest[..end];
        if (end >= 0)
        {
            var allowed = Cursor.Rest[(end + ",mems_allowed="u8.Length)..];
            var length = allowed.IndexOfAnyExcept(ListBytes);
            MemsAllowed = length < 0 ? allowed : allowed[..length];
        }
    }

    private static bool IsComm(ReadOnlySpan<byte> name, int spareBytes)
    {
        var most = (name.StartsWith("kworker/"u8) ? MaxWorkerBytes : MaxCommBytes) + spareBytes;

        // A log that is text already shows an unprintable byte as four, \xNN.
        var length = 0;
        for (var rest = name; !rest.IsEmpty; rest = rest[(KmsgRecord.IsEscape(rest) ? 4 : 1)..])
        {
            length++;
        }

        return length <= most;
    }
}
