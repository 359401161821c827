using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The guard: read, assess, decide, act, report. It knows no thread and no clock; the loop calls
/// <see cref="Tick"/>.</summary>
/// <remarks>One guard a host acts: with a lock that another one holds, this one observes until that one is
/// gone.</remarks>
internal sealed partial class Daemon : IDisposable
{
    private readonly KernelRoot _root;
    private readonly MachineProfile _machine;
    private readonly Reporter _reporter;
    private readonly StatusPublisher _board;
    private readonly Sampler _sampler;
    private readonly LadderStore _store;
    private readonly ReadHealthLog _readings;
    private readonly RemedyRunner _guard;
    private readonly GuardLock? _guardLock;
    private readonly PutBack _putBack;
    private readonly StopSequence _stop;
    private readonly Prevent _prevent;
    private readonly RingRecorder? _recorder;
    private readonly IncidentBlame _blame;
    private Assessor _assessor;
    private LadderState _ladder = LadderState.Start;
    private GuardSettings? _pending;
    private string? _toldObstacle;
    private TimeSpan? _lastLookAt;
    private long _looks;

    /// <param name="settings">The settings.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="root">Where its files are.</param>
    /// <param name="reporter">Told of what happens.</param>
    /// <param name="board">Shows how the guard stands.</param>
    /// <param name="guardLock">Held by the one guard that acts; null where no other can be.</param>
    /// <param name="guard">What it acts by; null for the machine's own.</param>
    /// <param name="reserve">Keeps huge pages in reserve; null for the machine's own.</param>
    internal Daemon(
        GuardSettings settings,
        MachineProfile machine,
        KernelRoot root,
        Reporter reporter,
        StatusPublisher board,
        GuardLock? guardLock = null,
        RemedyRunner? guard = null,
        ReserveKeeper? reserve = null)
    {
        (_root, _machine, _reporter, _board, _guardLock) = (root, machine, reporter, board, guardLock);
        _sampler = new Sampler(root);
        _store = new LadderStore(root, machine.BootId);
        _readings = new ReadHealthLog(reporter);
        _reserve = reserve ?? new ReserveKeeper(settings, machine.Facts, reporter, ReserveMachine.Of(root));
        _guard = guard ?? new RemedyRunner(settings, machine, root, reporter.Warn, reporter.HookSaid, _reserve);
        board.Reserve = _reserve;
        _putBack = new PutBack(_guard, reporter, TellChange);
        _stop = new StopSequence(_guard, _putBack);
        _prevent = new Prevent(_guard, reporter, TellChange);
        _assessor = new Assessor(settings, machine.Facts);
        _recorder = RingRecorder.Of(settings.Record, root, machine.Facts);
        _blame = new IncidentBlame(root, reporter.Warn);
        _notifications = new Notifications(reporter);
        _windows = new GuardWindows(root, machine.BootId);
        _windows.Want(settings);
        reporter.Told = Notice;
    }

    /// <summary>The settings in force.</summary>
    internal GuardSettings Settings => _guard.Settings;

    /// <summary>A good reading has been taken: the guard is ready.</summary>
    internal bool IsReady { get; private set; }

    /// <summary>Settings were asked for that no good reading has been taken with yet.</summary>
    internal bool IsReloading { get; private set; }

    /// <summary>The kernel has no buddyinfo: there is nothing to guard.</summary>
    internal bool HasNothingToRead => !IsReady && _sampler.IsAbsent;

    /// <summary>What was wrong with the last reading; null if nothing.</summary>
    internal string? ReadingError => _sampler.Error;

    /// <summary>When the next tick is due.</summary>
    internal TimeSpan NextTickAt { get; private set; }

    /// <summary>Becomes readable when a step of a rung ends; -1 if none is under way.</summary>
    internal int WaitFd => _guard.Executor.WaitFd;

    /// <summary>One look at the machine and what follows from it.</summary>
    /// <param name="now">The time, on a monotonic clock that began with the boot.</param>
    internal void Tick(TimeSpan now)
    {
        _guard.Executor.Continue(now);
        TakeOver(now);
        SwapSettings();
        LookAtWindows(now);
        var isPuttingBack = IsFree && IsSettingUp(now);
        if (!_sampler.TryReadFreeBlocks())
        {
            _readings.Failed(_sampler.Error!);
            Publish(_sampler.Error, [], now);
            NextTickAt = Earliest(now + Settings.Sampling.AlertInterval, now);
            return;
        }

        IsReady = true;
        (_looks, _lastLookAt) = (_looks + 1, now);
        _readings.Succeeded(_sampler.FreeBlocks.SkippedLines);
        Record();
        if (isPuttingBack)
        {
            Publish(error: null, [], now);
            NextTickAt = Earliest(now + Settings.Sampling.AlertInterval, now);
            return;
        }

        var seen = Observe(now);
        var step = Ladder.Step(Settings, _ladder, seen, now);
        var isBilled = _ladder.HasOpenBill && !step.State.HasOpenBill;
        _ladder = step.State;
        _blame.Follow(Settings.Incident.Blame && _ladder.IsOpen && !Observes, now);
        Report(step, now);
        Remember(isBilled || step.Events.Length > 0);
        Act(step.Decision, now);
        Finish(seen, step, now);
    }

    /// <summary>What orders and sizes mean on this machine.</summary>
    internal MachineFacts Facts => _machine.Facts;

    /// <summary>Makes the next tick due at once.</summary>
    internal void TickSoon() => NextTickAt = TimeSpan.Zero;

    /// <inheritdoc/>
    public void Dispose()
    {
        _recorder?.Dispose();
        _blame.Dispose();
        _windows.Dispose();
        _sampler.Dispose();
        _notifications.Dispose();
        _guard.Dispose();
        _reserve.Dispose();
        _guardLock?.Dispose();
    }

    private void Publish(string? error, ReadOnlySpan<PolicyEvent> events, TimeSpan now)
    {
        _board.Prevented = _prevent.Standing;
        _board.Publish(_assessor.Latest, _ladder, error, events, Settings, now, _putBack.Failure);
    }

    private TimeSpan Earliest(TimeSpan next, TimeSpan now)
    {
        next = _guard.Executor.Deadline is { } deadline && deadline < next ? deadline : next;
        next = _putBack.NextAt is { } at && at < next ? at : next;
        return _windows.NextAt(now) is { } window && window < next ? window : next;
    }

    // One at a time: both work by the one executor. What is held comes after the first look, which says how the guard
    // stands.
    private bool IsSettingUp(TimeSpan now) => _prevent.IsUnderWay
        ? _prevent.Continue(now)
        : _putBack.Continue(_ladder.IsOpen, now) || (_zonesReadAt is not null && _prevent.Continue(now));

    private void Act(Decision decision, TimeSpan now)
    {
        switch (decision.Kind)
        {
            case DecisionKind.Run:
                var needs = BreachSummary.Needs(_assessor.Latest);
                _guard.Start(decision.Rung, decision.Nodes, needs, Incidents.Environment(_ladder), TellChange, now);
                break;
            case DecisionKind.Restore:
                _reporter.WarnOf(_guard.Observe());
                _guard.StartPutBack(isOpen: false, isStopping: false, TellChange, now);
                break;
            default:
                break;
        }
    }

    // What was learnt outlives the guard: a restart is no way round a rest.
    private void Remember(bool hasChanged)
    {
        if (hasChanged && !Settings.DryRun && !Observes)
        {
            _readings.Note(_store.Save(_ladder, Settings.Ladder));
        }
    }

    private void Finish(in Observation seen, in LadderStep step, TimeSpan now)
    {
        IsReloading = _pending is not null;
        FillReserve(seen.Zones, now);
        Publish(error: null, step.Events.AsSpan(), now);
        var isCalm = IsCalm(seen.Zones) && _ladder.Relapsing(Settings.Incident, now).IsEmpty;
        var interval = isCalm ? Settings.Sampling.Interval : Settings.Sampling.AlertInterval;
        // What ended at once is judged at once, what is past its deadline is killed on time, and new settings wait for
        // nothing.
        NextTickAt = (step.Decision.Kind != DecisionKind.Wait && !_guard.Executor.IsBusy)
            || (IsFree && (_pending is not null || _prevent.IsDue(now)))
            ? now
            : Earliest(now + interval, now);
        Summarise(now);
    }

    private void TellChange(TunableChange change)
    {
        _reporter.TunableChanged(change, _ladder.Incident);
        _prevent.Note(change);
    }
}
