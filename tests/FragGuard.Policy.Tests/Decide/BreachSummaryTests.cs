using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

public sealed class BreachSummaryTests
{
    [Theory]
    [InlineData(940, 950, "second")]
    [InlineData(950, 940, "first")]
    [InlineData(950, 950, "first")]
    public void Of_WatchesOfTheIndexAlone_HighestIndexLeads(int first, int second, string expected)
    {
        var breach = BreachSummary.Of(new Assessment(IndexZone(0, "first", first), IndexZone(1, "second", second)));

        Assert.Equal(expected, breach!.Worst.WatchName);
    }

    // Health in permille: of the floor that is there, or of the free memory that is usable.
    [Theory]
    [InlineData(1, 980, "blocks")]
    [InlineData(2, 980, "index")]
    [InlineData(63, 980, "index")]
    public void Of_FloorBesideIndex_WorseOffLeads(ulong blocks, int permille, string expected)
    {
        var floor = Bad(blocks) with { Watch = 1, WatchName = "blocks" };

        var breach = BreachSummary.Of(new Assessment(IndexZone(0, "index", permille), floor));

        Assert.Equal(expected, breach!.Worst.WatchName);
    }

    [Fact]
    public void Of_FloorOfOneBlock_IsMeasuredByTheFloor()
    {
        var single = Bad(0) with { Watch = 1, WatchName = "single", FloorBlocks = 1, ClearBlocks = 1 };

        var breach = BreachSummary.Of(new Assessment(IndexZone(0, "index", 980), single));

        Assert.Equal("single", breach!.Worst.WatchName);
    }

    [Fact]
    public void Of_OtherZonesOfTheWatchAreWell_LeavesThemOut()
    {
        var breach = BreachSummary.Of(new Assessment(Bad(10), Good(node: 1), Falling(node: 2)))!;

        Assert.Equal([0], breach.Zones.Span.ToArray().Select(zone => zone.Node));
        Assert.Equal((10UL, 86UL), (breach.Suitable, breach.MissingBlocks));
    }

    [Fact]
    public void Of_ZonesThatLackMoreThanCanBeCounted_StopsAtTheLargestCount()
    {
        var endless = Bad(10) with { ClearBlocks = ulong.MaxValue };

        var breach = BreachSummary.Of(new Assessment(endless, endless with { Id = Bad(node: 1).Id }))!;

        Assert.Equal(ulong.MaxValue, breach.MissingBlocks);
        Assert.Equal(ulong.MaxValue, breach.NeededBlocks);
    }

    [Fact]
    public void Of_ZonesThatTogetherHaveExactlyTheLargestCount_IsNotCut()
    {
        var half = Bad(ulong.MaxValue / 2) with { ClearBlocks = ulong.MaxValue };

        var breach = BreachSummary.Of(new Assessment(half, half with { Suitable = (ulong.MaxValue / 2) + 1 }))!;

        Assert.Equal(ulong.MaxValue, breach.Suitable);
        Assert.Equal(ulong.MaxValue, breach.MissingBlocks);
    }

    [Fact]
    public void Of_OneOfTheZonesFragmented_TheBreachIsFragmented()
    {
        var low = Bad(0, diagnosis: Diagnosis.LowMemory);

        var breach = BreachSummary.Of(new Assessment(low, Bad(20, node: 1), Bad(20, node: 2, Diagnosis.LowMemory)))!;

        Assert.Equal((0, Diagnosis.Fragmented), (breach.Worst.Id.Node, breach.Diagnosis));
        Assert.Equal((40UL, 96UL + 76 + 76), (breach.Suitable, breach.MissingBlocks));
    }

    [Fact]
    public void For_RemedyThatFitsFragmentationAlone_LeavesOutZonesShortOfMemory()
    {
        var seen = new Assessment(Bad(0, diagnosis: Diagnosis.LowMemory), Bad(20, node: 1));

        var breach = BreachSummary.For(new CompactMemorySettings(), seen)!;

        Assert.Equal([1], breach.Zones.Span.ToArray().Select(zone => zone.Node));
        Assert.Equal([1], BreachSummary.NodesFor(new CompactMemorySettings(), seen));
        Assert.Equal([0, 1], BreachSummary.NodesFor(new DropCachesSettings(), seen));
    }

    private static WatchedZone IndexZone(int watch, string name, int permille) => Bad(0) with
    {
        Watch = watch,
        WatchName = name,
        FloorBlocks = 0,
        ClearBlocks = 0,
        UnusablePermille = permille,
    };
}
