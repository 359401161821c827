using System.Text;

namespace FragGuard.Kernel;

/// <summary>Reads the lines of a memory dump, wherever in a line of a log they stand: what is before them does not
/// matter, and lines of others in between are left alone.</summary>
/// <remarks>Source: mm/show_mem.c, mm/page_alloc.c show_free_areas() back to 2.6. A zone's line that was torn goes on
/// where its next key stands.</remarks>
internal static class MemoryDumpReader
{
    /// <summary>Takes what a line says.</summary>
    /// <returns>False if it says nothing of memory.</returns>
    internal static bool TryTake(ReadOnlySpan<byte> line, MemoryDump dump)
    {
        if (line.IndexOf("Mem-Info:"u8) >= 0 || line.IndexOf("Mem-info:"u8) >= 0)
        {
            return dump.HasBegun = true;
        }

        return TryZone(line, dump) || TryProtection(line, dump) || TryFreeList(line, dump) || TryTotals(line, dump)
            || TryRestOfZone(line, dump);
    }

    private static bool TryZone(ReadOnlySpan<byte> line, MemoryDump dump)
    {
        var at = line.IndexOf(" free:"u8);
        if (at < 0 || line[at..].IndexOf("kB"u8) < 0 || !TryReadHead(line[..at], out var node, out var name))
        {
            return false;
        }

        dump.HasBegun = true;
        dump.Last = dump.ZoneOf(node, name);
        return dump.Last is { } zone && ReadKeys(line[at..], zone);
    }

    // A line that was cut in two goes on with a key, or in the middle of one.
    private static bool TryRestOfZone(ReadOnlySpan<byte> line, MemoryDump dump) =>
        dump.Last is { } zone && line.IndexOf("kB"u8) >= 0 && line.IndexOf(" free:"u8) < 0
        && (zone.ManagedKib is null || zone.CmaKib is null || zone.MinKib is null)
        && line.IndexOf("Node "u8) < 0 && ReadKeys(line, zone);

    private static bool ReadKeys(ReadOnlySpan<byte> text, DumpZone zone)
    {
        var found = false;
        while (true)
        {
            var colon = text.IndexOf((byte)':');
            if (colon < 0)
            {
                return found;
            }

            var key = text[..colon];
            key = key[(key.LastIndexOf((byte)' ') + 1)..];
            text = text[(colon + 1)..];
            var cursor = new TextCursor(text);
            if (cursor.TryReadNumber(out var number) && number <= long.MaxValue / 1024
                && (cursor.TrySkip("kB"u8) || cursor.TrySkip("KB"u8)))
            {
                found |= Set(zone, key, (long)number);
            }
        }
    }

    private static bool Set(DumpZone zone, ReadOnlySpan<byte> key, long kib)
    {
        switch (key)
        {
            case var _ when key.SequenceEqual("free"u8): zone.FreeKib = kib; return true;
            case var _ when key.SequenceEqual("boost"u8): zone.BoostKib = kib; return true;
            case var _ when key.SequenceEqual("min"u8): zone.MinKib = kib; return true;
            case var _ when key.SequenceEqual("low"u8): zone.LowKib = kib; return true;
            case var _ when key.SequenceEqual("high"u8): zone.HighKib = kib; return true;
            case var _ when key.SequenceEqual("managed"u8): zone.ManagedKib = kib; return true;
            case var _ when key.SequenceEqual("present"u8): zone.ManagedKib ??= kib; return true;
            case var _ when key.SequenceEqual("free_cma"u8): zone.CmaKib = kib; return true;
            case var _ when key.SequenceEqual("free_pcp"u8): zone.PerCpuKib = kib; return true;
            case var _ when key.SequenceEqual("reserved_highatomic"u8): zone.ReservedHighAtomicKib = kib; return true;
            case var _ when key.SequenceEqual("free_highatomic"u8): zone.FreeHighAtomicKib = kib; return true;
            default: return false;
        }
    }

    private static bool TryProtection(ReadOnlySpan<byte> line, MemoryDump dump)
    {
        var at = line.IndexOf("lowmem_reserve[]:"u8);
        at = at < 0 ? line.IndexOf("protections[]:"u8) : at;
        if (at < 0)
        {
            return false;
        }

        var pages = new List<long>();
        var fields = new FieldReader(line[(at + line[at..].IndexOf((byte)':') + 1)..]);
        while (pages.Count < Kernel.FreeBlocks.MaxOrders && fields.TryReadUInt64(out var number))
        {
            pages.Add((long)Math.Min(number, long.MaxValue / 1024));
        }

        if (dump.Last is { } zone && zone.ProtectionPages.Count == 0)
        {
            zone.ProtectionPages = pages;
        }

        return true;
    }

    private static bool TryFreeList(ReadOnlySpan<byte> line, MemoryDump dump)
    {
        var star = line.IndexOf((byte)'*');
        if (star <= 0 || !char.IsAsciiDigit((char)line[star - 1]) || line[star..].IndexOf("kB"u8) < 0)
        {
            return false;
        }

        var first = star;
        while (first > 0 && char.IsAsciiDigit((char)line[first - 1]))
        {
            first--;
        }

        var head = line[..first].TrimEnd((byte)' ');
        if (head.EndsWith(":"u8) && TryReadHead(head[..^1], out var node, out var name))
        {
            dump.HasBegun = true;
            dump.LastList = dump.ZoneOf(node, name);
            dump.LastList?.ClearBlocks();
        }

        return dump.LastList is { IsListComplete: false } zone && ReadBlocks(line[first..], zone, dump);
    }

    private static bool ReadBlocks(ReadOnlySpan<byte> text, DumpZone zone, MemoryDump dump)
    {
        var cursor = new TextCursor(text);
        var found = false;
        while (cursor.TryReadNumber(out var count) && cursor.TrySkip('*') && cursor.TryReadNumber(out var kib)
            && cursor.TrySkip("kB"u8))
        {
            if (zone.FreeBlocks.Count == 0 && kib is > 0 and <= 64)
            {
                dump.PageKib ??= (int)kib;
            }

            cursor.TrySkip(' ');
            zone.AddBlocks(count, ReadTypes(ref cursor));
            while (cursor.TrySkip(' '))
            {
            }

            found = true;
        }

        zone.IsListComplete = cursor.TrySkip('=');
        return found;
    }

    private static BlockTypes ReadTypes(ref TextCursor cursor)
    {
        var before = cursor;
        var types = BlockTypes.None;
        if (!cursor.TrySkip('(') || !cursor.TryReadUntil(")"u8, out var letters))
        {
            cursor = before;
            return types;
        }

        foreach (var letter in letters)
        {
            types |= letter switch
            {
                (byte)'U' => BlockTypes.Unmovable,
                (byte)'M' => BlockTypes.Movable,
                (byte)'E' => BlockTypes.Reclaimable,
                (byte)'H' => BlockTypes.HighAtomic,
                (byte)'C' => BlockTypes.Cma,
                (byte)'I' => BlockTypes.Isolated,
                (byte)'R' => BlockTypes.Reserve,
                _ => BlockTypes.None,
            };
        }

        return types;
    }

    private static bool TryTotals(ReadOnlySpan<byte> line, MemoryDump dump)
    {
        if (line.IndexOf("slab_reclaimable:"u8) >= 0 && line.IndexOf("kB"u8) < 0)
        {
            dump.ReclaimableSlabPages ??= NumberBehind(line, "slab_reclaimable:"u8);
            dump.UnreclaimableSlabPages ??= NumberBehind(line, "slab_unreclaimable:"u8);
            dump.FreePages ??= NumberBehind(line, " free:"u8);
            return true;
        }

        if (line.IndexOf(" free:"u8) >= 0 && line.IndexOf("kB"u8) < 0 && line.IndexOf("objs:"u8) < 0)
        {
            dump.FreePages ??= NumberBehind(line, " free:"u8);
            return true;
        }

        return TryPagesLine(line, dump);
    }

    private static bool TryPagesLine(ReadOnlySpan<byte> line, MemoryDump dump)
    {
        var at = line.IndexOf(" pages "u8);
        if (at <= 0)
        {
            return false;
        }

        var what = line[(at + " pages "u8.Length)..];
        var number = line[..at];
        number = number[(number.LastIndexOfAnyExceptInRange((byte)'0', (byte)'9') + 1)..];
        var fields = new FieldReader(number);
        if (!fields.TryReadUInt64(out var pages) || pages > long.MaxValue / 1024)
        {
            return false;
        }

        // The dump ends with these, as far as the kernel has them; "reserved" has always been there.
        dump.IsComplete |= what.StartsWith("reserved"u8) || what.StartsWith("hwpoisoned"u8) || what.StartsWith("cma"u8);
        if (what.StartsWith("RAM"u8))
        {
            dump.TotalPages ??= (long)pages;
        }
        else if (what.StartsWith("cma reserved"u8))
        {
            dump.CmaPages ??= (long)pages;
        }
        else
        {
            return what.StartsWith("reserved"u8) || what.StartsWith("hwpoisoned"u8);
        }

        return true;
    }

    private static long? NumberBehind(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        var cursor = new TextCursor(line);
        return cursor.TryReadUntil(key, out _) && cursor.TryReadNumber(out var number) && number <= long.MaxValue / 1024
            ? (long)number
            : null;
    }

    // What stands before " free:" or ": 1*4kB": "Node 0 DMA32", or the zone alone.
    private static bool TryReadHead(ReadOnlySpan<byte> head, out int? node, out string name)
    {
        node = null;
        name = "";
        head = head.TrimEnd((byte)' ');
        var start = head.LastIndexOfAny(" :]\t|"u8) + 1;
        var word = head[start..];
        if (!IsZoneName(word))
        {
            return false;
        }

        name = Encoding.ASCII.GetString(word);
        var before = head[..start].TrimEnd((byte)' ');
        var digits = before[(before.LastIndexOfAnyExceptInRange((byte)'0', (byte)'9') + 1)..];
        var fields = new FieldReader(digits);
        if (before[..^digits.Length].TrimEnd((byte)' ').EndsWith("Node"u8) && fields.TryReadInt32(out var number)
            && number < NodeList.MaxNodes)
        {
            node = number;
        }

        return true;
    }

    // The kernel's names and those of vendors: a capital, letters and digits.
    private static bool IsZoneName(ReadOnlySpan<byte> word)
    {
        if (word.Length is 0 or > 12 || !char.IsAsciiLetterUpper((char)word[0]))
        {
            return false;
        }

        foreach (var letter in word)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter))
            {
                return false;
            }
        }

        return true;
    }
}
