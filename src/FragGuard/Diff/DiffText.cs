using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What <c>diff</c> prints for people.</summary>
internal static class DiffText
{
    private const int Indent = 2;

    /// <summary>Writes every order of every zone that changed.</summary>
    internal static void Write(TextWriterBuffer sheet, IReadOnlyList<ZoneChange> changes, int pageBytes)
    {
        foreach (var change in changes)
        {
            sheet.Put(change.Id.ToString(), Tone.Title);
            sheet.Paragraph(Heading(change, pageBytes), Indent);
            if (!change.IsNone)
            {
                Orders(change, pageBytes).Write(sheet, Indent);
            }

            sheet.EndLine();
        }

        WriteTotal(sheet, changes, pageBytes);
    }

    /// <summary>Writes every zone at one order.</summary>
    internal static void WriteOrder(TextWriterBuffer sheet, IReadOnlyList<ZoneChange> changes, int pageBytes, int order)
    {
        sheet.Line(WatchText.OrderWords(order, pageBytes), Tone.Title);
        var table = new Table(
            new TableColumn("zone", IsLeft: true),
            new TableColumn("free", Spare: 4), new TableColumn("after", Spare: 3),
            new TableColumn("suitable"), new TableColumn("after"), new TableColumn("change"),
            new TableColumn("unusable", Spare: 2), new TableColumn("after", Spare: 1));
        foreach (var change in changes)
        {
            var (before, after) = (At(change.Before, order), At(change.After, order));
            table.Add(
                Presence(change),
                change.Id.ToString(),
                Free(before, pageBytes),
                Free(after, pageBytes),
                Suitable(before),
                new TableCell(Suitable(after), ToneOf(before, after)),
                Difference(before?.Suitable ?? 0, after?.Suitable ?? 0),
                Unusable(before),
                new TableCell(Unusable(after), ToneOf(before, after)));
        }

        table.Write(sheet, Indent);
        sheet.EndLine();
        WriteTotal(sheet, changes, pageBytes);
    }

    private static Table Orders(ZoneChange change, int pageBytes)
    {
        var table = new Table(
            new TableColumn("order"), new TableColumn("size", Spare: 5),
            new TableColumn("blocks"), new TableColumn("after"), new TableColumn("change"),
            new TableColumn("suitable", Spare: 3), new TableColumn("after", Spare: 1),
            new TableColumn("unusable", Spare: 4), new TableColumn("after", Spare: 2));
        for (var order = 0; order < change.Orders; order++)
        {
            var (before, after) = (At(change.Before, order), At(change.After, order));
            var (was, now) = (change.Before?[order] ?? 0, change.After?[order] ?? 0);
            table.Add(
                note: null,
                order.ToString(CultureInfo.InvariantCulture),
                Quantity.Short(Quantity.BlockBytes(order, pageBytes)),
                before is null ? "-" : Quantity.Count(was),
                after is null ? "-" : Quantity.Count(now),
                Difference(was, now),
                Suitable(before),
                new TableCell(Suitable(after), ToneOf(before, after)),
                Unusable(before),
                new TableCell(Unusable(after), ToneOf(before, after)));
        }

        return table;
    }

    private static void WriteTotal(TextWriterBuffer sheet, IReadOnlyList<ZoneChange> changes, int pageBytes)
    {
        UInt128 before = 0, after = 0;
        foreach (var change in changes)
        {
            before += change.Before?.FreePages ?? 0;
            after += change.After?.FreePages ?? 0;
        }

        sheet.Put("all zones", Tone.Title);
        sheet.Paragraph(FreeChange(before, after, pageBytes), Indent);
    }

    private static string Heading(ZoneChange change, int pageBytes) => Presence(change) is { } presence
        ? $": {presence}, {Quantity.Long(Bytes((change.Before ?? change.After)!.Value.FreePages, pageBytes))} free"
        : change.IsNone ? ": unchanged"
        : FreeChange(change.Before!.Value.FreePages, change.After!.Value.FreePages, pageBytes);

    private static string FreeChange(UInt128 before, UInt128 after, int pageBytes)
    {
        var change = after == before ? "no change"
            : after > before ? "+" + Size(after - before)
            : "-" + Size(before - after);
        return $": free {Size(before)}, after {Size(after)} ({change})";

        string Size(UInt128 pages) => Quantity.Long(Bytes(pages, pageBytes));
    }

    private static string? Presence(ZoneChange change) =>
        change.Before is null ? "appeared" : change.After is null ? "vanished" : null;

    private static OrderNumbers? At(FreeBlocks? free, int order) =>
        free is { } blocks ? OrderNumbers.Of(blocks, order) : null;

    private static string Free(OrderNumbers? numbers, int pageBytes) =>
        numbers is { } known ? Quantity.Short(Bytes(known.FreePages, pageBytes)) : "-";

    private static string Suitable(OrderNumbers? numbers) =>
        numbers is { } known ? Quantity.Count(known.Suitable) : "-";

    private static string Unusable(OrderNumbers? numbers) =>
        numbers is { } known ? Quantity.Percent(known.UnusablePermille) : "-";

    private static string Difference(ulong before, ulong after) =>
        Quantity.Change(before, after) is { Length: > 0 } change ? change : "-";

    // More blocks that could be handed out are better, whatever became of the smaller ones.
    private static Tone ToneOf(OrderNumbers? before, OrderNumbers? after)
    {
        var (was, now) = (before?.Suitable ?? 0, after?.Suitable ?? 0);
        return now > was ? Tone.Good : now < was ? Tone.Warn : Tone.Plain;
    }

    private static UInt128 Bytes(UInt128 pages, int pageBytes) => pages * (UInt128)pageBytes;
}
