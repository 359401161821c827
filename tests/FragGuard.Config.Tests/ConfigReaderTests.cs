using System.Text;
using FragGuard.Policy;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Config.Tests;

public class ConfigReaderTests
{
    [Fact]
    public void Read_EmptyFile_IsTheDefaults()
    {
        Assert.Equal(new GuardSettings(), Sources.Settings(""));
    }

    [Fact]
    public void Read_AlertIntervalAloneAndLongerThanTheDefaultInterval_IsTheIntervalToo()
    {
        var sampling = Sources.Settings("[sampling]\nalert_interval = \"10s\"\n").Sampling;

        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)), (sampling.Interval, sampling.AlertInterval));
    }

    [Fact]
    public void Read_EverySettingOfAWatch_IsTaken()
    {
        var settings = Sources.Settings("""
            [[watch]]
            name = "db"
            order = "2MiB"
            floor = "0.5%"
            clear = "1%"
            for = "1m"
            zones = ["Normal", "Movable"]
            nodes = [1, 0]
            min_zone = "1GiB"
            unusable_above = 0.95
            unusable_below = 0.9
            ahead = "2m"
            """);

        Assert.Equal(
            new WatchSettings
            {
                Name = "db",
                Order = new OrderSetting(OrderUnit.Bytes, 2 << 20),
                Floor = new Amount(AmountUnit.PartsPerMillion, 5_000),
                Clear = new Amount(AmountUnit.PartsPerMillion, 10_000),
                For = TimeSpan.FromMinutes(1),
                Zones = [Sources.Id(0, "Normal").Zone, Sources.Id(0, "Movable").Zone],
                Nodes = [1, 0],
                MinZoneBytes = 1 << 30,
                UnusableAbovePermille = 950,
                UnusableBelowPermille = 900,
                Ahead = TimeSpan.FromMinutes(2),
            },
            Assert.Single(settings.Watches));
    }

    [Fact]
    public void Read_WatchWithOnlyUnusableAbove_HasNoFloor()
    {
        var watch = Sources.Settings("[[watch]]\nunusable_above = 0.9").Watches[0];

        Assert.Null(watch.Floor);
        Assert.Equal(900, watch.UnusableAbovePermille);
    }

    [Fact]
    public void Read_WatchesWithoutNames_AreNamedAfterTheirOrderAndApart()
    {
        var settings = Sources.Settings("""
            [[watch]]
            floor = 1
            [[watch]]
            floor = 2
            [[watch]]
            name = "order-4-2"
            floor = 3
            [[watch]]
            order = "64KiB"
            floor = 4
            [[watch]]
            order = "thp"
            floor = 5
            """);

        var names = settings.Watches.Select(watch => watch.Name);
        Assert.Equal(["order-4", "order-4-3", "order-4-2", "64KiB", "thp"], names);
    }

    [Fact]
    public void Read_Rung_HasItsRemedysDefaults()
    {
        var ladder = Sources.Settings("""
            [[ladder]]
            remedy = "drop_caches"
            [[ladder]]
            remedy = "flag_reboot"
            [[ladder]]
            remedy = "nudge_kcompactd"
            """).Ladder;

        Assert.Equal(
            [
                RungSettings.For(new DropCachesSettings()),
                RungSettings.For(new FlagRebootSettings()),
                RungSettings.For(new NudgeKcompactdSettings()),
            ],
            ladder);
    }

    [Fact]
    public void Read_CooldownLongerThanTheDefaultOfItsMaximum_RaisesThat()
    {
        var rung = Sources.Settings("[[ladder]]\nremedy = \"compact_memory\"\ncooldown = \"12h\"").Ladder[0];

        Assert.Equal(TimeSpan.FromHours(12), rung.MaxCooldown);
    }

    [Fact]
    public void Read_IntervalShorterThanTheDefaultOfTheAlertInterval_LowersThat()
    {
        var sampling = Sources.Settings("[sampling]\ninterval = \"200ms\"").Sampling;

        Assert.Equal(TimeSpan.FromMilliseconds(200), sampling.AlertInterval);
    }

    [Theory]
    [InlineData("set = { \"vm.swappiness\" = 10, \"thp.defrag\" = \"defer\" }")]
    [InlineData("set = { vm.swappiness = 10, thp.defrag = \"defer\" }")]
    [InlineData("set.vm.swappiness = 10\nset.thp.defrag = \"defer\"")]
    [InlineData("[ladder.set]\nvm.swappiness = 10\nthp.defrag = \"defer\"")]
    [InlineData("[ladder.set.vm]\nswappiness = \"10\"\n[ladder.set.thp]\ndefrag = \"defer\"")]
    public void Read_TuneSet_InEveryWayThatTomlCanWriteIt_IsTheSame(string set)
    {
        var rung = Sources.Settings($"[[ladder]]\nremedy = \"tune\"\n{set}").Ladder[0];

        Assert.Equal(
            [new("vm.swappiness", TuneRule.Exactly, "10"), new("thp.defrag", TuneRule.Exactly, "defer")],
            ((TuneSettings)rung.Remedy).Set);
    }

    [Fact]
    public void Read_TuneSet_TakesBoundsAndBooleans()
    {
        var rung = Sources.Settings("""
            [[ladder]]
            remedy = "tune"
            set."vm.swappiness" = { at_most = 10 }
            set."vm.min_free_kbytes" = { at_least = 65536 }
            set."vm.defrag_mode" = true
            restore = "never"
            """).Ladder[0];

        Assert.Equal(
            new TuneSettings
            {
                Set =
                [
                    new("vm.swappiness", TuneRule.AtMost, "10"),
                    new("vm.min_free_kbytes", TuneRule.AtLeast, "65536"),
                    new("vm.defrag_mode", TuneRule.Exactly, "1"),
                ],
                Restore = RestorePolicy.Never,
            },
            rung.Remedy);
    }

    [Fact]
    public void Read_RungsAsInlineTables_AreTaken()
    {
        var settings = Sources.Settings("ladder = [{ remedy = \"compact_memory\", scope = \"system\" }]");

        Assert.Equal(new CompactMemorySettings { Scope = CompactScope.System }, settings.Ladder[0].Remedy);
    }

    [Fact]
    public void Read_EmptyLadder_IsNoLadder()
    {
        Assert.Empty(Sources.Settings("ladder = []").Ladder);
    }

    [Fact]
    public void Read_SizeOfASinglePage_IsWarnedOfWherePagesAreThatLarge()
    {
        var machine = new MachineProfile(new MachineFacts { PageBytes = 65536 }, Kernel: null, BootId: "");

        var result = ConfigReader.Read("[[watch]]\norder = \"64KiB\"\nfloor = 1"u8, "f", machine);

        var warning = Assert.Single(result.Warnings).Message;
        Assert.Contains("a single page here, where pages have 64KiB", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MistakeThatFollowsFromAnother_IsNotToldTwice()
    {
        var errors = new[]
        {
            Sources.Error("[[watch]]\nfloor = 64\nclear = 1.5"),
            Sources.Error("[[watch]]\nflor = 64"),
            Sources.Error("[sampling]\ninterval = \"1\"\nalert_interval = \"1m\""),
        };

        Assert.Contains("clear is 1.5", errors[0], StringComparison.Ordinal);
        Assert.Contains("unknown key \"flor\"", errors[1], StringComparison.Ordinal);
        Assert.Contains("interval is \"1\"", errors[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PositionOfEveryError_IsInTheFile()
    {
        var text = "[sampling]\ninterval = 5\n\n[[watch]]\nfloor = 3\nclear = 2\n";

        Assert.Equal([(2, 12), (6, 9)], Sources.Read(text).Errors.Select(error => (error.Line, error.Column)));
    }

    [Fact]
    public void Read_ErrorsOfSyntaxAndOfMeaning_ComeInTheOrderOfTheFile()
    {
        var result = Sources.Read("dry_run = 3\nx = = 1\n[sampling]\nkernel_log = 5\nbroken\ninterval = 1\n");

        Assert.Equal([1, 2, 4, 5, 6], result.Errors.Select(error => error.Line));
    }

    [Fact]
    public void Read_LadderWithABrokenHeaderAndABrokenValue_IsStillJudgedForItsMeaning()
    {
        var result = Sources.Read(
            "[[ladder]\nremedy = \"drop_cashes\"\n[[ladder]]\n"
                + "remedy = \"tune\"\nsettle = 30s\nset = { \"vm.swappiness\" = 500 }\n");

        Assert.Equal([(1, 10), (2, 10), (5, 10), (6, 27)], result.Errors.Select(error => (error.Line, error.Column)));
    }

    [Fact]
    public void Read_AnyBytes_NeverThrows()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            var result = Sources.ReadHere(bytes ?? []);

            return (result.Settings is null) == (result.Errors.Count > 0);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_ShippedFileWithAFewBytesChanged_NeverThrowsAndPointsIntoTheFile()
    {
        var shipped = File.ReadAllBytes(Path.Combine(Sources.Tree, "etc", "fragguard.toml"));
        var change =
            from at in Gen.Choose(0, shipped.Length - 1)
            from length in Gen.Choose(0, 12)
            from put in Gen.Elements(
                "", "#", "\"", "=", "[", "]", "{", "}", "\n", "0", "-", "x", "\0", "\xff", "= 5\n", "[[watch]]\n", "'")
            select (at, length, put);

        Prop.ForAll(change.ListOf(3).ToArbitrary(), changes =>
        {
            var text = new StringBuilder(Encoding.Latin1.GetString(shipped));
            foreach (var (at, length, put) in changes.Where(one => one.at < text.Length))
            {
                text.Remove(at, Math.Min(length, text.Length - at)).Insert(at, put);
            }

            var bytes = Encoding.Latin1.GetBytes(text.ToString());
            var result = Sources.ReadHere(bytes);
            var lines = bytes.Count(one => one == '\n') + 1;
            return (result.Settings is null) == (result.Errors.Count > 0)
                && result.Errors.Concat(result.Warnings).All(problem => problem.Line >= 0 && problem.Line <= lines)
                && result.Rendered().All(shown => shown.Length < 2000);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_LargeFileOfNothingButMistakes_TellsTheFirstHundred()
    {
        var text = new StringBuilder("[sampling]\n");
        for (var i = 0; text.Length < Limits.FileBytes; i++)
        {
            text.Append("some_unknown_key_").Append(i).Append(" = 1\n");
        }

        var result = Sources.Read(text.ToString());

        Assert.Equal(101, result.Errors.Count);
        Assert.Equal("fragguard.toml: at least 900 more are not shown", result.Errors[^1].ToString());
    }
}
