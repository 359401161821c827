using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Makes it so or fails: climbs the ladder now, by the guard's own policy, until the blocks are there,
/// nothing is left to try, or the time is up.</summary>
/// <remarks>It looks first, and writes nothing if the blocks are there. It may run beside the guard: one writer at a
/// time has the lock, and what the guard gains counts.</remarks>
/// <param name="request">What is wanted.</param>
/// <param name="runner">Carries rungs out; its settings are those of the request.</param>
/// <param name="sampler">Reads the machine.</param>
/// <param name="machine">The machine.</param>
internal sealed class EnsureLoop(
    EnsureRequest request, RemedyRunner runner, Sampler sampler, MachineProfile machine)
{
    private readonly Assessor _assessor = new(runner.Settings, machine.Facts);
    private readonly List<EnsureAttempt> _attempts = [];
    private LadderState _ladder = LadderState.Start;
    private string? _held;
    private string? _cause;

    /// <summary>Told of each thing that policy tells.</summary>
    internal Action<PolicyEvent>? Reported { get; init; }

    /// <summary>Says why a ladder was climbed in vain.</summary>
    internal Func<PolicyEvent, string> Explain { get; init; } = told => EventText.Cause(told, unmovable: null);

    /// <summary>Told of each setting that is changed.</summary>
    internal Action<TunableChange> Changed { get; init; } = _ => { };

    /// <summary>What was learnt of the rungs: to be kept where no guard does.</summary>
    internal LadderState Ladder => _ladder;

    /// <summary>Runs it.</summary>
    /// <param name="learnt">What is known of the rungs from earlier runs.</param>
    /// <param name="clock">The time since boot.</param>
    /// <param name="wait">Waits for a descriptor, or for so long.</param>
    /// <exception cref="GuardException">There are no free blocks to be read.</exception>
    internal EnsureResult Run(LadderState learnt, Func<TimeSpan> clock, Action<int, TimeSpan> wait)
    {
        _ladder = request.IsForced ? LadderState.Start with { Incident = learnt.Incident }
            : LadderState.Start with { Incident = learnt.Incident, Rungs = learnt.Rungs };
        var startedAt = clock();
        ulong? before = null;
        while (true)
        {
            var now = clock();
            runner.Executor.Continue(now);
            var zones = Look(now);
            var there = EnsureRequest.CountIn(zones);
            before ??= there;
            if (there >= request.Blocks)
            {
                End(now, there);
                return new EnsureResult(true, before.Value, there, now - startedAt) { Attempts = _attempts };
            }

            var why = zones.Zones.Length == 0
                ? $"no zone{(request.Node is { } node ? $" of node {node}" : "")} has blocks of order {request.Order}"
                : Step(zones, startedAt + request.Timeout, now);
            if (why is not null)
            {
                End(now, there);
                return new EnsureResult(false, before.Value, there, now - startedAt)
                {
                    Attempts = _attempts,
                    Why = why,
                    IsDenied = runner.ObserveOnly is not null && !runner.Settings.DryRun,
                };
            }

            var pause = Pause(now, startedAt + request.Timeout);
            if (pause > TimeSpan.Zero)
            {
                wait(runner.Executor.WaitFd, pause);
            }
        }
    }

    private Assessment Look(TimeSpan now)
    {
        if (!sampler.TryReadFreeBlocks())
        {
            throw new GuardException(ExitCodes.Unavailable, sampler.Error!);
        }

        if (sampler.TryReadZones())
        {
            _assessor.Take(sampler.Zones);
        }

        return _assessor.Assess(sampler.FreeBlocks, now);
    }

    // Null to go on; else why there is no use in it.
    private string? Step(Assessment zones, TimeSpan deadline, TimeSpan now)
    {
        var seen = new Observation(zones, sampler.ReadHost(), Unavailable(), runner.Executor.TakeResult());
        var step = Policy.Ladder.Step(runner.Settings, _ladder, seen, now);
        _ladder = step.State;
        foreach (var told in step.Events)
        {
            Note(told);
        }

        switch (step.Decision.Kind)
        {
            case DecisionKind.Run:
                _held = null;
                runner.Start(
                    step.Decision.Rung, step.Decision.Nodes, BreachSummary.Needs(zones), Incidents.Environment(_ladder),
                    Changed, now);
                return null;
            case DecisionKind.Restore:
                // Nothing was tuned: the climb is over, and another one begins while the blocks are not there.
                _ladder = _ladder with { Phase = LadderPhase.Closed };
                return null;
            default:
                return WhyNot(step.Decision.Reason, deadline, now);
        }
    }

    private string? WhyNot(Reason reason, TimeSpan deadline, TimeSpan now)
    {
        if (_ladder.Phase is LadderPhase.Running or LadderPhase.Settling)
        {
            return null;
        }

        var isEnd = _ladder.Phase == LadderPhase.BackingOff
            ? _ladder.Until >= deadline || runner.Settings.DryRun
            : reason.Code == ReasonCode.NothingToRun && !AwaitsRung(deadline, now);
        if (isEnd)
        {
            return HasRun() ? $"every rung was tried. {_cause}".TrimEnd(' ', '.') : "no rung could run";
        }

        if (reason.Code == ReasonCode.MinUptime && now
            + TimeSpan.FromMilliseconds(reason.Limit - reason.Value) > deadline)
        {
            return $"{reason}; --force does not mind";
        }

        _held = _ladder.Phase == LadderPhase.BackingOff ? _held : reason.ToString();
        if (runner.Settings.DryRun)
        {
            // Nothing is won by waiting for what would not be done then either.
            return reason.ToString();
        }

        return now < deadline ? null : $"the time is up{(_held is null ? "" : $"; still waiting: {_held}")}";
    }

    // A rung rests, and not for longer than there is time.
    private bool AwaitsRung(TimeSpan deadline, TimeSpan now)
    {
        var unavailable = Unavailable();
        for (var rung = 0; rung < unavailable.Count && !runner.Settings.DryRun; rung++)
        {
            if (unavailable[rung].Code == ReasonCode.None
                && Pacing.RestsUntil(runner.Settings.Ladder[rung], _ladder.MemoryOf(rung)) is { } until
                && until > now && until < deadline)
            {
                return true;
            }
        }

        return false;
    }

    private bool HasRun()
    {
        foreach (var attempt in _attempts)
        {
            if (attempt.Outcome != Outcome.Skipped.Word())
            {
                return true;
            }
        }

        return false;
    }

    private ValueList<Reason> Unavailable()
    {
        var reasons = runner.Unavailable;
        for (var rung = 0; rung < reasons.Count; rung++)
        {
            if (reasons[rung].Code == ReasonCode.None && EnsureRequest.IsLeftOut(runner.Settings.Ladder[rung].Remedy))
            {
                reasons = reasons.SetItem(rung, new Reason(ReasonCode.KnobAbsent,
                    Text: "it is the guard's: ensure leaves it out"));
            }
        }

        return reasons;
    }

    private void Note(PolicyEvent told)
    {
        Reported?.Invoke(told);
        _cause = told.Kind == PolicyEventKind.LadderExhausted ? Explain(told) : _cause;
        if (told.Kind is PolicyEventKind.RungFinished or PolicyEventKind.RungSkipped)
        {
            _attempts.Add(new EnsureAttempt(
                told.Rung ?? 0, told.Remedy ?? "", told.Outcome?.Word() ?? "", told.Gain, told.Duration ?? default,
                told.Reason.ToString()));
        }
    }

    // What is under way when the blocks are there has done its work.
    private void End(TimeSpan now, ulong there)
    {
        if (_ladder is not { Phase: LadderPhase.Running or LadderPhase.Settling, Run: { } run })
        {
            return;
        }

        runner.Executor.Abandon(now);
        var gain = there >= run.Before.Suitable
            ? (long)(there - run.Before.Suitable) : -(long)(run.Before.Suitable - there);
        Note(new PolicyEvent(PolicyEventKind.RungFinished, _ladder.Incident)
        {
            Watch = run.Before.Worst.WatchName,
            Zone = run.Before.Worst.Id,
            Zones = run.Before.Zones,
            Order = request.Order,
            Rung = run.Rung + 1,
            Remedy = runner.Settings.Ladder[run.Rung].Remedy.Name,
            Outcome = there >= request.Blocks ? Outcome.Recovered : Outcome.TimedOut,
            Before = run.Before.Suitable,
            After = there,
            Gain = gain,
            Duration = now - run.StartedAt,
        });
        _ladder = _ladder.Remember(run.Rung, _ladder.MemoryOf(run.Rung) with { EndedAt = now });
    }

    private TimeSpan Pause(TimeSpan now, TimeSpan deadline)
    {
        var pause = TimeSpan.FromMilliseconds(200);
        if (runner.Executor.Deadline is { } kill && kill - now < pause)
        {
            pause = kill - now;
        }

        return deadline - now is var left && left > TimeSpan.Zero && left < pause ? left : pause;
    }
}
