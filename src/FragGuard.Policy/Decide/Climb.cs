using System.Collections.Immutable;

namespace FragGuard.Policy;

/// <summary>One step of the ladder while something is wrong: the state machine of an incident.</summary>
internal sealed class Climb(GuardSettings settings, LadderState state, Observation seen, TimeSpan now)
{
    private readonly ImmutableArray<PolicyEvent>.Builder _events = ImmutableArray.CreateBuilder<PolicyEvent>();
    private readonly ImmutableArray<int> _order = ClimbingOrder.Of(settings.Ladder);
    private LadderState _state = state;

    internal LadderStep Take()
    {
        NoticeForeignDrops();
        var decision = Decide();
        return new LadderStep(_state, decision, _events.ToImmutable());
    }

    private Decision Decide() => _state.Phase switch
    {
        LadderPhase.Closed when seen.Zones.Breached == 0 => Decision.Wait(ReasonCode.NotLongEnough),
        LadderPhase.Closed => Open(),
        LadderPhase.Running => seen.Result is { } result ? Settle(result) : Decision.Wait(ReasonCode.Running),
        LadderPhase.Settling => now < _state.Until ? Decision.Wait(ReasonCode.Settling) : Judge(),
        LadderPhase.Restoring => seen.Result is null ? Decision.Wait(ReasonCode.Running) : Restored(),
        _ when seen.Zones.Breached == 0 => Close(),
        LadderPhase.BackingOff when now < _state.Until =>
            Decision.Wait(ReasonCode.BackingOff, (long)(_state.Until - now).TotalMilliseconds),
        LadderPhase.BackingOff => ClimbFrom(0, anew: true),
        _ => ClimbFrom(_state.Step, anew: false),
    };

    private Decision Open()
    {
        if (BreachSummary.Of(seen.Zones) is not { } breach)
        {
            return Decision.Wait(ReasonCode.NoReading);
        }

        var (start, reason) = StartingStep(breach);
        _state = _state with
        {
            Phase = LadderPhase.Climbing,
            Incident = _state.Incident + 1,
            OpenedAt = now,
            Step = start,
            Exhausted = 0,
            IsExhausted = false,
            Attempts = [],
            HealedBy = null,
        };
        for (var rung = 0; rung < _state.Rungs.Count; rung++)
        {
            _state = _state.Remember(rung, _state.MemoryOf(rung) with { Told = ReasonCode.None });
        }

        Tell(PolicyEventKind.IncidentOpened, breach, rung: null, reason, told => told with { Before = breach.Suitable });
        return ClimbFrom(start, anew: false);
    }

    private (int Step, Reason Reason) StartingStep(BreachSummary breach)
    {
        if (_state.LastRecovery is { } last && now - last.At <= settings.Incident.RelapseWindow
            && _order.IndexOf(last.Rung) is var step && step >= 0)
        {
            return (step, new Reason(ReasonCode.Relapse, (long)(now - last.At).TotalMilliseconds));
        }

        return (0, breach.Worst.WatchName == WatchPlan.KernelLogName ? new Reason(ReasonCode.AllocationFailure) : default);
    }

    /// <summary>Looks for the next rung that may run, from this step on.</summary>
    private Decision ClimbFrom(int step, bool anew)
    {
        if (BreachSummary.Of(seen.Zones) is not { } breach)
        {
            return Decision.Wait(ReasonCode.NoReading);
        }

        _state = _state with
        {
            Phase = LadderPhase.Climbing,
            Run = null,
            Attempts = anew ? [] : _state.Attempts,
            IsExhausted = !anew && _state.IsExhausted,
        };
        for (; step < _order.Length; step++)
        {
            if (step == ClimbingOrder.Remedies(settings.Ladder) && !AnnounceExhaustion(breach))
            {
                break;
            }

            var rung = _order[step];
            if (Gates.Barring(rung, settings.Ladder[rung], _state, seen, breach.Diagnosis, now) is { } barred)
            {
                TellSkipped(rung, breach, barred);
            }
            else if (Gates.Holding(settings, settings.Ladder[rung], _state, seen.Host, now) is { } held)
            {
                TellSkipped(rung, breach, held);
                _state = _state with { Step = step };
                return new Decision(DecisionKind.Wait, held);
            }
            else
            {
                return Start(step, rung, breach);
            }
        }

        return Rest(breach);
    }

    private Decision Start(int step, int rung, BreachSummary breach)
    {
        var nodes = BreachSummary.NodesFor(settings.Ladder[rung].Remedy, seen.Zones);
        var memory = _state.MemoryOf(rung);
        _state = _state.Remember(rung, memory with { Runs = RunsOfTheDay(memory).Add(now), Told = ReasonCode.None }) with
        {
            Phase = LadderPhase.Running,
            Step = step,
            Run = new RungRun(rung, now, breach, seen.Host.Counters),
        };
        Tell(PolicyEventKind.RungStarted, breach, rung, default, told => told with { Before = breach.Suitable });
        return new Decision(DecisionKind.Run, default, rung, nodes);
    }

    private Decision Settle(RungResult result)
    {
        var rung = _state.Run!.Rung;
        _state = _state.Remember(rung, _state.MemoryOf(rung) with { EndedAt = now }) with
        {
            Phase = LadderPhase.Settling,
            Until = now + settings.Ladder[rung].Settle,
            Run = _state.Run with { Result = result },
            LastWriteAt = result.End is RungEnd.Done or RungEnd.TimedOut ? now : _state.LastWriteAt,
        };

        // Nothing was written: there is nothing to wait for.
        return result.End is RungEnd.Done or RungEnd.TimedOut && now < _state.Until
            ? Decision.Wait(ReasonCode.Settling)
            : Judge();
    }

    private Decision Judge()
    {
        var run = _state.Run!;
        var result = run.Result!.Value;
        var verdict = Verdict.Of(run.Before, result, seen.Zones);
        var memory = _state.MemoryOf(run.Rung);
        var remedy = settings.Ladder[run.Rung].Remedy;
        _state = _state.Remember(run.Rung, memory with
        {
            FruitlessRuns = verdict.IsFruitful ? 0 : memory.FruitlessRuns + 1,
            IsInForce = memory.IsInForce || (remedy is TuneSettings && result.End == RungEnd.Done),
        }) with
        {
            HealedBy = verdict.IsFruitful ? run.Rung : _state.HealedBy,
            Attempts = result.End == RungEnd.NothingToDo
                ? _state.Attempts
                : _state.Attempts.Add(new Attempt(remedy.Name, verdict.Outcome, verdict.Gain)),
        };
        Tell(PolicyEventKind.RungFinished, run.Before, run.Rung, verdict.Reason, told => told with
        {
            Outcome = verdict.Outcome,
            Before = run.Before.Suitable,
            After = verdict.After,
            Gain = verdict.Gain,
            Duration = result.Duration,
            Cost = seen.Host.Counters.Since(run.Counters),
        });
        return seen.Zones.Breached == 0 ? Close() : ClimbFrom(_state.Step + 1, anew: false);
    }

    /// <summary>Tells, once in a climb, that every rung was tried in vain.</summary>
    /// <returns>False if no rung was: then nothing is exhausted.</returns>
    private bool AnnounceExhaustion(BreachSummary breach)
    {
        if (_state.IsExhausted || _state.Attempts.Count == 0)
        {
            return _state.IsExhausted;
        }

        var rest = BackOff(_state.Exhausted);
        _state = _state with { IsExhausted = true, Exhausted = _state.Exhausted + 1, Until = now + rest };
        var reason = new Reason(ReasonCode.BackingOff, (long)rest.TotalMilliseconds);
        Tell(PolicyEventKind.LadderExhausted, breach, rung: null, reason, told => told with
        {
            Attempts = _state.Attempts,
            After = breach.Suitable,
        });
        return true;
    }

    /// <summary>The end of a climb: rest if something was tried, else keep looking for a rung that becomes free.</summary>
    private Decision Rest(BreachSummary breach)
    {
        if (!AnnounceExhaustion(breach))
        {
            _state = _state with { Step = 0 };
            return Decision.Wait(ReasonCode.NothingToRun);
        }

        _state = _state with { Phase = LadderPhase.BackingOff, Step = 0 };
        return Decision.Wait(ReasonCode.BackingOff, (long)(_state.Until - now).TotalMilliseconds);
    }

    private Decision Close()
    {
        var healedBy = _state.HealedBy;
        var remedy = healedBy is { } rung ? settings.Ladder[rung].Remedy.Name : null;
        _events.Add(new PolicyEvent(PolicyEventKind.IncidentClosed, _state.Incident)
        {
            Rung = healedBy + 1,
            Remedy = remedy,
            Outcome = Outcome.Recovered,
            Reason = remedy is null ? new Reason(ReasonCode.HealedByItself) : new Reason(ReasonCode.HealedByRung, Text: remedy),
            Duration = now - _state.OpenedAt,
        });
        var restores = MustRestore();
        _state = _state with
        {
            Phase = restores ? LadderPhase.Restoring : LadderPhase.Closed,
            Run = null,
            Step = 0,
            Attempts = [],
            LastRecovery = healedBy is { } healer ? new Recovery(healer, now) : _state.LastRecovery,
        };
        return restores
            ? new Decision(DecisionKind.Restore, new Reason(ReasonCode.Healthy))
            : Decision.Wait(ReasonCode.Healthy);
    }

    private Decision Restored()
    {
        for (var rung = 0; rung < _state.Rungs.Count; rung++)
        {
            if (RestoresOnClear(rung))
            {
                _state = _state.Remember(rung, _state.MemoryOf(rung) with { IsInForce = false });
            }
        }

        _state = _state with { Phase = LadderPhase.Closed };
        return Decision.Wait(ReasonCode.Healthy);
    }

    private bool MustRestore()
    {
        for (var rung = 0; rung < _state.Rungs.Count; rung++)
        {
            if (RestoresOnClear(rung) && _state.MemoryOf(rung).IsInForce)
            {
                return true;
            }
        }

        return false;
    }

    private bool RestoresOnClear(int rung) =>
        rung < settings.Ladder.Count && settings.Ladder[rung].Remedy is TuneSettings { Restore: RestorePolicy.OnClear };

    private TimeSpan BackOff(int exhausted)
    {
        var (rest, limit) = (settings.Incident.BackOff, settings.Incident.MaxBackOff);
        for (var i = 0; i < exhausted && rest < limit; i++)
        {
            rest = rest < limit / 2 ? rest * 2 : limit;
        }

        return rest;
    }

    private ValueList<TimeSpan> RunsOfTheDay(RungMemory memory)
    {
        var runs = ImmutableArray.CreateBuilder<TimeSpan>();
        foreach (var at in memory.Runs)
        {
            if (now - at < TimeSpan.FromDays(1))
            {
                runs.Add(at);
            }
        }

        return new ValueList<TimeSpan>(runs.ToImmutable());
    }

    // Only what happens between two looks that are close together can be dated; our own drops are not foreign.
    private void NoticeForeignDrops()
    {
        if (seen.Host.CacheDrops is not { } drops)
        {
            return;
        }

        var isOurs = _state.Run is { } run && settings.Ladder[run.Rung].Remedy is DropCachesSettings;
        var isForeign = _state.CacheDrops is { } last && drops > last.Count && now - last.At <= Gates.ForeignDropRest && !isOurs;
        _state = _state with { CacheDrops = (drops, now), ForeignDropAt = isForeign ? now : _state.ForeignDropAt };
    }

    private void TellSkipped(int rung, BreachSummary breach, Reason reason)
    {
        var memory = _state.MemoryOf(rung);
        if (memory.Told != reason.Code)
        {
            _state = _state.Remember(rung, memory with { Told = reason.Code });
            Tell(PolicyEventKind.RungSkipped, breach, rung, reason, told => told with { Outcome = Outcome.Skipped });
        }
    }

    private void Tell(PolicyEventKind kind, BreachSummary breach, int? rung, Reason reason, Func<PolicyEvent, PolicyEvent> more) =>
        _events.Add(more(new PolicyEvent(kind, _state.Incident)
        {
            Watch = breach.Worst.WatchName,
            Zone = breach.Worst.Id,
            Order = breach.Worst.Order,
            Diagnosis = breach.Diagnosis,
            UnusablePermille = breach.Worst.UnusablePermille,
            Floor = breach.Worst.FloorBlocks,
            Rung = rung + 1,
            Remedy = rung is { } place ? settings.Ladder[place].Remedy.Name : null,
            Reason = reason,
        }));
}
