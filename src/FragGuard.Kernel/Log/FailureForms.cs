using System.Buffers;

namespace FragGuard.Kernel;

/// <summary>Tells the kernel's messages about failed allocations from all other text.</summary>
/// <remarks>Every form is anchored at the start of the message: the kernel prints strings that users choose (a task's
/// name above all), and no user shall put words into the kernel's mouth. Texts: mm/page_alloc.c warn_alloc() and its
/// ancestors, mm/oom_kill.c dump_header(), mm/vmalloc.c, mm/slub.c slab_out_of_memory(), fs/xfs/kmem.c,
/// lib/ratelimit.c.</remarks>
internal static class FailureForms
{
    private static readonly SearchValues<byte> ListBytes = LogBytes.List;

    /// <summary>Finds out what a message is, and where its parts are.</summary>
    /// <returns>False for a message that is about something else.</returns>
    internal static bool TryMatch(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = default;
        return IsWorthALook(text)
            && (TryPageAllocation(text, out header) || TryOom(text, out header)
                || VmallocForms.TryMatch(text, out header) || TrySlub(text, out header) || TryXfs(text, out header)
                || ContiguousForms.TryMatch(text, out header)
                || TrySuppressed(text, out header) || TryCpusetLine(text, out header)
                || TryCompactionDisabled(text, out header));
    }

    // Nearly all of a log ends here: each form has one of these words in it.
    private static bool IsWorthALook(ReadOnlySpan<byte> text) =>
        LogHints.HasFailureWord(text) || text.IndexOf("mems_allowed"u8) >= 0;

    private static bool TryPageAllocation(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.PageAllocationFailure };

        // Without a name it is the rest of a line whose beginning went out as another record.
        if (!header.TryReadComm(": page allocation "u8) && !header.Cursor.TrySkip("page allocation "u8))
        {
            return false;
        }

        if (header.Cursor.TrySkip("stalls for "u8))
        {
            header.Kind = FailureKind.Stall;
            return header.TryReadNumber() && header.Cursor.TrySkip("ms, order:"u8) && ReadOrderAndMode(ref header);
        }

        // Until 2.6.38 a full stop stood behind "failure".
        return (header.Cursor.TrySkip("failure: order:"u8) || header.Cursor.TrySkip("failure. order:"u8))
            && ReadOrderAndMode(ref header);
    }

    private static bool ReadOrderAndMode(ref FailureHeader header)
    {
        header.ReadOrder();
        if (header.Cursor.TrySkip(", mode:"u8))
        {
            header.ReadMode();
            header.ReadPlacement();
        }

        return true;
    }

    private static bool TryOom(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.Oom };
        if ((!header.TryReadComm(" invoked oom-killer: "u8) && !header.Cursor.TrySkip("oom-killer: "u8))
            || !header.Cursor.TrySkip("gfp_mask="u8))
        {
            return false;
        }

        header.ReadMode();
        if (header.Cursor.TryReadUntil("order="u8, out var between))
        {
            var mask = new TextCursor(between);
            header.NodeMask = mask.TryReadUntil("nodemask="u8, out _) ? mask.Rest.Trim(", "u8) : default;
            header.ReadOrder();
        }

        return true;
    }

    private static bool TrySlub(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.Slub };
        if (!header.Cursor.TrySkip("SLUB: Unable to allocate memory on "u8)
            && !header.Cursor.TrySkip("SLAB: Unable to allocate memory on "u8))
        {
            return false;
        }

        // -1 is any node. Since 6.13 the CPU stands first: on CPU 3 (of node 0) on node -1.
        var place = header.Cursor;
        if ((place.TryReadUntil(") on node "u8, out _) || place.TrySkip("node "u8)) && place.TryReadNumber(out var node)
            && node < NodeList.MaxNodes)
        {
            header.Node = (int)node;
        }

        if (header.Cursor.TryReadUntil("gfp="u8, out _))
        {
            header.ReadMode();
        }

        return true;
    }

    private static bool TryXfs(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.Xfs };
        if (!header.Cursor.TrySkip("XFS: "u8)
            || (!TryReadXfsTask(ref header) && !header.Cursor.TrySkip("possible memory "u8)))
        {
            return false;
        }

        if (!header.Cursor.TrySkip("allocation deadlock"u8))
        {
            return false;
        }

        _ = header.Cursor.TrySkip(" size "u8) && header.TryReadNumber();
        if (header.Cursor.TryReadUntil("(mode:"u8, out _))
        {
            header.ReadMode();
        }

        return true;
    }

    // Since 4.x: the task's name and its id in parentheses.
    private static bool TryReadXfsTask(ref FailureHeader header)
    {
        var before = header.Cursor;
        if (!header.TryReadComm(") possible memory "u8, "(4294967295"u8.Length))
        {
            return false;
        }

        var id = header.Comm.LastIndexOf((byte)'(');
        if (id < 0 || header.Comm[(id + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            header.Cursor = before;
            return false;
        }

        header.Comm = header.Comm[..id];
        return true;
    }

    // warn_alloc: 3 callbacks suppressed: by the function that was too noisy, of those whose lines are read here.
    private static bool TrySuppressed(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.Suppressed };
        return header.Cursor.TryReadUntil(": "u8, out var name) && name.Length <= 64 && !name.Contains((byte)' ')
            && IsOfMemory(name) && header.TryReadNumber() && header.Cursor.TrySkip(" callbacks suppressed"u8);
    }

    private static bool IsOfMemory(ReadOnlySpan<byte> function) =>
        function.IndexOf("alloc"u8) >= 0 || function.IndexOf("oom"u8) >= 0 || function.IndexOf("out_of_memory"u8) >= 0
        || function.IndexOf("slab"u8) >= 0 || function.IndexOf("slub"u8) >= 0 || function.IndexOf("vmap"u8) >= 0
        || function.IndexOf("swiotlb"u8) >= 0 || function.IndexOf("kmem"u8) >= 0;

    private static bool TryCpusetLine(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.CpusetLine };
        if (!header.TryReadComm(" cpuset="u8) || !header.Cursor.TryReadUntil(" mems_allowed="u8, out var cpuset))
        {
            return false;
        }

        header.Cpuset = cpuset;
        return header.Cursor.Rest.IndexOfAnyExcept(ListBytes) < 0;
    }

    private static bool TryCompactionDisabled(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.CompactionDisabled };
        return text.StartsWith("COMPACTION is disabled!!!"u8);
    }
}
