using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Kernel.Tests;

/// <summary>A table that has read one text reads the next one by comparing how its rows begin. Whatever the texts are,
/// it must end up as a table that has read nothing before.</summary>
public sealed class BuddyTableRereadTests
{
    private const int Texts = 3000;

    // At the widths of the column, where 32 and 64 bits end, and what a kernel prints that caught a count below zero.
    private static readonly ulong[] EdgeCounts =
    [
        0, 1, 9, 10, 99_999, 100_000, 999_999, 1_000_000, 9_999_999,
        4_294_901_759, uint.MaxValue, 1UL << 32, ulong.MaxValue,
    ];

    [Fact]
    public void Parse_AnyTextAfterAnyOther_IsAsParsedForTheFirstTime() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte[]>(), IsSameReread)
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Parse_OtherCountsInTheSameRows_IsAsParsedForTheFirstTime(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Texts; i++)
        {
            var zones = Zones(random);
            var (first, second) = (Print(zones, random), Print(zones, random));

            Assert.True(IsSameReread(first, second), Story(first, second));
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Parse_DamagedText_IsAsParsedForTheFirstTime(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Texts; i++)
        {
            var zones = Zones(random);
            var (first, second) = (Print(zones, random), Damage(Print(zones, random), random));

            Assert.True(IsSameReread(first, second), Story(first, second));
            Assert.True(IsSameReread(second, first), Story(second, first));
        }
    }

    [Theory]
    [InlineData("Node 0, zone   Normal      8      0 \n", true)]
    [InlineData("Node 0, zone   Normal      7 1234567 \n", true)]
    [InlineData("Node 0, zone   Normal      7    890      1 \n", false)]
    [InlineData("Node 0, zone  Movable      7    890 \n", false)]
    [InlineData("Node 0, zone   Normal      7    890 \nNode 1, zone   Normal      7    890 \n", false)]
    [InlineData("Node 0, zone   Normal      7    890 \nodd\n", false)]
    public void Layout_NextText_IsTheSameIfOnlyCountsDiffer(string next, bool isSame)
    {
        var table = new BuddyTable();
        Assert.True(table.Parse("Node 0, zone   Normal      7    890 \n"u8));
        var layout = table.Layout;

        Assert.True(table.Parse(Encoding.ASCII.GetBytes(next)));

        Assert.Equal(isSame, table.Layout == layout);
    }

    [Fact]
    public void Layout_OddLineIsGone_Changes()
    {
        var table = new BuddyTable();
        Assert.True(table.Parse("Node 0, zone   Normal      7    890 \nodd\n"u8));
        var layout = table.Layout;

        Assert.True(table.Parse("Node 0, zone   Normal      7    890 \n"u8));

        Assert.NotEqual(layout, table.Layout);
    }

    [Fact]
    public void Parse_EveryCountOfSixPlaces_IsReadDigitByDigit()
    {
        var table = new BuddyTable();
        var text = new StringBuilder();
        for (ulong count = 0; count < 1_000_000; count += FreeBlocks.MaxOrders)
        {
            text.Clear().Append("Node 0, zone   Normal ");
            for (ulong i = 0; i < FreeBlocks.MaxOrders; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count + i,6} ");
            }

            Assert.True(table.Parse(Encoding.ASCII.GetBytes(text.Append('\n').ToString())));

            for (var order = 0; order < FreeBlocks.MaxOrders; order++)
            {
                Assert.Equal(count + (ulong)order, table.Rows[0].Free[order]);
            }
        }
    }

    [Fact]
    public void Parse_EveryByteInEveryPlaceOfARow_IsAsParsedForTheFirstTime()
    {
        var row = Encoding.ASCII.GetBytes("Node 0, zone   Normal      7    890 123456 \n");
        for (var place = 0; place < row.Length; place++)
        {
            for (var value = 0; value < 256; value++)
            {
                var other = row.ToArray();
                other[place] = (byte)value;

                Assert.True(IsSameReread(row, other), Story(row, other));
            }
        }
    }

    [Fact]
    public void Parse_ZoneComesAndGoes_RowsFollow()
    {
        var table = new BuddyTable();
        var (one, two) = ("Node 0, zone   Normal      1      2 \n", "Node 1, zone   Normal      3      4 \n");

        foreach (var text in (string[])[one, one + two, one + two, two, one + two, one])
        {
            Assert.True(table.Parse(Encoding.ASCII.GetBytes(text)));
            Assert.Equal(text.Count(letter => letter == '\n'), table.Rows.Length);
            Assert.Equal(text[5] == '0' ? 1UL : 3UL, table.Rows[0].Free[0]);
        }
    }

    private static bool IsSameReread(byte[] first, byte[] second)
    {
        var (used, fresh) = (new BuddyTable(), new BuddyTable());
        _ = used.Parse(first);
        var isSame = used.Parse(second) == fresh.Parse(second);
        return isSame && used.SkippedLines == fresh.SkippedLines && used.Rows.SequenceEqual(fresh.Rows);
    }

    private static string Story(byte[] first, byte[] second) =>
        $"first:\n{Encoding.Latin1.GetString(first)}\nthen:\n{Encoding.Latin1.GetString(second)}";

    // Mostly of one node each, so that none is there twice: a text with such a row is never read again by comparing.
    private static string[] Zones(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 20))
            .Select(node => $"Node {node - (random.Next(20) / 19)}, zone {Name(random),8} ")];

    private static string Name(Random random) => random.Next(4) == 0
        ? new string((char)random.Next('!', '~' + 1), random.Next(1, 12))
        : ((string[])["DMA", "DMA32", "Normal", "Movable"])[random.Next(4)];

    // As the kernel does, but for the number of columns, which may differ from row to row here.
    private static byte[] Print(string[] zones, Random random)
    {
        var text = new StringBuilder();
        var columns = random.Next(1, FreeBlocks.MaxOrders + 1);
        foreach (var zone in zones)
        {
            text.Append(zone);
            for (var i = random.Next(40) == 0 ? random.Next(-1, columns) : 0; i < columns; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Count(random),6} ");
            }

            text.Append('\n');
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static ulong Count(Random random) => random.Next(12) == 0
        ? EdgeCounts[random.Next(EdgeCounts.Length)]
        : (ulong)random.NextInt64(1L << random.Next(1, 20));

    private static byte[] Damage(byte[] original, Random random)
    {
        var text = new List<byte>(original);
        for (var hits = random.Next(1, 4); hits > 0 && text.Count > 0; hits--)
        {
            var at = random.Next(text.Count);
            switch (random.Next(5))
            {
                case 0: text[at] = (byte)random.Next(256); break;
                case 1: text.RemoveAt(at); break;
                case 2: text.Insert(at, (byte)" \n\t\r,+-)0123456789"[random.Next(18)]); break;
                case 3: text.RemoveRange(at, text.Count - at); break;
                default: text.InsertRange(at, text.GetRange(0, Math.Min(at, 100))); break;
            }
        }

        return [.. text];
    }
}
