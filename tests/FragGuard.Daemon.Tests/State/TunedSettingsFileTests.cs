using System.Diagnostics;
using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

public sealed class TunedSettingsFileTests : IDisposable
{
    private const string Good = """{"knob":"vm.swappiness","path":"/proc/sys/vm/"""
        + """swappiness","original":"60","value":"10","restore":"on_clear"}""";

    private readonly FakeHost _host = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Keep_ThenRead_GivesItBackAlsoToAnotherProcess()
    {
        var setting = new TunedSetting("vm.swappiness", "60", "10", RestorePolicy.OnStop);

        Assert.Null(Store().Keep(setting));

        Assert.Equal([setting], Store().Read().All);
    }

    [Fact]
    public void Keep_KnobOfAnotherProcess_StaysStored()
    {
        var (daemon, command) = (Store(), Store());
        _ = daemon.Read();
        daemon.Keep(new TunedSetting("vm.swappiness", "60", "10", RestorePolicy.OnStop));
        command.Keep(new TunedSetting("vm.vfs_cache_pressure", "100", "50", RestorePolicy.OnStop));
        daemon.Keep(new TunedSetting("thp.defrag", "madvise", "defer+madvise", RestorePolicy.OnStop));

        Assert.Equal(
            ["vm.swappiness", "vm.vfs_cache_pressure", "thp.defrag"],
            Store().Read().All.Select(setting => setting.Knob));
    }

    [Fact]
    public void Keep_SecondValueOfOurs_KeepsTheFirstOriginalAndBothValuesUntilConfirmed()
    {
        var store = Store();
        store.Keep(new TunedSetting("vm.swappiness", "60", "10", RestorePolicy.OnStop));

        store.Keep(new TunedSetting("vm.swappiness", "10", "5", RestorePolicy.OnStop));
        var written = store.Read().All[0];
        store.Confirm("vm.swappiness");
        var confirmed = store.Read().All[0];

        Assert.Equal("60", written.Original);
        Assert.True(written.IsOurs("10") && written.IsOurs("5"));
        Assert.True(confirmed.IsOurs("5") && !confirmed.IsOurs("10"));
    }

    [Fact]
    public void Keep_ARungGoesOverWhatIsHeld_KeepsTheOriginalAndWhatIsHeldAlsoForAnotherProcess()
    {
        var held = new TunedSetting("vm.swappiness", "60", "40", RestorePolicy.OnStop) { Prevented = "40" };
        Assert.Null(Store().Keep(held));
        Assert.Equal([held], Store().Read().All);

        Store().Keep(new TunedSetting("vm.swappiness", "40", "10", RestorePolicy.OnClear));

        var over = Store().Read().All[0];
        Assert.Equal(("60", "10", "40"), (over.Original, over.Value, over.Prevented));
        Assert.False(over.IsPrevention);
    }

    [Fact]
    public void Keep_ARungGoesOverWhatSomebodyElseHasSet_HoldsNothingAnyMore()
    {
        Store().Keep(new TunedSetting("vm.swappiness", "60", "40", RestorePolicy.OnStop) { Prevented = "40" });

        Store().Keep(new TunedSetting("vm.swappiness", "33", "10", RestorePolicy.OnClear));

        Assert.Equal(("33", null), (Store().Read().All[0].Original, Store().Read().All[0].Prevented));
    }

    [Theory]
    [InlineData("\"prevented\":\"201\"")]
    [InlineData("\"prevented\":40")]
    [InlineData("\"prevented\":null")]
    public void Read_WhatIsHeldMakesNoSense_TheRestIsHonoured(string member)
    {
        var entry = $"{Good[..^1]},{member}}}";
        _host.Write(TunedSettingsFile.FilePath, $$"""{"version":1,"boot_id":"","tuned":[{{entry}}]}""");

        var setting = Assert.Single(Store().Read().All);

        Assert.Equal(("60", null), (setting.Original, setting.Prevented));
    }

    [Fact]
    public void Keep_SomebodyElseChangedItMeanwhile_TheirValueIsTheOriginal()
    {
        var store = Store();
        store.Keep(new TunedSetting("vm.swappiness", "60", "10", RestorePolicy.OnStop));

        store.Keep(new TunedSetting("vm.swappiness", "33", "10", RestorePolicy.OnStop));

        Assert.Equal("33", store.Read().All[0].Original);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"knob":null,"original":"60","value":"10","restore":"on_clear"}""")]
    [InlineData("""{"knob":"vm.\u0000","original":"60","value":"10","restore":"on_clear"}""")]
    [InlineData("""{"knob":"\ud800","original":"60","value":"10","restore":"on_clear"}""")]
    [InlineData("""{"knob":"vm.overcommit_memory","original":"60","value":"10","restore":"on_clear"}""")]
    [InlineData("""{"knob":"vm.vfs_cache_pressure","original":"60\u0000","value":"10","restore":"on_clear"}""")]
    [InlineData("""{"knob":"vm.vfs_cache_pressure","original":60,"value":"10","restore":"on_clear"}""")]
    [InlineData("""{"knob":"vm.vfs_cache_pressure","original":"60","restore":"on_clear"}""")]
    [InlineData("""{"knob":"vm.vfs_cache_pressure","original":"-1","value":"10","restore":"on_clear"}""")]
    [InlineData(
        """{"knob":"vm.vfs_cache_pressure","original":"99999999999999999999","value":"10","restore":"on_clear"}""")]
    [InlineData(Good)]
    public void Read_OneBadEntry_CostsThatEntryAndNotTheOthers(string bad)
    {
        var content = Document(
            $"{Good},{bad},{{\"knob\":\"thp.defrag\",\"original\":\"madvise\",\"value\":\"never\",\"restore\":\"x\"}}");
        _host.Write(TunedSettingsFile.FilePath, content);

        var all = Store().Read().All;

        Assert.Equal(
            [
                new TunedSetting("vm.swappiness", "60", "10", RestorePolicy.OnClear),
                new TunedSetting("thp.defrag", "madvise", "never", RestorePolicy.OnStop),
            ],
            all);
        Assert.Equal(content, File.ReadAllText(_host.Path(TunedSettingsFile.FilePath + ".kept")));
        Assert.Contains("entry 2 makes no sense", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NewerVersion_IsKeptAsideAndHonoured()
    {
        _host.Write(TunedSettingsFile.FilePath, Document(Good, version: "2"));
        var store = Store();

        Assert.Single(store.Read().All);
        Assert.Single(store.Read().All);
        Assert.Null(store.Forget("vm.swappiness"));

        Assert.Contains("written by another version (format 2)", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.False(_host.Has(TunedSettingsFile.FilePath));
        Assert.True(_host.Has(TunedSettingsFile.FilePath + ".kept"));
        Assert.False(_host.Has(TunedSettingsFile.FilePath + ".kept.2"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"version\": 1}")]
    [InlineData("{\"version\": 1, \"tuned\": 5}")]
    [InlineData("\0\0\0\0")]
    public void Read_Nonsense_IsSetAside(string content)
    {
        _host.Write(TunedSettingsFile.FilePath, content);

        var reading = Store().Read();

        Assert.Equal((0, null), (reading.All.Count, reading.Error));
        Assert.True(_host.Has(TunedSettingsFile.FilePath + ".bad"));
        Assert.Contains("set aside as tuned.json.bad", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("directory")]
    [InlineData("device")]
    [InlineData("10 GB")]
    public void Read_NoFileThatCanBeRead_IsSetAsideWithoutWaiting(string kind)
    {
        Place(kind, _host.Path(TunedSettingsFile.FilePath));
        var store = Store();

        Assert.Null(store.Keep(new TunedSetting("vm.swappiness", "60", "10", RestorePolicy.OnStop)));

        Assert.Single(store.Read().All);
        Assert.Contains("set aside as tuned.json.bad", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Keep_CannotBeStored_SaysWhy()
    {
        _host.Write("/var/lib/fragguard", "a file where the state directory should be");

        Assert.NotNull(Store().Keep(new TunedSetting("vm.swappiness", "60", "10", RestorePolicy.OnStop)));
    }

    [Fact]
    public void Keep_BootIdUnknown_TheStoredOneStays()
    {
        _host.Write(TunedSettingsFile.FilePath, Document(Good));

        new TunedSettingsFile(_host.Root, "").Keep(
            new TunedSetting("vm.vfs_cache_pressure", "100", "50", RestorePolicy.OnStop));

        Assert.Contains("\"boot\"", _host.Read(TunedSettingsFile.FilePath), StringComparison.Ordinal);
    }

    internal static void Place(string kind, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        switch (kind)
        {
            case "pipe":
                using (var mkfifo = Process.Start("mkfifo", [path]))
                {
                    mkfifo.WaitForExit();
                }

                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "device":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            default:
                using (var file = File.Create(path))
                {
                    file.SetLength(10_000_000_000);
                }

                break;
        }
    }

    private static string Document(string entries, string version = "1") =>
        $$"""{"version":{{version}},"boot_id":"boot","tuned":[{{entries}}]}""";

    private TunedSettingsFile Store() => new(_host.Root, "boot", _warnings.Add);
}
