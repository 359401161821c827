using System.Text;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Tests;

public sealed class DaemonViewTests
{
    private const string Status = """
        {"pid":9,"error":null,"zones":[{"watch":"w","node":1,"zone":"Normal","state":"falling"}],
         "incident":{"id":4,"phase":"p"},"actions":["a","b"],"later":[1]}
        """;

    [Fact]
    public void Read_DaemonRuns_IsItsView()
    {
        using var tree = new TempTree().AddDaemon(Status);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.True(view.IsRunning);
        Assert.Equal(9, view.Pid);
        Assert.Equal(ZoneState.Falling, Assert.Single(view.Zones).State);
        Assert.Equal(4UL, StatusMembers.Number(view.Incident!.Value, "id"));
        Assert.Equal(["a", "b"], view.Actions.Select(action => action.Text));
        Assert.All(view.Actions, action => Assert.Null(action.At));
        Assert.Null(view.Watches);
        Assert.False(view.IsDryRun);
    }

    [Fact]
    public void Read_Windows_AreThoseThatMakeSense()
    {
        using var tree = new TempTree().AddDaemon("""
            {"pid":9,"windows":[{"name":"load","until_s":100.5},{"name":"a b","until_s":1},{"name":"late"},7],
             "watches":[{"name":"w","order_unit":"order","order_value":9,"for_s":0,"during":"load","stalls_above":60},
                        {"name":"v","order_unit":"order","order_value":4,"for_s":0,"during":"../etc"}],
             "zones":[{"watch":"w","node":0,"zone":"Normal","state":"breached","stalling":true}]}
            """);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.Equal([new DaemonWindow("load", TimeSpan.FromSeconds(100.5))], view.Windows);
        Assert.Equal(["load", null], view.Watches!.Select(watch => watch.During));
        Assert.Equal(60UL, view.Watches![0].Terms.StallsAbove);
        Assert.True(view.Zones[0].IsStalling);
    }

    [Fact]
    public void Read_DaemonOfThisVersion_SaysWhatIsInForce()
    {
        using var tree = new TempTree().AddDaemon("""
        {"pid":9,"version":1,"dry_run":true,"refused":"f:1:1: bad",
         "watches":[{"name":"w","order_unit":"bytes","order_value":65536,"for_s":2.5,"unusable_above":950},
                    {"name":"odd","order_unit":"miles","order_value":1},{"order_unit":"thp"},7],
         "zones":[{"watch":"w","node":1,"zone":"Normal","state":"falling","since_s":12.5,"clear":96,"predicted":true}],
         "actions":["a",5,"b"],"actions_at_s":[1,2,3.5]}
        """);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.Equal((true, "f:1:1: bad", null), (view.IsDryRun, view.Refused, view.Note));
        var watch = Assert.Single(view.Watches!);
        Assert.Equal(("w", new OrderSetting(OrderUnit.Bytes, 65536)), (watch.Name, watch.Order));
        Assert.Equal(new WatchTerms(TimeSpan.FromSeconds(2.5), 950), watch.Terms);
        var zone = Assert.Single(view.Zones);
        Assert.Equal((TimeSpan.FromSeconds(12.5), 96UL, true), (zone.Since, zone.Clear, zone.IsPredicted));
        Assert.Equal(
            [new DaemonAction("a", TimeSpan.FromSeconds(1)), new DaemonAction("b", TimeSpan.FromSeconds(3.5))],
            view.Actions);
    }

    [Fact]
    public void Read_DaemonHoldsSettings_SaysHowEachStands()
    {
        using var tree = new TempTree().AddDaemon("""
            {"pid":9,"prevented":[{"knob":"vm.a","value":"1","state":"held"},
             {"knob":"vm.b","value":"2","state":"already-so"},
             {"knob":"vm.c","value":"3","state":"absent","why":"is not there"},
             {"knob":"vm.d","value":"4","state":"waiting"},
             {"knob":"vm.e","value":"5","state":"dry-run"},{"knob":"vm.f","value":"6","state":"of a later version"},
             {"knob":7,"value":"1","state":"held"},{"value":"1"},null]}
            """);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.Equal(
            [
                "vm.a is held at 1", "vm.b was 2 or better already", "vm.c is not there", "vm.d is not set to 4 yet",
                "vm.e would be held at 5", "vm.f is not held at 6: of a later version",
            ],
            view.Prevented.Select(setting => DaemonPrevention.Words(setting)));
    }

    [Fact]
    public void Write_DaemonHoldsSettings_AreInTextAndJson()
    {
        using var tree = new TempTree().AddDaemon(
            """{"pid":9,"prevented":[{"knob":"vm.a","value":"1","state":"refused","why":"is left alone: no"}]}""");
        var view = DaemonView.Read(new KernelRoot(tree.Directory));
        var sheet = new TextWriterBuffer(Display.Plain);
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            StatusPrevention.Write(json, view.Prevented);
            json.WriteEndObject();
        }

        DaemonText.Write(sheet, view, TimeSpan.Zero);

        Assert.Contains(
            "prevention\n  - vm.a is left alone: no\n", TextWriterBufferTests.Text(sheet), StringComparison.Ordinal);
        Assert.Equal("""{"prevented":[{"knob":"vm.a","value":"1","state":"refused","why":"is left alone: no"}]}""",
            Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Read_DaemonWithAReserve_IsWhatItHolds()
    {
        using var tree = new TempTree().AddDaemon("""
            {"pid":9,"reserve":[{"node":0,"held_bytes":67108864,"wanted_bytes":67108864},
                                {"node":8,"held_bytes":2097152,"wanted_bytes":67108864},
                                {"node":1},{"node":-1,"held_bytes":1},7]}
            """);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.Equal(
            ["node 0: 64 MiB in whole huge pages", "node 8: 2 MiB of 64 MiB in whole huge pages"],
            view.Reserve.Select(reserve => DaemonReserve.Words(reserve)));
    }

    [Theory]
    [InlineData("\"since_s\":-1")]
    [InlineData("\"since_s\":1e300")]
    [InlineData("\"since_s\":\"1\"")]
    [InlineData("\"since_s\":null")]
    public void Read_TimeThatCannotBe_IsUnknown(string member)
    {
        using var tree = new TempTree().AddDaemon(
            $$"""{"pid":9,"zones":[{"watch":"w","node":1,"zone":"Normal","state":"ok",{{member}}}]"""
                + ""","actions":["a"],"actions_at_s":[-5]}""");

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.Null(Assert.Single(view.Zones).Since);
        Assert.Null(Assert.Single(view.Actions).At);
    }

    [Fact]
    public void Read_NewerDaemon_IsUnderstoodInPartAndSaysSo()
    {
        using var tree = new TempTree().AddDaemon(
            """{"pid":9,"version":2,"zones":[{"watch":"w","node":1,"zone":"Normal","state":"ok"}]}""");

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.True(view.IsRunning);
        Assert.Single(view.Zones);
        Assert.Contains("newer version", view.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero", "a device")]
    [InlineData("/proc/self", "directory")]
    [InlineData("/nowhere/at/all", null)]
    public void Read_LinkInItsPlace_IsOneSentence(string target, string? expected)
    {
        using var tree = new TempTree().AddDaemon("");
        var path = Path.Combine(tree.Directory, "run/fragguard/status.json");
        File.Delete(path);
        File.CreateSymbolicLink(path, target);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.False(view.IsRunning);
        Assert.Equal(expected is null, view.Problem is null);
        Assert.Contains(expected ?? "", view.Problem ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain('\n', view.Problem ?? "");
    }

    [Fact]
    public void Read_PipeInItsPlace_DoesNotWait()
    {
        using var tree = new TempTree().AddDaemon("");
        var path = Path.Combine(tree.Directory, "run/fragguard/status.json");
        File.Delete(path);
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", path);
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.False(view.IsRunning);
        Assert.NotNull(view.Problem);
    }

    [Fact]
    public void Read_HugeFile_IsNotTakenIntoMemory()
    {
        using var tree = new TempTree().AddDaemon("");
        using (var file = File.OpenWrite(Path.Combine(tree.Directory, "run/fragguard/status.json")))
        {
            file.SetLength(1_900_000_000);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.Contains("longer than 1024 KiB", view.Problem, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bash\n")]
    public void Read_FileIsLeftOver_DaemonDoesNotRun(string? comm)
    {
        using var tree = new TempTree().Add("run/fragguard/status.json", Status);
        _ = comm is null ? tree : tree.Add("proc/9/comm", comm);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.False(view.IsRunning);
        Assert.Null(view.Problem);
    }

    [Fact]
    public void Read_NoFile_DaemonDoesNotRun()
    {
        using var tree = new TempTree();

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.False(view.IsRunning);
        Assert.Null(view.Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"pid\":77")]
    [InlineData("no json")]
    [InlineData("""{"pid":9,"incident":{"phase":"\ud800"}}""")]
    [InlineData("\0\0\0\0")]
    [InlineData("{\"pid\":9,\"error\":\"\0\"}")]
    public void Read_NoJson_SaysSo(string content)
    {
        using var tree = new TempTree().AddDaemon(content);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.Contains("status.json", view.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BytesThatAreNoText_SaysSo()
    {
        using var tree = new TempTree().AddDaemon("");
        File.WriteAllBytes(
            Path.Combine(tree.Directory, "run/fragguard/status.json"),
            [.. "{\"pid\":9,\"actions\":[\""u8, 0xff, 0xfe, 0xc3, .. "\"]}"u8]);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.False(view.IsRunning);
        Assert.Contains("status.json", view.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnreadableFile_SaysSo()
    {
        // A directory in its place: unreadable for root too.
        using var tree = new TempTree().Add("run/fragguard/status.json/x", "");

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.False(view.IsRunning);
        Assert.NotNull(view.Problem);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"pid":9,"zones":{},"incident":[],"actions":"x","error":5}""")]
    [InlineData("""{"pid":9,"zones":[1,{},{"watch":"w"},{"watch":"w","node":-1,"zone":"N","state":"ok"}]}""")]
    [InlineData("""{"pid":9,"zones":[{"watch":"w","node":1,"zone":"a b","state":"ok"}]}""")]
    [InlineData("""{"pid":9,"zones":[{"watch":"w","node":1,"zone":"N","state":"sleepy"}],"actions":[1,null,{}]}""")]
    public void Read_OddMembers_AreLeftOut(string content)
    {
        using var tree = new TempTree().AddDaemon(content);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.Empty(view.Zones);
        Assert.Empty(view.Actions);
        Assert.Null(view.Incident);
        Assert.Null(view.Error);
    }

    [Fact]
    public void Read_DamagedStatus_NeverThrows() =>
        Prop.ForAll<int, byte>((place, value) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Status);
            bytes[Math.Abs(place % bytes.Length)] = value;
            using var tree = new TempTree().AddDaemon("");
            File.WriteAllBytes(Path.Combine(tree.Directory, "run/fragguard/status.json"), bytes);

            var view = DaemonView.Read(new KernelRoot(tree.Directory));

            return view.IsRunning || view.Zones.Count == 0;
        }).QuickCheckThrowOnFailure();
}
