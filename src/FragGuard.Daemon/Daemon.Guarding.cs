using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Which guard acts, by which settings, and how it begins and ends.</summary>
internal sealed partial class Daemon
{
    /// <summary>Takes up what an earlier run left: what was learnt, and settings that a crash left tuned.</summary>
    internal void Start(TimeSpan now)
    {
        if (HoldsGuardLock())
        {
            TakeUpState(now);
        }
        else
        {
            Observe();
        }

        _reserve.Apply(Settings, !Observes);
        TellWhatIsOff();
    }

    /// <summary>Puts changed settings in force, as soon as no rung is under way.</summary>
    internal void Reload(GuardSettings settings)
    {
        _pending = settings;
        IsReloading = true;
        TickSoon();
    }

    /// <summary>Begins to stop: no new rung begins, a running one gets its grace, then what is tuned goes
    /// back.</summary>
    internal void BeginStop(TimeSpan now)
    {
        _notifications.BeginStop(now);
        Remember(_ladder.HasOpenBill);
        _stop.Begin(now);
    }

    /// <summary>Goes on with the stop.</summary>
    /// <returns>True once it is over: all is back, or the time is up.</returns>
    internal bool ContinueStop(TimeSpan now) => _stop.Continue(now);

    /// <summary>Tells what could not be put back.</summary>
    internal void EndStop()
    {
        foreach (var knob in _guard.Due(isOpen: false, isStopping: true))
        {
            _reporter.Warn($"{knob} could not be put back: the next start does it, or `fragguard restore`");
        }

        _notifications.EndStop();
        if (_view is not null)
        {
            _publisher!.Stop(_view);
        }
    }

    // Nothing is under way whose end the ladder waits for.
    private bool IsFree => _ladder.Phase is not (LadderPhase.Running or LadderPhase.Restoring);

    private bool Observes => _guardLock is { IsHeld: false };

    private bool HoldsGuardLock() => _guardLock is null || _guardLock.TryTake(DateTimeOffset.UtcNow);

    private void Observe()
    {
        _board.IsPublished = false;
        _guard.Apply(Settings, _guardLock!.Obstacle);
    }

    private void TakeUpState(TimeSpan now)
    {
        var learnt = _store.Load(Settings.Ladder, now, out var warning);
        _reporter.WarnOf(warning);
        _ladder = _ladder with
        {
            Incident = Math.Max(_ladder.Incident, learnt.Incident),
            Rungs = learnt.Rungs,
            LastRecovery = learnt.LastRecovery,
        };
        _ = _guard.Inherit();
        if (Settings.DryRun && _guard.Known.Count > 0)
        {
            var knobs = string.Join(", ", _guard.Known.Select(setting => setting.Knob));
            _reporter.Warn($"{knobs} still tuned by an earlier run: a dry run writes nothing, `fragguard restore` puts "
                + "it back");
        }
    }

    // The other guard may be gone: whatever it died of, its lock is free then.
    private void TakeOver(TimeSpan now)
    {
        if (!Observes || !IsFree)
        {
            return;
        }

        var before = _toldObstacle;
        if (HoldsGuardLock())
        {
            _reporter.Warn($"no guard acts on this machine any more ({before}): this one takes over");
            _board.IsPublished = true;
            _reserve.Apply(Settings, isGuard: true);
            _guard.Apply(Settings);
            TakeUpState(now);
            TellWhatIsOff();
        }
        else if (_guardLock!.Obstacle != before)
        {
            Observe();
            TellWhatIsOff();
        }
    }

    // Not while the ladder waits for an end: the state that waits and the settings that it was decided by belong
    // together. What the new settings do not want tuned goes back on this very tick.
    private void SwapSettings()
    {
        if (_pending is not { } settings || !IsFree || _putBack.IsUnderWay || _prevent.IsUnderWay)
        {
            return;
        }

        _pending = null;
        _ladder = Ladder.Carry(_ladder, Settings.Ladder, settings.Ladder);
        _reporter.WarnOf(_guard.Observe());
        _reserve.Apply(settings, !Observes);
        _guard.Apply(settings, Observes ? _guardLock!.Obstacle : null);
        _assessor = new Assessor(settings, _machine.Facts, before: _assessor);
        _windows.Want(settings);
        _zonesReadAt = null;
        TellWhatIsOff();
    }

    private void TellWhatIsOff()
    {
        _prevent.TakeUp();
        _toldObstacle = Observes ? _guardLock!.Obstacle : null;
        _reporter.WarnOf(Notifications.Against(Settings.Notify));
        if (_toldObstacle is not null)
        {
            _reporter.ObserveOnly(_toldObstacle);
            return;
        }

        if (_guard.ObserveOnly is { } why)
        {
            _reporter.ObserveOnly($"nothing can be written here: {why}");
            return;
        }

        for (var rung = 0; rung < _guard.Unavailable.Count; rung++)
        {
            if (_guard.Unavailable[rung].Code != ReasonCode.None)
            {
                _reporter.Warn(
                    $"rung {rung + 1} {Settings.Ladder[rung].Remedy.Name} is off: {_guard.Unavailable[rung]}");
            }
        }
    }
}
