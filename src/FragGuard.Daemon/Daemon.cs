using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The guard: read, assess, decide, act, report. It knows no thread and no clock; the loop calls <see cref="Tick"/>.</summary>
internal sealed class Daemon : IDisposable
{
    private static readonly TimeSpan ZonesInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SummaryInterval = TimeSpan.FromDays(1);

    private readonly KernelRoot _root;
    private readonly MachineProfile _machine;
    private readonly Reporter _reporter;
    private readonly StatusBoard _board;
    private readonly Sampler _sampler;
    private readonly LadderStore _store;
    private readonly Readings _readings;
    private Guard _guard;
    private Assessor _assessor;
    private LadderState _ladder = LadderState.Start;
    private GuardSettings? _pending;
    private LocalClock? _clock;
    private TimeSpan? _zonesReadAt;
    private TimeSpan? _summaryAt;

    internal Daemon(GuardSettings settings, MachineProfile machine, KernelRoot root, Reporter reporter, StatusBoard board)
    {
        (_root, _machine, _reporter, _board) = (root, machine, reporter, board);
        _sampler = new Sampler(root);
        _store = new LadderStore(root, machine.BootId);
        _readings = new Readings(reporter);
        _guard = new Guard(settings, machine, root, reporter.HookSaid);
        _assessor = new Assessor(settings, machine.Facts);
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

    /// <summary>Takes up what an earlier run left: what was learnt, and settings that a crash left tuned.</summary>
    internal void Start(TimeSpan now)
    {
        _ladder = _store.Load(Settings.Ladder, out var warning);
        _reporter.WarnOf(warning);
        TellWhatIsOff();
        if (_guard.Tuned.All.Count > 0)
        {
            _guard.StartRestore([RestorePolicy.OnClear, RestorePolicy.OnStop], TellChange, now);
            _ladder = _ladder with { Phase = LadderPhase.Restoring };
        }
    }

    /// <summary>One look at the machine and what follows from it.</summary>
    /// <param name="now">The time, on a monotonic clock that began with the boot.</param>
    internal void Tick(TimeSpan now)
    {
        _guard.Executor.Continue(now);
        if (!_sampler.TryReadFreeBlocks())
        {
            _readings.Failed(_sampler.Error!);
            _board.Show(_assessor.Latest, _ladder, _sampler.Error, []);
            NextTickAt = now + Settings.Sampling.AlertInterval;
            return;
        }

        _readings.Succeeded(_sampler.FreeBlocks.SkippedLines);
        var seen = Look(now);
        var step = Ladder.Step(Settings, _ladder, seen, now);
        _ladder = step.State;
        Tell(step);
        Act(step.Decision, now);
        Finish(seen, step, now);
    }

    /// <summary>Takes page allocation failures from the kernel log as proof: the next tick is due at once.</summary>
    internal void TakeFailure(AllocationFailure failure)
    {
        var report = FailureReport.Of(failure);
        _reporter.Failure(report);
        if (report.IncidentOrder is { } order)
        {
            _assessor.TakeFailure(order);
            TickSoon();
        }
    }

    /// <summary>Puts changed settings in force, as soon as no rung is under way.</summary>
    internal void Reload(GuardSettings settings)
    {
        _pending = settings;
        IsReloading = true;
        TickSoon();
    }

    /// <summary>Makes the next tick due at once.</summary>
    internal void TickSoon() => NextTickAt = TimeSpan.Zero;

    /// <summary>Begins to put back what is to be put back when the guard stops.</summary>
    internal void BeginStop(TimeSpan now)
    {
        if (_guard.LeftToRestore.Count > 0)
        {
            _guard.StartRestore([RestorePolicy.OnClear, RestorePolicy.OnStop], TellChange, now);
        }
    }

    /// <summary>Tells what could not be put back.</summary>
    internal void EndStop()
    {
        foreach (var knob in _guard.LeftToRestore)
        {
            _reporter.Warn($"{knob} could not be put back: the next start does it, or `fragguard restore`");
        }
    }

    /// <summary>Takes the end of what runs, without looking or deciding: for the end of the guard.</summary>
    /// <returns>True once nothing runs any more.</returns>
    internal bool ContinueStop(TimeSpan now, bool kill)
    {
        if (kill)
        {
            _guard.Executor.Abandon(now);
        }

        _guard.Executor.Continue(now);
        return !_guard.Executor.IsBusy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampler.Dispose();
        _guard.Dispose();
    }

    private Observation Look(TimeSpan now)
    {
        SwapSettings();
        var zones = _assessor.Assess(_sampler.FreeBlocks, now);
        var isCalm = zones.IsHealthy && _ladder.Phase == LadderPhase.Closed;
        if (!isCalm || _zonesReadAt is not { } readAt || now - readAt >= ZonesInterval)
        {
            ReadZones(now);
        }

        return isCalm
            ? new Observation(zones, Result: _guard.Executor.TakeResult())
            : new Observation(zones, ReadHost(), _guard.Off, _guard.Executor.TakeResult());
    }

    private void ReadZones(TimeSpan now)
    {
        var isFirst = _zonesReadAt is null;
        _zonesReadAt = now;
        if (_sampler.TryReadZones())
        {
            _assessor.Take(_sampler.Zones);
        }
        else if (isFirst)
        {
            _reporter.Warn($"{ZoneInfo.Path} cannot be read: zone sizes and watermarks are unknown, every zone but DMA is watched");
        }

        if (isFirst)
        {
            // The sizes decide which zones are watched: look again with them before anything is decided.
            _assessor.Assess(_sampler.FreeBlocks, now);
        }
    }

    private Conditions ReadHost() => Settings.Gates.Windows.Count == 0
        ? _sampler.ReadHost()
        : _sampler.ReadHost() with { TimeOfDay = (_clock ??= new LocalClock(_root)).TimeOfDay() };

    private void Act(Decision decision, TimeSpan now)
    {
        switch (decision.Kind)
        {
            case DecisionKind.Run:
                _guard.Start(decision.Rung, decision.Nodes, Incidents.Environment(_ladder), TellChange, now);
                break;
            case DecisionKind.Restore:
                _guard.StartRestore([RestorePolicy.OnClear], TellChange, now);
                break;
            default:
                break;
        }
    }

    private void Tell(LadderStep step)
    {
        foreach (var told in step.Events)
        {
            var isEnd = told.Kind == PolicyEventKind.LadderExhausted;
            _reporter.Tell(told, isEnd ? UnmovableShares.Read(_root, _machine.Kernel, told.Zone) : null);
        }

        if (step.Events.Length > 0 && !Settings.DryRun)
        {
            _readings.Note(_store.Save(_ladder, Settings.Ladder));
        }
    }

    private void Finish(in Observation seen, in LadderStep step, TimeSpan now)
    {
        IsReady = true;
        IsReloading = _pending is not null;
        _board.Show(seen.Zones, _ladder, error: null, step.Events.AsSpan());
        var isCalm = seen.Zones.IsHealthy && _ladder.Phase == LadderPhase.Closed;
        var interval = isCalm ? Settings.Sampling.Interval : Settings.Sampling.AlertInterval;
        var next = now + interval;

        // What ended at once is judged at once; what is past its deadline is killed on time.
        NextTickAt = step.Decision.Kind != DecisionKind.Wait && !_guard.Executor.IsBusy ? now
            : _guard.Executor.Deadline is { } deadline && deadline < next ? deadline : next;
        Summarise(now);
    }

    private void Summarise(TimeSpan now)
    {
        if (_summaryAt is { } at && now >= at)
        {
            _reporter.Summary(_reporter.Tally.TakeSentence());
            _summaryAt = null;
        }

        _summaryAt ??= now + SummaryInterval;
    }

    private void SwapSettings()
    {
        if (_pending is not { } settings || _guard.Executor.IsBusy)
        {
            return;
        }

        _pending = null;
        _ladder = Ladder.Carry(_ladder, Settings.Ladder, settings.Ladder);
        _guard.Dispose();
        _guard = new Guard(settings, _machine, _root, _reporter.HookSaid);
        _assessor = new Assessor(settings, _machine.Facts, before: _assessor);
        _zonesReadAt = null;
        TellWhatIsOff();
    }

    private void TellWhatIsOff()
    {
        _reporter.WarnOf(_guard.Warning);
        if (_guard.ObserveOnly is { } why)
        {
            _reporter.ObserveOnly(why);
            return;
        }

        for (var rung = 0; rung < _guard.Off.Count; rung++)
        {
            if (_guard.Off[rung].Code != ReasonCode.None)
            {
                _reporter.Warn($"rung {rung + 1} {Settings.Ladder[rung].Remedy.Name} is off: {_guard.Off[rung]}");
            }
        }
    }

    private void TellChange(TunableChange change) => _reporter.TunableChanged(change, _ladder.Incident);
}
