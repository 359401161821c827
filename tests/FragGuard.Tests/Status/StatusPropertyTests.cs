using System.Buffers;
using System.Text.Json;
using FragGuard.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Tests;

/// <summary>Machines that nobody has captured: any number of zones, orders and blocks, in any window.</summary>
public sealed class StatusPropertyTests
{
    private static readonly string[] ZoneNames =
        ["DMA", "DMA32", "Normal", "HighMem", "Movable", "Device", "VeryLongVendorZo"];

    private static readonly Gen<ulong> Counts = Gen.OneOf(
        Gen.Constant(0UL),
        Gen.Choose(0, 9).Select(count => (ulong)count),
        Gen.Choose(0, int.MaxValue).Select(count => (ulong)count),
        Gen.Choose(0, int.MaxValue).Select(count => (ulong)count << 30));

    private static readonly Gen<string> BuddyInfos =
        from zones in Gen.Choose(1, 64)
        from orders in Gen.Choose(1, FreeBlocks.MaxOrders)
        from rows in Rows(zones, orders)
        select string.Concat(rows);

    private static readonly Arbitrary<int> Widths = Arb.From(Gen.Choose(1, 260));

    // -1 for none.
    private static readonly Arbitrary<int> Orders = Arb.From(Gen.Choose(-1, Order.Max));

    [Fact]
    public void Write_AnyMachineInAnyWindow_StaysInsideIt() =>
        Prop.ForAll(Arb.From(BuddyInfos), Widths, Orders, (buddyInfo, width, order) =>
        {
            using var tree = TempTree.With(buddyInfo);
            var view = StatusViewTests.Read(tree, StatusViewTests.Settings());
            var sheet = new TextWriterBuffer(Display.Plain with { Width = width, Glyphs = (Glyphs)(width % 3) });

            StatusText.Write(sheet, view, order < 0 ? null : order, TimeSpan.Zero);
            StatusText.WriteForWindow(sheet, view, order < 0 ? null : order, TimeSpan.Zero, "12:34:56");

            return TextWriterBufferTests.Lines(sheet).All(line => SafeText.Columns(line, hasUnicode: true) <= width);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void WriteJson_AnyMachine_HoldsEveryCountAndAnEntryForEachOrder() =>
        Prop.ForAll(Arb.From(BuddyInfos), buddyInfo =>
        {
            using var tree = TempTree.With(buddyInfo);
            var view = StatusViewTests.Read(tree, StatusViewTests.Settings());
            var output = new ArrayBufferWriter<byte>();

            StatusJson.Write(view, output);

            var zones = JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("zones");
            return zones.GetArrayLength() == view.FreeBlocks.Rows.Length
                && Enumerable.Range(0, zones.GetArrayLength()).All(row => IsRow(zones[row], view.FreeBlocks.Rows[row]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_SixtyFourZonesOfSeventeenOrders_FitsEightyColumns()
    {
        using var tree = TempTree.With(string.Concat(Enumerable.Range(0, 64).Select(node =>
        {
            var counts = Enumerable.Range(0, 17).Select(order => node * (17 - order));
            return $"Node {node}, zone   Normal {string.Join(' ', counts)}\n";
        })));
        var view = StatusViewTests.Read(tree, StatusViewTests.Settings());
        var sheet = new TextWriterBuffer(Display.Plain);

        StatusText.Write(sheet, view, order: null, TimeSpan.Zero);

        var lines = TextWriterBufferTests.Lines(sheet);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Equal(32, lines.Count(line => line.StartsWith(" 16 256M", StringComparison.Ordinal)));
    }

    private static Gen<IEnumerable<string>> Rows(int zones, int orders) =>
        Counts.ArrayOf(orders).ArrayOf(zones).Select(rows => rows.Select((counts, zone) =>
        {
            var (node, name) = Math.DivRem(zone, ZoneNames.Length);
            return $"Node {node}, zone {ZoneNames[name],8} {string.Join(' ', counts)}\n";
        }));

    private static bool IsRow(JsonElement zone, BuddyInfo row)
    {
        var isRow = zone.GetProperty("free_pages").GetUInt64() == row.Free.FreePages;
        foreach (var name in (string[])["free_blocks", "suitable", "unusable", "extfrag"])
        {
            isRow &= zone.GetProperty(name).GetArrayLength() == row.Free.Orders;
        }

        for (var order = 0; order < row.Free.Orders && isRow; order++)
        {
            isRow = zone.GetProperty("free_blocks")[order].GetUInt64() == row.Free[order]
                && zone.GetProperty("suitable")[order].GetUInt64() == row.Free.Suitable(order)
                && zone.GetProperty("unusable")[order].GetInt32() is >= 0 and <= 1000
                && zone.GetProperty("extfrag")[order].GetInt32() is >= -1000 and <= 1000;
        }

        return isRow;
    }
}
