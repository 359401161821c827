using System.Text;

namespace FragGuard.Kernel;

/// <summary>Takes in <c>/proc/pagetypeinfo</c> line by line.</summary>
internal sealed class PageTypeInfoReader
{
    private readonly List<string> _types = [];
    private Section _section;

    private enum Section
    {
        Head,
        Free,
        Blocks,
        Mixed,
    }

    /// <summary>The order of a pageblock; null until a head has named it.</summary>
    internal int? PageBlockOrder { get; private set; }

    /// <summary>Pages in a pageblock; null until a head has named it.</summary>
    internal ulong? PagesPerBlock { get; private set; }

    /// <summary>The rows of the first table.</summary>
    internal List<PageTypeFree> Free { get; } = [];

    /// <summary>The rows of the last table.</summary>
    internal List<PageBlocks> Blocks { get; } = [];

    /// <summary>Lines that were not understood.</summary>
    internal int SkippedLines { get; private set; }

    /// <summary>Takes in the next line.</summary>
    internal void Read(ReadOnlySpan<byte> line)
    {
        var fields = new FieldReader(line);
        if (!fields.AtEnd && !TryReadHead(fields) && !TryReadRow(fields))
        {
            SkippedLines++;
        }
    }

    private bool TryReadHead(FieldReader fields)
    {
        if (fields.TrySkip("Page block order:"u8) && fields.TryReadInt32(out var order))
        {
            PageBlockOrder = order;
            return true;
        }

        if (fields.TrySkip("Pages per block:"u8) && fields.TryReadUInt64(out var pages))
        {
            PagesPerBlock = pages;
            return true;
        }

        if (fields.TrySkip("Free pages count per migrate type"u8))
        {
            _section = Section.Free;
            return true;
        }

        if (fields.TrySkip("Number of mixed blocks"u8))
        {
            _section = Section.Mixed;
            return true;
        }

        return fields.TrySkip("Number of blocks type"u8) && ReadTypes(fields);
    }

    private bool ReadTypes(FieldReader fields)
    {
        _section = Section.Blocks;
        _types.Clear();
        while (fields.TryReadField(out var type))
        {
            _types.Add(Encoding.UTF8.GetString(type));
        }

        return true;
    }

    private bool TryReadRow(FieldReader fields)
    {
        if (!ZoneId.TryRead(ref fields, out var id))
        {
            return false;
        }

        return _section switch
        {
            Section.Free => TryReadFree(id, fields),
            Section.Blocks => TryReadBlocks(id, fields),
            Section.Mixed => true,
            _ => false,
        };
    }

    private bool TryReadFree(ZoneId id, FieldReader fields)
    {
        if (!fields.TrySkip("type"u8) || !fields.TryReadField(out var type))
        {
            return false;
        }

        Span<ulong> counts = stackalloc ulong[FreeBlocks.MaxOrders];
        var orders = 0;
        var capped = false;
        while (!fields.AtEnd)
        {
            capped |= fields.TrySkip(">"u8);
            if (orders == counts.Length || !fields.TryReadUInt64(out counts[orders++]))
            {
                return false;
            }
        }

        if (orders > 0)
        {
            Free.Add(new PageTypeFree(id, Encoding.UTF8.GetString(type), FreeBlocks.From(counts[..orders]), capped));
        }

        return orders > 0;
    }

    private bool TryReadBlocks(ZoneId id, FieldReader fields)
    {
        var row = new PageBlocks { Id = id };
        foreach (var type in _types)
        {
            if (!fields.TryReadUInt64(out var count))
            {
                return false;
            }

            row = type switch
            {
                "Unmovable" => row with { Unmovable = count },
                "Movable" => row with { Movable = count },
                "Reclaimable" => row with { Reclaimable = count },
                "HighAtomic" => row with { HighAtomic = count },
                "CMA" => row with { Cma = count },
                "Isolate" => row with { Isolate = count },
                _ => row with { Other = Saturating.Add(row.Other, count) },
            };
        }

        if (!fields.AtEnd || _types.Count == 0)
        {
            return false;
        }

        Blocks.Add(row);
        return true;
    }
}
