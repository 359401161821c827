using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What <c>status</c> says of a watch, and of an order that was asked for: a line for each zone, and why it is
/// breached.</summary>
internal static class WatchText
{
    private const int Indent = 2;

    /// <summary>Writes how a watch stands.</summary>
    /// <param name="sheet">Where to.</param>
    /// <param name="watch">The watch.</param>
    /// <param name="view">What was read.</param>
    /// <param name="now">The time on the guard's clock.</param>
    internal static void Write(TextWriterBuffer sheet, WatchView watch, StatusView view, TimeSpan now)
    {
        var pageBytes = view.PageBytes;
        sheet.Put("watch " + watch.Name, Tone.Title);
        if (watch.Order is not { } order)
        {
            sheet.Paragraph(": off: it watches huge pages, and this kernel has none", Indent);
            return;
        }

        sheet.Paragraph($": {OrderWords(order, pageBytes)}{Terms(watch.Terms)}{During(watch)}", Indent);
        if (watch.IsWaiting)
        {
            return;
        }

        if (watch.Zones.Count == 0)
        {
            sheet.Paragraph(
                "covers no zone here: its zones are too small or absent, or the kernel has no blocks of this order",
                Indent,
                Tone.Warn);
            return;
        }

        var table = new Table(
            new TableColumn("zone", IsLeft: true),
            new TableColumn("suitable", Spare: 1), new TableColumn("floor", Spare: 2),
            new TableColumn("unusable", Spare: 3), new TableColumn("extfrag", Spare: 4),
            new TableColumn("state", IsLeft: true));
        for (var state = ZoneState.Breached; state >= ZoneState.Ok; state--)
        {
            foreach (var zone in watch.Zones)
            {
                if (zone.State == state)
                {
                    table.Add(Why(zone, view), Cells(zone, now));
                }
            }
        }

        table.Write(sheet, Indent);
    }

    /// <summary>Writes how every zone stands at one order.</summary>
    internal static void WriteOrder(TextWriterBuffer sheet, StatusView view, int order)
    {
        sheet.Line(OrderWords(order, view.PageBytes), Tone.Title);
        var table = new Table(
            new TableColumn("zone", IsLeft: true), new TableColumn("free", Spare: 3), new TableColumn("suitable"),
            new TableColumn("unusable", Spare: 1), new TableColumn("extfrag", Spare: 2));
        foreach (ref readonly var row in view.FreeBlocks.Rows)
        {
            var numbers = OrderNumbers.Of(row.Free, order);
            table.Add(
                order < row.Free.Orders ? null : $"its largest blocks are of order {row.Free.Orders - 1}",
                row.Id.ToString(),
                Quantity.Short((UInt128)numbers.FreePages * (UInt128)view.PageBytes),
                Quantity.Count(numbers.Suitable),
                Quantity.Percent(numbers.UnusablePermille),
                Quantity.Index(numbers.ExtfragPermille));
        }

        table.Write(sheet, Indent);
    }

    /// <summary>An order in words: <c>order 4 (64 KiB)</c>.</summary>
    internal static string OrderWords(int order, int pageBytes) =>
        $"order {order} ({Quantity.Long(Quantity.BlockBytes(order, pageBytes))})";

    /// <summary>Writes what the column of the fragmentation index means.</summary>
    internal static void WriteLegend(TextWriterBuffer sheet) => sheet.Paragraph(
        "extfrag, the kernel's fragmentation index: -1.000 means that a block is free; otherwise 0 means that memory "
            + "is short, and 1 that it is in pieces",
        tone: Tone.Faint);

    /// <summary>How a zone stands, in words.</summary>
    internal static string State(WatchedZoneView zone, TimeSpan now) => zone.State switch
    {
        ZoneState.Falling when zone.IsPredicted => "falling: its trend crosses the floor",
        ZoneState.Falling when zone.IsStalling && zone.Numbers.Suitable >= zone.FloorBlocks =>
            "programs stall too often",
        ZoneState.Falling when zone.For <= TimeSpan.Zero => "too low",
        ZoneState.Falling => "too low for " + Quantity.Time(Passed(zone, now), zone.For),
        _ => zone.State.Word() + Cause(zone),
    };

    private static string Cause(WatchedZoneView zone) => (zone.IsStalling ? ", programs stall" : "") + Why(zone);

    private static string Why(WatchedZoneView zone) => zone.IsDiagnosisUnknown ? ": cause unknown"
        : zone.Diagnosis is { } why ? ": " + why.Word()
        : "";

    // Never more than the whole: a guard that is stopped does not look, and its zones do not go on.
    private static TimeSpan Passed(WatchedZoneView zone, TimeSpan now) => zone.Since is { } since && since < now
        ? TimeSpan.FromSeconds(Math.Min(Math.Floor((now - since).TotalSeconds), zone.For.TotalSeconds))
        : default;

    private static TableCell[] Cells(WatchedZoneView zone, TimeSpan now) =>
    [
        zone.Id.ToString(),
        Quantity.Count(zone.Numbers.Suitable),
        zone.FloorBlocks == 0 ? "-" : Quantity.Count(zone.FloorBlocks),
        Quantity.Percent(zone.Numbers.UnusablePermille),
        Quantity.Index(zone.Numbers.ExtfragPermille),
        new TableCell(State(zone, now), zone.State.Tone()),
    ];

    private static string During(WatchView watch) => watch switch
    {
        { During: null } => "",
        { IsWaiting: true } => $"; off: it waits for window {watch.During}, which is closed",
        _ => $"; on: window {watch.During} is open",
    };

    private static string Terms(WatchTerms? terms)
    {
        if (terms is null)
        {
            return ", watched because of a page allocation failure in the kernel log";
        }

        var most = terms.UnusableAbovePermille is { } permille
            ? $", at most {Quantity.Percent(permille)} unusable"
            : "";
        most += terms.StallsAbove is { } stalls ? $", at most {stalls} stalls a minute" : "";
        var time = terms.For > TimeSpan.Zero ? " for " + Quantity.Time(terms.For) : "";
        return $"{most}, breached when too low{time}";
    }

    private static string? Why(WatchedZoneView zone, StatusView view)
    {
        var pageBytes = view.PageBytes;
        var set = view.Types is null ? 0 : SetAside(zone, view.Types);
        var aside = set > 0
            ? $"at most {Quantity.Count(set)} of its suitable blocks are CMA or high-atomic, not for everyone"
            : null;
        return zone.Diagnosis is null ? aside
            : aside is null ? WhyBreached(zone, view, pageBytes) : $"{WhyBreached(zone, view, pageBytes)}; {aside}";
    }

    // Blocks that only movable pages, or only callers that cannot wait, can be given.
    private static ulong SetAside(WatchedZoneView zone, PageTypeInfo types)
    {
        var blocks = 0UL;
        foreach (var row in types.Free)
        {
            blocks += row.Id == zone.Id && row.Type is "CMA" or "HighAtomic"
                ? row.Blocks.Suitable(zone.Order) : 0;
        }

        return Math.Min(blocks, zone.Numbers.Suitable);
    }

    // Without watermarks nobody knows whether what is free may be used; and what is unmovable stays where it is.
    private static string InPieces(WatchedZoneView zone, StatusView view, string free)
    {
        const int mostlyStuckPermille = 800;
        var pieces = view.Sizes is null
            ? $"{free} is free; the watermarks cannot be read, so this may be fragmentation or a shortage"
            : $"{free} is free, but in pieces that are too small";
        return view.Types is null || !view.Types.TryFind(zone.Id, out var blocks) ? pieces
            : blocks.StuckPermille >= mostlyStuckPermille
                ? $"{pieces}; {Quantity.Percent(blocks.StuckPermille)} of its pageblocks are unmovable: "
                    + "compaction will hardly help"
                : $"{pieces}; {Quantity.Percent(blocks.StuckPermille)} of its pageblocks are unmovable";
    }

    private static string? WhyBreached(WatchedZoneView zone, StatusView view, int pageBytes)
    {
        var numbers = zone.Numbers;
        var free = Quantity.Long((UInt128)numbers.FreePages * (UInt128)pageBytes);
        var reserved = Quantity.Long((UInt128)numbers.ReservedPages * (UInt128)pageBytes);
        var isMending = zone.FloorBlocks > 0
            && numbers.Suitable >= zone.FloorBlocks && numbers.Suitable < zone.ClearBlocks;
        return zone.Diagnosis switch
        {
            not null when isMending =>
                $"above its floor again; the breach ends at {Quantity.Count(zone.ClearBlocks)} blocks",
            Diagnosis.Fragmented => InPieces(zone, view, free),
            Diagnosis.LowMemory when numbers.ReservedPages > 0 =>
                $"{free} is free, of which {reserved} is reserved: too little for the floor; compaction cannot help",
            Diagnosis.LowMemory =>
                $"{free} is free: too little for the floor; compaction cannot help",
            _ => null,
        };
    }
}
