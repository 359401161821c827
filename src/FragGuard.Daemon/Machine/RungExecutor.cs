using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Carries out one rung at a time, step by step, without ever waiting: the poll loop wakes it when a step
/// ends.</summary>
/// <remarks>It outlives a change of settings: what is under way belongs to the machine, not to them. At the deadline
/// the step is killed and the rung is over. A child that the kernel does not let go of is left behind as a straggler:
/// until it is gone it holds the writer lock, and no other rung can begin.</remarks>
internal sealed class RungExecutor
{
    private IActuator? _actuator;
    private IEnumerator<RemedyStep>? _steps;
    private RemedyContext? _run;
    private IStepJob? _job;
    private (IStepJob Job, IActuator Actuator)? _straggler;
    private IStepJob? _leftBehind;
    private TimeSpan? _stepEndsAt;
    private TimeSpan _startedAt;
    private TimeSpan _deadline;
    private int _stepsDone;
    private readonly List<string> _plan = [];
    private RungResult? _result;

    /// <summary>A rung is being carried out.</summary>
    internal bool IsBusy => _steps is not null;

    /// <summary>Becomes readable when the present step, or a straggler, ends; -1 if there is none or it cannot be
    /// waited for.</summary>
    internal int WaitFd => _job?.WaitFd ?? _straggler?.Job.WaitFd ?? -1;

    /// <summary>When the present rung, or its step, has to be looked at again; null if there is none.</summary>
    internal TimeSpan? Deadline => !IsBusy ? null : _stepEndsAt is { } at && at < _deadline ? at : _deadline;

    /// <summary>How the rung ended, once.</summary>
    internal RungResult? TakeResult()
    {
        var result = _result;
        _result = null;
        return result;
    }

    /// <summary>Begins a rung. Its end is told by <see cref="TakeResult"/>, perhaps at once.</summary>
    internal void Start(
        IEnumerable<RemedyStep> steps, RemedyContext run, IActuator actuator, TimeSpan timeout, TimeSpan now)
    {
        ReapStraggler();
        if (_straggler is not null || !actuator.TryTakeLock())
        {
            _result = new RungResult(RungEnd.Busy, TimeSpan.Zero);
            return;
        }

        (_actuator, _steps, _run) = (actuator, steps.GetEnumerator(), run);
        (_startedAt, _deadline) = (now, now + timeout);
        _stepsDone = 0;
        _plan.Clear();
        Next(now);
    }

    /// <summary>Ends a rung before it begins, with an error.</summary>
    internal void Refuse(string why) =>
        _result = new RungResult(RungEnd.Failed, TimeSpan.Zero, why) { NothingRan = true };

    /// <summary>Takes the end of a step, and kills what is past its deadline.</summary>
    internal void Continue(TimeSpan now)
    {
        ReapStraggler();
        while (_job is { } job && job.TryEnd(out var ended))
        {
            job.Dispose();
            _job = null;
            _stepEndsAt = null;
            Take(ended, now);
        }

        if (IsBusy && now >= _deadline)
        {
            Abandon(now);
        }
        else if (_stepEndsAt is { } at && now >= at)
        {
            EndStep(now);
        }
    }

    /// <summary>Kills what runs now.</summary>
    internal void Abandon(TimeSpan now)
    {
        if (!IsBusy)
        {
            return;
        }

        var result = new RungResult(RungEnd.TimedOut, now - _startedAt, "killed at its timeout")
        {
            Notes = _run!.Notes,
        };
        if (_job is not { } job)
        {
            // It was pausing: nothing is under way.
            Finish(result, keepsLock: false);
            return;
        }

        job.Kill();
        _job = null;
        if (_steps!.Current is FilesSync)
        {
            // It may never end, and never had the lock.
            _leftBehind = job;
            Finish(result, keepsLock: false);
            return;
        }

        _straggler = (job, _actuator!);
        Finish(result, keepsLock: true);
        ReapStraggler();
    }

    // A pause is over; or what was waited for goes on by itself, and holds nothing.
    private void EndStep(TimeSpan now)
    {
        _stepEndsAt = null;
        var end = _job is null ? StepEnd.Done : StepEnd.LeftBehind;
        if (_job is { } job)
        {
            job.Kill();
            (_leftBehind, _job) = (job, null);
        }

        Take(new StepResult(end), now);
    }

    private void Take(StepResult ended, TimeSpan now)
    {
        if (ended.End == StepEnd.NotStarted)
        {
            // What kept this step from starting would keep the next one, too.
            var end = _stepsDone == 0 ? RungEnd.NotStarted : RungEnd.Failed;
            Finish(new RungResult(end, now - _startedAt, _run!.Error ?? ended.Error), keepsLock: false);
            return;
        }

        _run!.Last = ended;

        // A pause ends by itself, in a dry run at once.
        if (ended.End == StepEnd.DryRun || _plan.Count > 0)
        {
            _plan.Add(StepText.Of(_steps!.Current, _run.Environment));
        }

        _stepsDone += _steps!.Current is Pause or { IsPreparation: true } ? 0 : 1;
        Next(now, ended);
    }

    private void Next(TimeSpan now, StepResult? ended = null)
    {
        var more = _steps!.MoveNext();

        // The remedy has seen how its step ended and may have dealt with it.
        if (ended is not null && _run!.Last is { End: StepEnd.Failed or StepEnd.Killed } failed)
        {
            _run.Fail(failed.Error ?? "killed");
        }

        if (!more)
        {
            Finish(ResultOf(now - _startedAt), keepsLock: false);
            return;
        }

        _run!.Last = default;
        _stepEndsAt = null;
        switch (_steps.Current)
        {
            case Pause pause:
                _stepEndsAt = _plan.Count > 0 ? now : now + pause.Duration;
                Continue(now);
                return;
            case FilesSync when _leftBehind is not null:
                // The last one still hangs: another would hang beside it.
                Take(new StepResult(StepEnd.LeftBehind), now);
                return;
            case FilesSync sync:
                _stepEndsAt = now + sync.Patience;
                break;
            default:
                break;
        }

        _job = _actuator!.Start(_steps.Current);
        if (_job.WaitFd < 0)
        {
            Continue(now);
        }
    }

    private RungResult ResultOf(TimeSpan duration)
    {
        if (_run!.Error is { } error)
        {
            return new RungResult(RungEnd.Failed, duration, error) { NothingRan = _stepsDone == 0 };
        }

        var end = _stepsDone == 0 ? RungEnd.NothingToDo : _plan.Count > 0 ? RungEnd.DryRun : RungEnd.Done;
        return new RungResult(end, duration, _plan.Count > 0 ? string.Join("; ", _plan) : null) { Notes = _run.Notes };
    }

    private void Finish(RungResult result, bool keepsLock)
    {
        _result = result;
        _steps!.Dispose();
        (_steps, _run, _stepEndsAt) = (null, null, null);
        if (!keepsLock)
        {
            _actuator!.ReleaseLock();
        }
    }

    private void ReapStraggler()
    {
        if (_leftBehind is { } left && left.TryEnd(out _))
        {
            left.Dispose();
            _leftBehind = null;
        }

        if (_straggler is { } straggler && straggler.Job.TryEnd(out _))
        {
            straggler.Job.Dispose();
            _straggler = null;
            straggler.Actuator.ReleaseLock();
        }
    }
}
