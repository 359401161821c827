using System.Buffers;
using System.Text.Json;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Tests;

public sealed class StatusViewTests
{
    // 63 blocks of order 4 are one too few; 4096 single pages more are free.
    private const string BuddyInfo = "Node 0, zone   Normal 4096 0 0 0 63 0\n";

    [Theory]
    [InlineData(100, Diagnosis.Fragmented)]
    [InlineData(5000, Diagnosis.LowMemory)]
    public void Read_BelowTheFloorWithoutADaemon_IsBreachedAtOnce(int lowPages, Diagnosis expected)
    {
        using var tree = TempTree.With(BuddyInfo).Add("proc/zoneinfo", ZoneInfo(lowPages));

        var zone = Assert.Single(Assert.Single(Read(tree, Settings()).Watches).Zones);

        Assert.Equal((ZoneState.Breached, expected), (zone.State, zone.Diagnosis));
    }

    [Theory]
    [InlineData("falling", null)]
    [InlineData("breached", Diagnosis.Fragmented)]
    public void Read_DaemonRuns_ItsViewCounts(string state, Diagnosis? expected)
    {
        using var tree = TempTree.With(BuddyInfo).Add("proc/zoneinfo", ZoneInfo(100))
            .AddDaemon($$"""{"pid":9,"zones":[{"watch":"w","node":0,"zone":"Normal","state":"{{state}}"}]}""");

        var zone = Assert.Single(Assert.Single(Read(tree, Settings()).Watches).Zones);

        Assert.Equal((state, expected), (zone.State.Word(), zone.Diagnosis));
    }

    private const string Waiting = """
        {"pid":9,"windows":[],"zones":[],
         "watches":[{"name":"w","order_unit":"order","order_value":4,"for_s":0,"during":"load","waiting":true}]}
        """;

    private const string Loading = """
        {"pid":9,"windows":[{"name":"load","until_s":2700}],
         "zones":[{"watch":"w","node":0,"zone":"Normal","order":4,"floor":64,"state":"breached","stalling":true}],
         "watches":[{"name":"w","order_unit":"order","order_value":4,"for_s":0,"during":"load","stalls_above":60}]}
        """;

    [Theory]
    [InlineData(Waiting, "; off: it waits for window load, which is closed", "\"during\":\"load\",\"waiting\":true")]
    [InlineData(Loading, "at most 60 stalls a minute", "\"stalls_above\":60")]
    [InlineData(Loading, "; on: window load is open", "\"during\":\"load\",\"waiting\":false")]
    [InlineData(Loading, "window load: open for 45 min at", "\"windows\":[{\"name\":\"load\",\"left_s\":2700}]")]
    [InlineData(Loading, "breached, programs stall", "\"stalling\":true")]
    public void Write_WatchOfAWindow_SaysWhetherItIsOn(string status, string words, string json)
    {
        using var tree = TempTree.With(BuddyInfo).AddDaemon(status);
        var (sheet, output) = (new TextWriterBuffer(Display.Plain with { Width = 200 }), new ArrayBufferWriter<byte>());
        var view = Read(tree, Settings());

        StatusText.Write(sheet, view, order: null, TimeSpan.Zero);
        StatusJson.Write(view, output, TimeSpan.Zero);

        Assert.Contains(words, TextWriterBufferTests.Text(sheet), StringComparison.Ordinal);
        Assert.Contains(json, System.Text.Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void Verdict_EveryWatchWaitsForItsWindow_IsHealthy()
    {
        using var tree = TempTree.With(BuddyInfo).AddDaemon(Waiting);

        var verdict = StatusVerdict.Of(Read(tree, Settings()), settingsProblem: null, TimeSpan.Zero);

        Assert.Equal((ExitCodes.Ok, "healthy: 0 zones watched"), (verdict.ExitCode, verdict.Line));
    }

    [Fact]
    public void Write_AboveTheFloorOfABreachThatLasts_SaysWhatEndsIt()
    {
        using var tree = TempTree.With("Node 0, zone   Normal 4096 0 0 0 70 0\n")
            .AddDaemon("""{"pid":9,"zones":[{"watch":"w","node":0,"zone":"Normal","state":"breached"}]}""");
        var sheet = new TextWriterBuffer(Display.Plain);

        StatusText.Write(sheet, Read(tree, Settings()), order: null, TimeSpan.Zero);

        Assert.Contains("the breach ends at 96 blocks", TextWriterBufferTests.Text(sheet), StringComparison.Ordinal);
    }

    // The daemon tells what has changed, and looks every 15 s: its last word may be older than the reading.
    [Theory]
    [InlineData("ok", 63, false, "falling")]
    [InlineData("falling", 64, false, "ok")]
    [InlineData("falling", 64, true, "falling")]
    [InlineData("breached", 64, false, "breached")]
    public void Read_ReadingIsNewerThanTheDaemonsWord_TheyDoNotContradict(
        string told, int blocks, bool isPredicted, string expected)
    {
        using var tree = TempTree.With($"Node 0, zone   Normal 4096 0 0 0 {blocks} 0\n").AddDaemon(
            $$"""{"pid":9,"zones":[{"watch":"w","node":0,"zone":"Normal","state":"{{told}}","predicted":"""
                + $$"""{{(isPredicted ? "true" : "false")}}}]}""");

        Assert.Equal(expected, Assert.Single(Read(tree, Settings()).Watches).State.Word());
    }

    [Theory]
    [InlineData("\"state\":\"falling\",\"since_s\":98", "too low for 2 of 30 s")]
    [InlineData("\"state\":\"falling\",\"since_s\":1", "too low for 30 of 30 s")]
    [InlineData("\"state\":\"ok\",\"since_s\":5", "too low for 0 of 30 s")]
    [InlineData("\"state\":\"falling\",\"since_s\":500", "too low for 0 of 30 s")]
    public void Write_TooLowButNotForLongEnough_SaysForHowLong(string members, string expected)
    {
        using var tree = TempTree.With(BuddyInfo).AddDaemon(InForce(members));
        var sheet = new TextWriterBuffer(Display.Plain with { Width = 120 });

        StatusText.Write(sheet, Read(tree, Settings()), order: null, TimeSpan.FromSeconds(100));

        Assert.Contains(expected, TextWriterBufferTests.Text(sheet), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_DaemonsOwnWatches_CountWhateverTheFileSays()
    {
        using var tree = TempTree.With(BuddyInfo).AddDaemon(InForce("\"state\":\"breached\""));
        var sheet = new TextWriterBuffer(Display.Plain with { Width = 200 });

        var view = Read(tree, Settings(new WatchSettings { Name = "in-the-file", MinZoneBytes = 0 }));
        StatusText.Write(sheet, view, order: null, TimeSpan.FromSeconds(100));

        Assert.Equal(["own"], view.Watches.Select(watch => watch.Name));
        var text = TextWriterBufferTests.Text(sheet);
        Assert.DoesNotContain("page allocation failure", text, StringComparison.Ordinal);
        Assert.Contains("dry run: nothing is written", text, StringComparison.Ordinal);
        Assert.Contains("the last reload was refused", text, StringComparison.Ordinal);
        Assert.Contains("f.toml:1:1: bad", text, StringComparison.Ordinal);
        Assert.Contains("20 s ago: something", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ZoneInPieces_DoesNotPromiseWhatCompactionCan()
    {
        using var tree = TempTree.With(BuddyInfo).AddDaemon(InForce("\"state\":\"breached\""));
        var sheet = new TextWriterBuffer(Display.Plain with { Width = 120 });

        StatusText.Write(sheet, Read(tree, Settings()), order: null, TimeSpan.FromSeconds(100));

        Assert.DoesNotContain("can form", TextWriterBufferTests.Text(sheet), StringComparison.Ordinal);
        Assert.Contains(
            "-1.000 means that a block is free",
            TextWriterBufferTests.Text(sheet), StringComparison.Ordinal);
    }

    private static string InForce(string members) => $$"""
        {"pid":9,"version":1,"dry_run":true,"refused":"f.toml:1:1: bad",
         "watches":[{"name":"own","order_unit":"order","order_value":4,"for_s":30}],
         "zones":[{"watch":"own","node":0,"zone":"Normal","order":4,"floor":64,"clear":96,{{members}}}],
         "incident":null,"actions":["something"],"actions_at_s":[80]}
        """;

    [Fact]
    public void Read_DaemonIsBlind_OneLookCounts()
    {
        using var tree = TempTree.With(BuddyInfo)
            .AddDaemon("""{"pid":9,"error":"e","zones":[{"watch":"w","node":0,"zone":"Normal","state":"ok"}]}""");

        Assert.Equal(ZoneState.Breached, Assert.Single(Read(tree, Settings()).Watches).State);
    }

    [Fact]
    public void Read_WatchOfTheDaemonsOwn_IsShownWhereItsOrderIsKnown()
    {
        using var tree = TempTree.With(BuddyInfo).AddDaemon("""
            {"pid":9,"zones":[{"watch":"kernel-log","node":0,"zone":"Normal","state":"breached","order":5,"floor":8},
                              {"watch":"kernel-log","node":7,"zone":"Normal","state":"breached","order":5,"floor":8},
                              {"watch":"old","node":0,"zone":"Normal","state":"breached"}]}
            """);

        var watches = Read(tree, Settings()).Watches;

        Assert.Equal(["w", "kernel-log"], watches.Select(watch => watch.Name));
        var zone = Assert.Single(watches[1].Zones);
        Assert.Equal((5, 8UL, 0UL), (zone.Order, zone.FloorBlocks, zone.Numbers.Suitable));
    }

    [Fact]
    public void Read_NoZoneInfo_ShowsWhatIsKnown()
    {
        using var tree = TempTree.With(BuddyInfo);
        var output = new ArrayBufferWriter<byte>();

        StatusJson.Write(Read(tree, Settings()), output);

        var json = JsonDocument.Parse(output.WrittenMemory).RootElement;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("zones")[0].GetProperty("managed_pages").ValueKind);
        Assert.Equal(1, json.GetProperty("watches")[0].GetProperty("zones").GetArrayLength());
    }

    [Fact]
    public void Read_WatchOfHugePagesWhereThereAreNone_IsOff()
    {
        using var tree = TempTree.With(BuddyInfo);
        var settings = Settings(new WatchSettings { Name = "huge", Order = new OrderSetting(OrderUnit.Thp, 0) });
        var (sheet, output) = (new TextWriterBuffer(Display.Plain), new ArrayBufferWriter<byte>());

        StatusText.Write(sheet, Read(tree, settings), order: null, TimeSpan.Zero);
        StatusJson.Write(Read(tree, settings), output);

        Assert.Contains("watch huge: off", TextWriterBufferTests.Text(sheet), StringComparison.Ordinal);
        Assert.Equal(0, JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("watches").GetArrayLength());
    }

    [Fact]
    public void Read_OddLines_AreCounted()
    {
        using var tree = TempTree.With(BuddyInfo + "garbage\nNode 1, zone\n\n");
        var output = new ArrayBufferWriter<byte>();

        StatusJson.Write(Read(tree, Settings()), output);

        Assert.Equal(2, JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("skipped_lines").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing of the kind\n")]
    [InlineData(null)]
    public void Read_NoRow_IsAnErrorThatSaysWhatToDo(string? buddyInfo)
    {
        using var tree = new TempTree().Add("pagesize", "4096\n");
        _ = buddyInfo is null ? tree : tree.Add("proc/buddyinfo", buddyInfo);

        var fault = Assert.Throws<GuardException>(() => Read(tree, Settings()));

        Assert.Equal(ExitCodes.Unavailable, fault.ExitCode);
        Assert.Contains("/proc/buddyinfo", fault.Message, StringComparison.Ordinal);
        Assert.Contains(tree.Directory, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1_000_000, true)]
    public void Read_PageTypeInfo_IsReadOnlyForAZoneThatIsNotWell(ulong floor, bool isRead)
    {
        const string types = """
            Page block order: 9
            Pages per block:  512

            Free pages count per migrate type at order   0   1   2   3   4   5   6   7   8   9   10
            Node    0, zone   Normal, type    Unmovable  0   0   0   0   0   0   0   0   0   0    0

            Number of blocks type     Unmovable      Movable  Reclaimable   HighAtomic          CMA      Isolate
            Node 0, zone   Normal           20          170            5            0            0            0

            """;
        using var tree = TempTree.With(BuddyInfo)
            .Add("proc/zoneinfo", ZoneInfo(12)).Add("proc/pagetypeinfo", types);
        var watch = new WatchSettings { Name = "w", MinZoneBytes = 0, Floor = new Amount(AmountUnit.Blocks, floor) };

        var view = Read(tree, Settings(watch));

        Assert.Equal(isRead, view.Types is not null);
    }

    internal static StatusView Read(TempTree tree, GuardSettings settings)
    {
        var root = new KernelRoot(tree.Directory);
        using var reader = new StatusReader(root, MachineProbe.Probe(root), settings);
        return reader.Read();
    }

    internal static GuardSettings Settings(params WatchSettings[] watches) => new()
    {
        Watches = watches.Length > 0 ? [.. watches] : [new WatchSettings { Name = "w", MinZoneBytes = 0 }],
    };

    private static string ZoneInfo(int lowPages) => $"""
        Node 0, zone   Normal
          pages free     5104
                min      10
                low      {lowPages}
                high     {lowPages + 10}
                present  100000
                managed  100000
                protection: (0, 0)

        """;
}
