using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

public sealed class RungExecutorTests : IDisposable
{
    private static readonly KnobWrite First = new(FakeHost.Swappiness, "10");
    private static readonly KnobWrite Second = new(FakeHost.CachePressure, "50");

    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;
    private readonly RungExecutor _executor = new();

    public RungExecutorTests() => _actuator = new FakeActuator(_host);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Start_EveryStepEndsAtOnce_IsDoneAndTheLockIsFree()
    {
        Start(First, Second);

        Assert.Equal(new RungResult(RungEnd.Done, TimeSpan.Zero), _executor.TakeResult());
        Assert.Null(_executor.TakeResult());
        Assert.Equal(("10", "50"), (_host.Read(FakeHost.Swappiness), _host.Read(FakeHost.CachePressure)));
        Assert.False(_actuator.IsLocked);
    }

    [Fact]
    public void Start_NoStep_IsNothingToDo()
    {
        Start();

        Assert.Equal(RungEnd.NothingToDo, _executor.TakeResult()!.Value.End);
    }

    [Fact]
    public void Start_LockIsTaken_IsBusyAndNothingBegins()
    {
        _actuator.IsLockTaken = true;

        Start(First);

        Assert.Equal(RungEnd.Busy, _executor.TakeResult()!.Value.End);
        Assert.Empty(_actuator.Steps);
    }

    [Theory]
    [InlineData(0, RungEnd.NotStarted)]
    [InlineData(1, RungEnd.Failed)]
    public void Start_NoProcessCanBeStarted_IsNoRunUnlessSomethingRan(int at, RungEnd expected)
    {
        var step = 0;
        _actuator.Ends = _ => step++ == at ? new StepResult(StepEnd.NotStarted, "no process can be started", 11) : null;

        Start(First, Second, First);

        Assert.Equal(
            (expected, "no process can be started"),
            (_executor.TakeResult() is { } result ? (result.End, result.Text) : default));
        Assert.Equal(at + 1, _actuator.Steps.Count);
        Assert.False(_actuator.IsLocked);
    }

    [Theory]
    [InlineData(StepEnd.Failed, "first: refused")]
    [InlineData(StepEnd.Killed, "killed")]
    public void Start_AStepFails_TheNextOnesRunAndTheFirstErrorCounts(StepEnd end, string expected)
    {
        var isFirst = true;
        _actuator.Ends = _ =>
        {
            var result = isFirst
                ? new StepResult(end, end == StepEnd.Failed ? "first: refused" : null)
                : default(StepResult?);
            isFirst = false;
            return result;
        };

        Start(First, Second);

        Assert.Equal(
            (RungEnd.Failed, expected),
            (_executor.TakeResult() is { } result ? (result.End, result.Text) : default));
        Assert.Equal("50", _host.Read(FakeHost.CachePressure));
    }

    [Fact]
    public void Continue_PastItsDeadline_KillsAndHoldsTheLockUntilTheKernelLetsGo()
    {
        _actuator.Hangs = true;
        Start(First);
        Assert.Equal(TimeSpan.FromSeconds(5), _executor.Deadline);

        _executor.Continue(TimeSpan.FromSeconds(4));
        Assert.True(_executor.IsBusy);
        _executor.Continue(TimeSpan.FromSeconds(5));
        var killed = _executor.TakeResult();
        Start(Second);
        var meanwhile = _executor.TakeResult();
        Assert.True(_actuator.IsLocked);
        _actuator.LetGo();
        Start(Second);

        Assert.Equal(RungEnd.TimedOut, killed!.Value.End);
        Assert.Equal(RungEnd.Busy, meanwhile!.Value.End);
        Assert.Equal(RungEnd.Done, _executor.TakeResult()!.Value.End);
        Assert.False(_actuator.IsLocked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Abandon_WhileASyncHangs_GivesTheLockBack(bool isStopping)
    {
        _actuator.SyncHangs = true;
        RemedyStep[] steps = [new FilesSync(TimeSpan.FromSeconds(30)), First];
        _executor.Start(steps, Run(), _actuator, TimeSpan.FromSeconds(5), TimeSpan.Zero);

        if (isStopping)
        {
            _executor.Abandon(TimeSpan.FromSeconds(1));
        }
        else
        {
            _executor.Continue(TimeSpan.FromSeconds(5));
        }

        // It can hang for ever, and holds nothing: the next rung, or the settings that go back, need not wait for it.
        Assert.Equal(RungEnd.TimedOut, _executor.TakeResult()!.Value.End);
        Assert.False(_actuator.IsLocked);
        Start(Second);
        Assert.Equal(RungEnd.Done, _executor.TakeResult()!.Value.End);
    }

    [Fact]
    public void Start_DryRun_SaysWhatItWouldDo()
    {
        _executor.Start(
            [First, new Pause(TimeSpan.FromSeconds(2)), new KnobWrite("/proc/sys/vm/drop_caches", "1")],
            Run(), new DryRunActuator(), TimeSpan.FromSeconds(5), TimeSpan.Zero);

        var result = _executor.TakeResult()!.Value;
        Assert.Equal(RungEnd.DryRun, result.End);
        Assert.Equal(
            "would set vm.swappiness from 60 to 10; would wait for 2 s; would write 1 to /proc/sys/vm/drop_caches",
            result.Text);
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    private void Start(params RemedyStep[] steps) =>
        _executor.Start(steps, Run(), _actuator, TimeSpan.FromSeconds(5), TimeSpan.Zero);

    private RemedyContext Run() =>
        new(
            new RemedyEnvironment(_host.Root, MachineProbe.Probe(_host.Root), dryRun: false),
            [], new NoTunedSettings(), [], _ => { });

    private static IEnumerable<RemedyStep> FailAtOnce(RemedyContext run)
    {
        run.Fail("no room");
        yield break;
    }

    [Fact]
    public void Start_FailsBeforeItsFirstStep_SaysThatNothingRan()
    {
        var run = Run();

        _executor.Start(FailAtOnce(run), run, _actuator, TimeSpan.FromSeconds(5), TimeSpan.Zero);

        Assert.Equal(
            new RungResult(RungEnd.Failed, TimeSpan.Zero, "no room") { NothingRan = true },
            _executor.TakeResult());
    }
}
