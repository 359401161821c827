using System.Globalization;

namespace FragGuard.Kernel.Tests;

/// <summary>Our two indices against the kernel's own digits in debugfs.</summary>
public sealed class ExtfragEqualityTests
{
    private delegate int Index(in FreeBlocks free, int order);

    public static TheoryData<string> Snapshots => [.. SnapshotFolders()];

    /// <summary>tests/fixtures/extfrag: buddyinfo was the same before and after the two files were read, so all digits
    /// must be.</summary>
    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Permille_SnapshotOfOneState_EqualsEveryDigitOfTheKernel(string folder)
    {
        var buddies = Read(folder, "buddyinfo");

        AssertEqual(buddies, Fixtures.ReadLines(folder, "unusable_index"), UnusableFreeSpaceIndex.Permille);
        AssertEqual(buddies, Fixtures.ReadLines(folder, "extfrag_index"), FragmentationIndex.Permille);
    }

    [Fact]
    public void Snapshots_Altogether_HoldDigitsWorthComparing()
    {
        var values = SnapshotFolders()
            .SelectMany(folder => Fixtures.ReadLines(folder, "extfrag_index"))
            .SelectMany(Digits)
            .ToArray();

        Assert.Equal(50, SnapshotFolders().Length);
        Assert.True(values.Count(value => value > 0) > 150);
    }

    /// <summary>The captures read buddyinfo well before the indices, and memory moved in between. What must hold
    /// whatever moved: an order is wholly unusable exactly when an allocation of it would fail, and the files have our
    /// zones and orders.</summary>
    [Theory]
    [MemberData(nameof(Fixtures.EachState), MemberType = typeof(Fixtures))]
    public void Captures_TheKernelsTwoFiles_AgreeWithEachOtherAsOurIndicesDo(string state)
    {
        var buddies = Read(state, "proc", "buddyinfo");
        var unusable = Fixtures.ReadLines(state, "sys", "kernel", "debug", "extfrag", "unusable_index");
        var extfrag = Fixtures.ReadLines(state, "sys", "kernel", "debug", "extfrag", "extfrag_index");

        Assert.Equal(buddies.Rows.Length, unusable.Length);
        Assert.Equal(unusable.Length, extfrag.Length);
        for (var row = 0; row < unusable.Length; row++)
        {
            var (hopeless, failing) = (Digits(unusable[row]), Digits(extfrag[row]));
            Assert.Equal(buddies.Rows[row].Free.Orders, hopeless.Length);
            Assert.Equal(hopeless.Select(value => value == 1000), failing.Select(value => value != -1000));
        }
    }

    private static void AssertEqual(BuddyTable buddies, string[] lines, Index index)
    {
        Assert.Equal(buddies.Rows.Length, lines.Length);
        for (var row = 0; row < lines.Length; row++)
        {
            var free = buddies.Rows[row].Free;
            Assert.StartsWith($"Node {buddies.Rows[row].Id.Node}, zone", lines[row], StringComparison.Ordinal);
            Assert.Equal(Digits(lines[row]), Enumerable.Range(0, free.Orders).Select(order => index(free, order)));
        }
    }

    private static string[] SnapshotFolders() => Fixtures.Folders("extfrag", depth: 2);

    private static BuddyTable Read(params string[] path)
    {
        var table = new BuddyTable();
        Assert.True(table.Parse(Fixtures.Read(path)));
        return table;
    }

    // The kernel prints value/1000 and value%1000 with C's signs: " 0.-500" is -500, "-1.000" is -1000.
    private static int[] Digits(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4..]
            .Select(field => field.Split('.'))
            .Select(parts => (Number(parts[0]) * 1000) + Number(parts[1]))];

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
