namespace FragGuard.Kernel;

/// <summary>The kernel's messages about virtually contiguous memory, vmalloc(), of every age.</summary>
/// <remarks>Source: mm/vmalloc.c. <c>vmalloc: allocation failure</c> until 5.11, <c>vmalloc size N allocation
/// failure</c>
/// in 5.12 to 5.14, <c>vmalloc error: size N</c> since 5.15. Where pages ran out, the size since 5.12 is what the
/// allocation had got, not what it wanted.</remarks>
internal static class VmallocForms
{
    /// <summary>Reads such a message.</summary>
    /// <returns>False for another one.</returns>
    internal static bool TryMatch(ReadOnlySpan<byte> text, out FailureHeader header) =>
        TryOld(text, out header) || TryNew(text, ": vmalloc error: size "u8, ", "u8, out header)
        || TryNew(text, ": vmalloc size "u8, " allocation failure: "u8, out header) || TryVmap(text, out header);

    private static bool TryOld(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.Vmalloc };
        if (!TrySkipName(ref header, ": vmalloc: allocation failure"u8))
        {
            return false;
        }

        if (header.Cursor.TrySkip(", allocated "u8) && header.Cursor.TryReadUntil(" of "u8, out _))
        {
            (header.Reason, header.RanOutOfPages) = (FailureReason.PagesRanOut, true);
        }
        else
        {
            header.Cursor.TrySkip(": "u8);
        }

        _ = header.TryReadNumber();
        ReadMode(ref header);
        return true;
    }

    private static bool TryNew(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> start, ReadOnlySpan<byte> next, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.Vmalloc };
        if (!TrySkipName(ref header, start))
        {
            return false;
        }

        _ = header.TryReadNumber();
        if (header.Cursor.TrySkip(next))
        {
            ReadReason(ref header);
        }

        ReadMode(ref header);
        return true;
    }

    private static void ReadReason(ref FailureHeader header)
    {
        ref var cursor = ref header.Cursor;
        if (cursor.TrySkip("exceeds total pages"u8))
        {
            header.Reason = FailureReason.ExceedsTotal;
        }
        else if (cursor.TrySkip("vm_struct allocation failed"u8))
        {
            header.Reason = FailureReason.NoAddresses;
        }
        else if (cursor.TrySkip("page order "u8))
        {
            header.ReadOrder();
            header.HasGot = true;
            header.Reason = header.Order > 0 ? FailureReason.HugePagesFellBack : FailureReason.PagesRanOut;
        }
        else if (cursor.TrySkip("failed to allocate pages"u8))
        {
            // Without a word of an order it is the smallest.
            (header.Order, header.HasGot, header.Reason) = (0, true, FailureReason.PagesRanOut);
        }
        else if (cursor.TrySkip("failed to allocate"u8) || cursor.TrySkip("page array"u8)
            || cursor.TrySkip("failed to map pages"u8))
        {
            header.Reason = FailureReason.PagesRanOut;
        }

        header.RanOutOfPages = header.Reason == FailureReason.PagesRanOut;
    }

    private static bool TryVmap(ReadOnlySpan<byte> text, out FailureHeader header)
    {
        header = new FailureHeader(text) { Kind = FailureKind.Vmap, Reason = FailureReason.NoAddresses };
        if ((header.Cursor.TrySkip("vmap allocation for size "u8)
                || header.Cursor.TrySkip("vmalloc_node_range for size "u8))
            && header.TryReadNumber() && header.Cursor.TrySkip(" failed: "u8))
        {
            header.Detail = header.Cursor.TrySkip("Address range restricted to "u8) ? header.Cursor.Rest : default;
            return true;
        }

        // 2.6.
        return text.StartsWith("allocation failed: out of vmalloc space"u8);
    }

    private static bool TrySkipName(ref FailureHeader header, ReadOnlySpan<byte> start) =>
        header.TryReadComm(start) || header.Cursor.TrySkip(start[2..]);

    private static void ReadMode(ref FailureHeader header)
    {
        if (header.Cursor.TryReadUntil(", mode:"u8, out _))
        {
            header.ReadMode();
            header.ReadPlacement();
        }
    }
}
