using FragGuard.Daemon;
using FragGuard.Policy;

namespace FragGuard.Tests;

public sealed class RemedyPlanTests : IDisposable
{
    private readonly FakeMachineTree _tree = new FakeMachineTree().WithMachine();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Lines_Tune_SayFromWhatToWhatAndWhatIsLeftAlone()
    {
        _tree.Write("proc/sys/vm/watermark_scale_factor", "200\n");
        var tune = new TuneSettings
        {
            Set =
            [
                new("vm.swappiness", TuneRule.AtMost, "10"),
                new("thp.defrag", TuneRule.Exactly, "madvise"),
                new("vm.watermark_scale_factor", TuneRule.AtLeast, "100"),
                new("vm.compaction_proactiveness", TuneRule.Exactly, "20"),
            ],
        };

        var lines = Lines(tune);

        Assert.Equal(
            [
                "would set vm.swappiness from 60 to 10",
                "would leave thp.defrag at madvise: it has that value already",
                "would leave vm.watermark_scale_factor at 200: at least 100 is asked for",
                "would leave vm.compaction_proactiveness alone: it is not here, or cannot be read",
            ],
            lines);
        Assert.Equal("60\n", File.ReadAllText(_tree.Path("proc/sys/vm/swappiness")));
    }

    [Fact]
    public void Lines_OtherRemedies_SayWhatTheyWrite()
    {
        Assert.Equal(
            ["would write dirty file pages out, for at most 30 s", "would write 1 to /proc/sys/vm/drop_caches"],
            Lines(new DropCachesSettings { SyncFirst = true }));
        Assert.Equal(["would create /var/run/reboot-required"], Lines(new FlagRebootSettings()));
        Assert.Equal(["would run /bin/true -x"], Lines(new HookSettings { Command = ["/bin/true", "-x"] }));
        Assert.False(File.Exists(_tree.Path("var/run/reboot-required")));
    }

    [Fact]
    public void Run_DryRunOfTune_PrintsThePlanAndNoBlocks()
    {
        var root = _tree.Path("").TrimEnd('/');

        var run = ProgramRun.Of(["remedy", "tune", "--dry-run", "--root", root]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("tune: would set vm.swappiness from 60 to 10\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("->", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TuneRule.Exactly, true, "would fail: vm.swappiness is left alone: vm.swappiness is \"junk\", which "
        + "could not be put back")]
    [InlineData(TuneRule.AtMost, false, "would leave vm.swappiness alone: it is \"junk\", which is no value of it")]
    public void Lines_SettingWithAValueThatIsNone_SayItOnce(TuneRule rule, bool isFault, string line)
    {
        _tree.Write("proc/sys/vm/swappiness", "junk\n");
        var tune = new TuneSettings { Set = [new("vm.swappiness", rule, "100")] };

        var lines = new RemedyPlan(_tree.Root, MachineProbe.Probe(_tree.Root)).Lines(tune, [0], out var fails);

        Assert.Equal((isFault, line), (fails, Assert.Single(lines)));
    }

    private IReadOnlyList<string> Lines(RemedySettings remedy) =>
        new RemedyPlan(_tree.Root, MachineProbe.Probe(_tree.Root)).Lines(remedy, [0], out _);
}
