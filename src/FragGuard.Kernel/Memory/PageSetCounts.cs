namespace FragGuard.Kernel;

/// <summary>Free pages on the per-CPU lists of one zone: hidden blocks, for there they do not merge and buddyinfo
/// does not count them.</summary>
/// <remarks>Unit: pages. Layout in <c>/proc/zoneinfo</c>: behind <c>pagesets</c>, for each CPU <c>cpu: 0</c> and
/// <c>count: 123</c>. Source: mm/vmstat.c zoneinfo_show_print().</remarks>
/// <param name="Id">Which zone.</param>
/// <param name="Pages">Pages on the lists of all its CPUs.</param>
public readonly record struct PageSetCounts(ZoneId Id, ulong Pages)
{
    /// <summary>Reads all zones that have such lists.</summary>
    public static List<PageSetCounts> Parse(ReadOnlySpan<byte> zoneInfo)
    {
        var zones = new List<PageSetCounts>();
        ZoneId? zone = null;
        var (pages, isInside) = (0UL, false);
        var lines = new LineReader(zoneInfo);
        while (lines.TryRead(out var line))
        {
            var fields = new FieldReader(line);
            if (line.StartsWith("Node"u8))
            {
                Keep();
                zone = ZoneId.TryRead(ref fields, out var id) ? id : null;
                (pages, isInside) = (0, false);
            }
            else if (fields.TrySkip("pagesets"u8))
            {
                isInside = true;
            }
            else if (isInside && fields.TrySkip("count:"u8) && fields.TryReadUInt64(out var count))
            {
                pages = Saturating.Add(pages, count);
            }
        }

        Keep();
        return zones;

        void Keep()
        {
            if (zone is { } known && isInside)
            {
                zones.Add(new PageSetCounts(known, pages));
            }
        }
    }
}
