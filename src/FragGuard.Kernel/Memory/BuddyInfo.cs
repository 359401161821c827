namespace FragGuard.Kernel;

/// <summary>One row of <c>/proc/buddyinfo</c>: the free blocks of one populated zone.</summary>
/// <remarks>Unit: blocks of 2^order pages. Mode 0444. Row: <c>Node 0, zone   Normal   1180   1371 ... </c>, one count
/// for each order, a blank at the end. Pages on per-CPU lists are in no row. Source: mm/vmstat.c frag_show_print();
/// layout unchanged since 2.6.</remarks>
public record struct BuddyInfo(ZoneId Id, FreeBlocks Free)
{
    /// <summary>The zone.</summary>
    public ZoneId Id { get; } = Id;

    /// <summary>Its free blocks.</summary>
#pragma warning disable CA1051 // A property would copy two hundred bytes at each use; this is renewed in place.
    public FreeBlocks Free = Free;
#pragma warning restore CA1051

    /// <summary>Where the kernel shows it.</summary>
    public const string Path = "/proc/buddyinfo";

    /// <summary>The most bytes that the kernel prints in one go: the rows of one node.</summary>
    /// <remarks>Six zones at most; <c>Node 1023, zone Movable </c>; 17 counts, each of up to twenty digits and a blank.
    ///  Source: frag_show() prints a node, walk_zones_in_node() its populated zones; enum zone_type.</remarks>
    public const int LargestRecordBytes = 6 * (25 + (17 * 21) + 1);

    /// <summary>Reads one row.</summary>
    /// <returns>False if the line is not in the kernel's layout, has no counts, or more than
    /// <see cref="FreeBlocks.MaxOrders"/>.</returns>
    public static bool TryParseLine(ReadOnlySpan<byte> line, out BuddyInfo row)
    {
        var fields = new FieldReader(line);
        if (ZoneId.TryRead(ref fields, out var id) && FreeBlocks.TryRead(ref fields, out var free))
        {
            row = new BuddyInfo(id, free);
            return true;
        }

        row = default;
        return false;
    }
}
