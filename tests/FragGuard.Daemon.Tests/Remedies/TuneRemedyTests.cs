using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

public sealed class TuneRemedyTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;
    private readonly TunedSettingsFile _tuned;

    public TuneRemedyTests()
    {
        _actuator = new FakeActuator(_host);
        _tuned = new TunedSettingsFile(_host.Root, "boot");
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(TuneRule.Exactly, "60", false)]
    [InlineData(TuneRule.Exactly, "10", true)]
    [InlineData(TuneRule.AtMost, "10", true)]
    [InlineData(TuneRule.AtMost, "70", false)]
    [InlineData(TuneRule.AtLeast, "70", true)]
    [InlineData(TuneRule.AtLeast, "10", false)]
    public void Run_AValueThatIsGoodAlready_IsNotWrittenAgain(TuneRule rule, string value, bool writes)
    {
        var result = Tune(new TuneEntry("vm.swappiness", rule, value));

        Assert.Equal(writes ? RungEnd.Done : RungEnd.NothingToDo, result.End);
        Assert.Equal(writes ? 1 : 0, _tuned.Read().All.Count);
        Assert.False(TuneRemedy.Instance.HasWork(
            new TuneSettings { Set = [new("vm.swappiness", rule, value)] }, Ground));
    }

    [Fact]
    public void Run_KnobThatCannotBeRead_IsLeftAloneAndSaid()
    {
        _host.Write(FakeHost.Swappiness, "");

        var result = Tune(new TuneEntry("vm.swappiness", TuneRule.Exactly, "10"));

        Assert.Equal(RungEnd.Failed, result.End);
        Assert.Contains("cannot be read", result.Text, StringComparison.Ordinal);
        Assert.Empty(_actuator.Steps);
    }

    [Fact]
    public void Run_OriginalThatCouldNotBePutBack_IsLeftAloneAndSaid()
    {
        _host.Write("/sys/kernel/mm/transparent_hugepage/defrag", "always [someday] never\n");

        var result = Tune(new TuneEntry("thp.defrag", TuneRule.Exactly, "never"));

        Assert.Contains("could not be put back", result.Text, StringComparison.Ordinal);
        Assert.Empty(_actuator.Steps);
    }

    [Fact]
    public void Run_KernelKeepsAnotherValue_IsAnError()
    {
        _actuator.Takes = _ => "11";

        var result = Tune(new TuneEntry("vm.swappiness", TuneRule.Exactly, "10"));

        Assert.Equal(RungEnd.Failed, result.End);
        Assert.Contains("reads back 11", result.Text, StringComparison.Ordinal);
        Assert.Equal("60", _tuned.Read().All[0].Original);
    }

    [Fact]
    public void Run_PairedKnobTwice_GoesBackToThePartnerThatWasInForce()
    {
        _host.Write("/proc/sys/vm/dirty_ratio", "20\n");
        _host.Write("/proc/sys/vm/dirty_bytes", "0\n");
        Pair();

        Tune(new TuneEntry("vm.dirty_bytes", TuneRule.Exactly, "100000000"));
        Tune(new TuneEntry("vm.dirty_bytes", TuneRule.Exactly, "50000000"));
        Assert.Equal(["vm.dirty_ratio"], _tuned.Read().All.Select(setting => setting.Knob));
        var result = Restore();

        Assert.Equal(RungEnd.Done, result.End);
        Assert.Equal(("20", "0"), (_host.Read("/proc/sys/vm/dirty_ratio"), _host.Read("/proc/sys/vm/dirty_bytes")));
        Assert.Empty(_tuned.Read().All);
    }

    [Fact]
    public void Restore_WriteThatIsKilledOnce_IsDoneAgain()
    {
        Tune(new TuneEntry("vm.swappiness", TuneRule.Exactly, "10"));
        var kills = 1;
        _actuator.Ends = _ => kills-- > 0 ? new StepResult(StepEnd.Killed) : null;

        Assert.Equal(RungEnd.Done, Restore().End);
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    private RemedyEnvironment Ground => new(_host.Root, MachineProbe.Probe(_host.Root), dryRun: false);

    private RungResult Tune(params TuneEntry[] entries)
    {
        var settings = new TuneSettings { Set = [.. entries] };
        var run = new RemedyContext(Ground, [], _tuned, [], _ => { });
        return Carry(TuneRemedy.Instance.Run(settings, run), run);
    }

    private RungResult Restore()
    {
        var run = new RemedyContext(Ground, [], _tuned, [], _ => { });
        return Carry(TunedRestore.Run(_ => true, run), run);
    }

    private RungResult Carry(IEnumerable<RemedyStep> steps, RemedyContext run)
    {
        var executor = new RungExecutor();
        executor.Start(steps, run, _actuator, TimeSpan.FromSeconds(5), TimeSpan.Zero);
        return executor.TakeResult()!.Value;
    }

    // As the kernel does: writing one of the two zeroes the other.
    private void Pair() => _actuator.Ends = step =>
    {
        var other = ((KnobWrite)step).Path.EndsWith("bytes", StringComparison.Ordinal)
            ? "/proc/sys/vm/dirty_ratio"
            : "/proc/sys/vm/dirty_bytes";
        _host.Write(other, "0\n");
        return null;
    };
}
