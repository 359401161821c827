using FragGuard.Kernel;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

/// <summary>How many huge pages may go: half of what is beyond every floor, clear level and watermark of the zone that
/// the kernel would take them from.</summary>
public sealed class ReserveRoomTests
{
    private const int Huge = 9;

    private static readonly ZoneInfoTable Sizes = Zones(
        Zone(0, "DMA32", 500_000), Zone(0, "Normal", 500_000), Zone(1, "Normal", 500_000));

    [Fact]
    public void Of_PlentyBeyondTheFloor_IsHalfOfIt() =>
        Assert.Equal(20UL, RoomOf(Row(0, "Normal", 100_000, 40, Huge)));

    [Theory]
    [InlineData(1_000, 0UL)]    // 40 huge pages are 1280 blocks of order 4, clear is 1500.
    [InlineData(834, 0UL)]      // 1251: 29 blocks beyond are no huge page.
    [InlineData(426, 10UL)]     // 639: 641 beyond, 20 huge pages.
    public void Of_WatchOfASmallerOrder_KeepsItsClearLevel(int floor, ulong expected) => Assert.Equal(
        expected, RoomOf(Row(0, "Normal", 100_000, 40, Huge), Watch(order: 4, Amount.Blocks((ulong)floor))));

    [Theory]
    [InlineData(20, 5UL)]       // 30 stay clear, half of the other 10.
    [InlineData(26, 0UL)]       // 39 stay clear, and half of one is none.
    public void Of_WatchOfTheSameOrder_KeepsItsClearLevel(int floor, ulong expected) => Assert.Equal(
        expected, RoomOf(Row(0, "Normal", 100_000, 40, Huge), Watch(Huge, Amount.Blocks((ulong)floor))));

    [Fact]
    public void Of_WatchOfALargerOrder_CountsEachPageAsOneOfItsBlocks() => Assert.Equal(
        2UL, RoomOf(Row(0, "Normal", 100_000, 20, 10), Watch(order: 10, Amount.Blocks(10))));

    [Fact]
    public void Of_WatchOfTheIndex_KeepsItBelowItsClearLevel()
    {
        // 20,480 of 40,000 pages are in blocks of order 9: 488 permille unusable; clear is below 600.
        var watch = Watch(Huge, floor: null) with { UnusableAbovePermille = 680 };

        // 10 pages fewer: 15,360 of 34,880, 559 permille. 20 fewer would be 656.
        Assert.Equal(5UL, RoomOf(Row(0, "Normal", 40_000, 40, Huge), watch));
    }

    [Fact]
    public void Of_FreeMemoryAtTheHighWatermark_IsNone()
    {
        // high is 2000: 1 huge page is above it, and half of one is none.
        Assert.Equal(0UL, RoomOf(Row(0, "Normal", 2_600, 5, Huge)));
        Assert.Equal(1UL, RoomOf(Row(0, "Normal", 3_100, 5, Huge)));
    }

    [Fact]
    public void Of_ZoneThatTheKernelTakesFirstCannotSpareAny_IsNoneWhateverOthersHave() => Assert.Equal(
        0UL,
        RoomOf(
            Row(0, "DMA32", 200_000, 300, Huge) + Row(0, "Normal", 100_000, 4, Huge),
            Watch(Huge, Amount.Blocks(2)) with { Zones = [NameOf("Normal")] }));

    [Fact]
    public void Of_HigherZoneHasNone_IsThatOfTheLowerOne() => Assert.Equal(
        150UL, RoomOf(Row(0, "DMA32", 200_000, 300, Huge) + Row(0, "Normal", 100_000, 0)));

    [Fact]
    public void Of_AnotherNode_IsItsOwn() => Assert.Equal(
        10UL, RoomOf(Row(0, "Normal", 100_000, 0) + Row(1, "Normal", 100_000, 20, Huge), node: 1));

    [Fact]
    public void Of_ZoneThatIsNotWell_IsNone()
    {
        var settings = new GuardSettings { Watches = [Watch(4, Amount.Blocks(1))] };
        var zone = new WatchedZone
        {
            Id = new ZoneId(0, NameOf("Normal")),
            Order = 4,
            State = ZoneState.Falling,
            Suitable = 9_999,
        };

        var room = ReserveRoom.Of(
            0, Huge, settings, new Assessment(zone), Table(Row(0, "Normal", 100_000, 40, Huge)), Sizes);

        Assert.Equal(0UL, room);
    }

    [Fact]
    public void Of_WatermarksUnknown_IsNone() => Assert.Equal(
        0UL,
        ReserveRoom.Of(
            0, Huge, new GuardSettings { Watches = [] }, new Assessment(), Table(Row(0, "Normal", 100_000, 40, Huge)),
            new ZoneInfoTable()));

    [Fact]
    public void Of_NodeThatIsNotThere_IsNone() =>
        Assert.Equal(0UL, RoomOf(Row(0, "Normal", 100_000, 40, Huge), node: 7));

    private static WatchSettings Watch(int order, Amount? floor) => new()
    {
        Name = "w",
        Order = new OrderSetting(OrderUnit.Order, (ulong)order),
        Floor = floor,
        MinZoneBytes = 0,
    };

    private static ZoneName NameOf(string zone) => ZoneName.TryParse(zone, out var name) ? name : default;

    private static ulong RoomOf(string rows, WatchSettings? watch = null, int node = 0)
    {
        var settings = new GuardSettings { Watches = watch is null ? [] : [watch] };
        var assessor = new Assessor(settings, new MachineFacts { ThpOrder = Huge });
        assessor.Take(Sizes);
        var table = Table(rows);
        return ReserveRoom.Of(node, Huge, settings, assessor.Assess(table, TimeSpan.Zero), table, Sizes);
    }
}
