using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

/// <summary>The steps of every remedy but tune: what it writes, and when it writes nothing.</summary>
public sealed class RemediesTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;
    private RungResult _result;

    public RemediesTests() => _actuator = new FakeActuator(_host);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void EveryRemedy_HasATestHere() => Assert.Equal(
        [
            "drop_caches", "compact_memory", "tune", "nudge_kcompactd", "reclaim", "release_reserve",
            "flag_reboot", "hook",
        ],
        RemedyCatalog.Names);

    [Theory]
    [InlineData(DropWhat.PageCache, "1")]
    [InlineData(DropWhat.Slab, "2")]
    [InlineData(DropWhat.All, "3")]
    public void DropCaches_WritesWhatIsToBeDropped(DropWhat what, string value) =>
        Assert.Equal([$"/proc/sys/vm/drop_caches={value}"], StepsOf(new DropCachesSettings { What = what }));

    [Fact]
    public void DropCaches_SyncFirst_WritesOutFirst() =>
        Assert.Equal(["sync", "/proc/sys/vm/drop_caches=1"], StepsOf(new DropCachesSettings { SyncFirst = true }));

    [Fact]
    public void CompactMemory_CompactsTheNodesOrTheSystem()
    {
        Assert.Equal(["/sys/devices/system/node/node0/compact=1"], StepsOf(new CompactMemorySettings(), 0));
        Assert.Equal(
            ["/proc/sys/vm/compact_memory=1"],
            StepsOf(new CompactMemorySettings { Scope = CompactScope.System }, 0));
        Assert.Equal(["/proc/sys/vm/compact_memory=1"], StepsOf(new CompactMemorySettings()));

        // A node without the file: the whole system instead of half of what was asked for.
        Assert.Equal(["/proc/sys/vm/compact_memory=1"], StepsOf(new CompactMemorySettings(), 0, 1));
    }

    [Theory]
    [InlineData("20", RungEnd.Done)]
    [InlineData("0", RungEnd.Failed)]
    [InlineData("", RungEnd.Failed)]
    public void NudgeKcompactd_RewritesTheValueThatItHas(string value, RungEnd expected)
    {
        _host.Write("/proc/sys/vm/compaction_proactiveness", value);

        var steps = StepsOf(new NudgeKcompactdSettings());

        Assert.Equal(expected, _result.End);
        Assert.Equal(expected == RungEnd.Done ? [$"/proc/sys/vm/compaction_proactiveness={value}"] : [], steps);
    }

    [Fact]
    public void Reclaim_AsksTheNodesOrTheCgroupAndTakesLessForNoError()
    {
        _actuator.Ends = _ => new StepResult(StepEnd.Failed, "less", 11);

        Assert.Equal(
            ["/sys/devices/system/node/node0/reclaim=1048576", "/sys/devices/system/node/node2/reclaim=1048576"],
            StepsOf(new ReclaimSettings { AmountBytes = 1 << 20 }, 0, 2));
        Assert.Equal(RungEnd.Done, _result.End);
        Assert.Equal(
            ["/sys/fs/cgroup/a.slice/memory.reclaim=1048576 swappiness=0"],
            StepsOf(new ReclaimSettings { AmountBytes = 1 << 20, Swappiness = 0, Cgroup = "/a.slice/" }));
    }

    [Fact]
    public void FlagReboot_MarksOnce()
    {
        Assert.Equal(["mark /run/reboot-required"], StepsOf(new FlagRebootSettings { File = "/run/reboot-required" }));

        _host.Write("/run/reboot-required", "");

        Assert.Empty(StepsOf(new FlagRebootSettings { File = "/run/reboot-required" }));
        Assert.Equal(RungEnd.NothingToDo, _result.End);
    }

    [Fact]
    public void Hook_RunsTheCommand() =>
        Assert.Equal(["/bin/echo a b"], StepsOf(new HookSettings { Command = ["/bin/echo", "a", "b"] }));

    private List<string> StepsOf(RemedySettings settings, params int[] nodes)
    {
        _actuator.Steps.Clear();
        var run = new RemedyContext(
            new RemedyEnvironment(_host.Root, MachineProbe.Probe(_host.Root), dryRun: false),
            [.. nodes], new NoTunedSettings(), [], _ => { });
        var executor = new RungExecutor();
        executor.Start(settings.Definition.Run(settings, run), run, _actuator, TimeSpan.FromSeconds(5), TimeSpan.Zero);
        _result = executor.TakeResult()!.Value;
        return [.. _actuator.Steps];
    }
}
