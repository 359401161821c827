using System.Buffers;
using System.Text;
using System.Text.Json;
using FragGuard.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Tests;

public sealed class DiffTests
{
    [Fact]
    public void Between_ZonesOfBothReadings_AreSortedByNode()
    {
        var before = Table("Node 0, zone DMA 1 2\nNode 1, zone Normal 5 6\nNode 2, zone Normal 1 1\n");
        var after = Table("Node 0, zone DMA 1 2\nNode 0, zone Movable 3 4\nNode 2, zone Normal 1 0 7\n");

        var changes = ZoneChange.Between(before, after);

        Assert.Equal(
            ["node 0 zone DMA", "node 0 zone Movable", "node 1 zone Normal", "node 2 zone Normal"],
            changes.Select(change => change.Id.ToString()));
        Assert.Equal([true, false, false, false], changes.Select(change => change.IsNone));
        Assert.Null(changes[1].Before);
        Assert.Null(changes[2].After);
        Assert.Equal(3, changes[3].Orders);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    public void Write_IdleAndFragmented_IsTheExpectedTable(int width)
    {
        var changes = Captured();
        var sheet = new TextWriterBuffer(Display.Plain with { Width = width });

        DiffText.Write(sheet, changes, 4096);

        Golden.Check(sheet.Bytes, "diff", $"x86_64-2numa.{width}.txt");
    }

    [Fact]
    public void WriteOrder_IdleAndFragmented_IsTheExpectedTable()
    {
        var sheet = new TextWriterBuffer(Display.Plain);

        DiffText.WriteOrder(sheet, Captured(), 4096, order: 9);

        Golden.Check(sheet.Bytes, "diff", "x86_64-2numa.order9.txt");
    }

    [Fact]
    public void Write_ZonesThatCameAndWent_SaySo()
    {
        var changes = ZoneChange.Between(
            Table("Node 0, zone Normal 4 0\n"), Table("Node 1, zone Movable 0 2\nodd line\n"));
        var sheet = new TextWriterBuffer(Display.Plain);

        DiffText.Write(sheet, changes, 4096);
        DiffText.WriteOrder(sheet, changes, 4096, order: 1);

        var text = TextWriterBufferTests.Text(sheet);
        Assert.Contains("node 0 zone Normal: vanished, 16 KiB free", text, StringComparison.Ordinal);
        Assert.Contains("node 1 zone Movable: appeared, 16 KiB free", text, StringComparison.Ordinal);
        Assert.Contains("all zones: free 16 KiB, after 16 KiB (no change)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_TwoReadings_CanBeReadBack()
    {
        var before = new BuddyCapture("a", Table("Node 0, zone Normal 4 0\nodd\n"), Machine: null);
        var after = new BuddyCapture("b", Table("Node 0, zone Normal 0 2\nNode 1, zone Movable 0 2\n"), Machine: null);
        var output = new ArrayBufferWriter<byte>();

        DiffJson.Write(ZoneChange.Between(before.FreeBlocks, after.FreeBlocks), 4096, before, after, output);

        var json = JsonDocument.Parse(output.WrittenMemory).RootElement;
        var zone = json.GetProperty("zones")[0];
        Assert.Equal([4, 0], Numbers(zone.GetProperty("before").GetProperty("free_blocks")));
        Assert.Equal([4, 2], Numbers(zone.GetProperty("after").GetProperty("suitable")));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("zones")[1].GetProperty("before").ValueKind);
        Assert.Equal(1, json.GetProperty("skipped_lines_before").GetInt32());
        Assert.Equal(0, json.GetProperty("skipped_lines_after").GetInt32());
    }

    [Fact]
    public void Write_AnyTwoReadingsInAnyWindow_StaysInsideIt() =>
        Prop.ForAll<ulong[], ulong[], int>((before, after, width) =>
        {
            var columns = 1 + Math.Abs(width % 200);
            var changes = ZoneChange.Between(Table(Row(before)), Table(Row(after) + "Node 3, zone Movable 1\n"));
            var sheet = new TextWriterBuffer(Display.Plain with { Width = columns });

            DiffText.Write(sheet, changes, 65536);
            DiffText.WriteOrder(sheet, changes, 65536, order: 4);

            return TextWriterBufferTests.Lines(sheet).All(line => line.Length <= columns);
        }).QuickCheckThrowOnFailure();

    private static List<ZoneChange> Captured() => ZoneChange.Between(
        BuddyCapture.Read(Golden.Tree("x86_64-2numa-idle")).FreeBlocks,
        BuddyCapture.Read(Path.Combine(Golden.Tree("x86_64-2numa-fragmented"), "proc", "buddyinfo")).FreeBlocks);

    private static IEnumerable<int> Numbers(JsonElement array) =>
        array.EnumerateArray().Select(number => number.GetInt32());

    private static string Row(ulong[]? counts) =>
        $"Node 0, zone Normal {string.Join(' ', (counts ?? []).Take(FreeBlocks.MaxOrders - 1).Append(0UL))}\n";

    private static BuddyTable Table(string text)
    {
        var table = new BuddyTable();
        table.Parse(Encoding.UTF8.GetBytes(text));
        return table;
    }
}
