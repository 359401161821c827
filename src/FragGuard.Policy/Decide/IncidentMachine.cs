using System.Collections.Immutable;

namespace FragGuard.Policy;

/// <summary>One step of the ladder while something is wrong: the state machine of an incident.</summary>
internal sealed partial class IncidentMachine(GuardSettings settings, LadderState state, Observation seen, TimeSpan now)
{
    private readonly ImmutableArray<PolicyEvent>.Builder _events = ImmutableArray.CreateBuilder<PolicyEvent>();
    private readonly ClimbingOrder _order = ClimbingOrder.Of(settings.Ladder);
    private LadderState _state = state;

    internal LadderStep Advance()
    {
        NoticeForeignDrops();
        NoticeKcompactd();
        NoticeUndone();
        NoticeCosts();
        NoticeZones();
        var decision = Decide();
        return new LadderStep(_state, decision, _events.ToImmutable());
    }

    private Decision Decide() => _state.Phase switch
    {
        LadderPhase.Closed => OpenIfBreached(),
        LadderPhase.Running => seen.Result is { } result ? End(result) : Decision.Wait(ReasonCode.Running),
        LadderPhase.Settling => IsSettling ? Decision.Wait(ReasonCode.Settling) : Judge(),
        LadderPhase.Restoring => Restore(),
        LadderPhase.BackingOff when seen.Zones.Breached > 0 && now < _state.Until
            && !HasNewBreach() && !HasPaidRung() =>
            StillResting(),
        LadderPhase.BackingOff when seen.Zones.Breached > 0 => ClimbAnew(),
        _ => Continue(_state.Step),
    };

    // The reading must be younger than the write that it is to judge.
    // Of zones that are no longer watched nothing is waited for.
    private bool IsSettling => (now < _state.Until || _state.LastWriteAt >= now) && !IsLeft;

    private bool IsLeft => seen.Zones.ClosedWindow is not null && _state.Run?.Before.Now(seen.Zones).IsGone == true;

    private Decision OpenIfBreached()
    {
        if (seen.Zones.Breached == 0)
        {
            return Decision.Wait(seen.Zones.IsHealthy ? ReasonCode.Healthy : ReasonCode.NotLongEnough);
        }

        if (BreachSummary.Of(seen.Zones) is not { } breach)
        {
            return Decision.Wait(ReasonCode.NoReading);
        }

        var (start, reason) = StartingStep(breach);
        _state = Opened(breach) with { Step = start, From = start };
        for (var rung = 0; rung < _state.Rungs.Count; rung++)
        {
            _state = _state.Remember(rung, _state.MemoryOf(rung) with { Reported = default, IsSettled = false });
        }

        Report(Event(PolicyEventKind.IncidentOpened, breach, rung: null, reason) with { Before = breach.Suitable });
        return ClimbFrom(start);
    }

    private LadderState Opened(BreachSummary breach) => Afresh(_state) with
    {
        Incident = _state.Incident + 1,
        OpenedAt = now,
        Breach = breach,
        Exhausted = 0,
        ExhaustedZones = [],
        RecoveredBy = null,
        ExhaustedToldAt = null,
        IncidentZones = BreachedZones([]),
        BusyUntil = null,
        Busy = default,
        KcompactdBusySince = seen.Host.KcompactdBusy ? now : null,
    };

    private (int Step, Reason Reason) StartingStep(BreachSummary breach)
    {
        if (RelapseStep(breach) is { } relapse)
        {
            return relapse;
        }

        var isFailure = breach.Worst.Watch >= settings.Watches.Count;
        var cause = breach.Worst.IsPredicted ? ReasonCode.Trend : ReasonCode.None;
        return (0, breach.Worst.IsStalling && !isFailure
            ? new Reason(ReasonCode.Stalls, Clamp(breach.Worst.StallsPerMinute ?? 0), Clamp(breach.Worst.StallsAbove))
            : new Reason(isFailure ? ReasonCode.AllocationFailure : cause));
    }

    /// <summary>Goes on after a rung, or while none could run: the incident may be over meanwhile.</summary>
    private Decision Continue(int step)
    {
        if (seen.Zones.IsHealthy)
        {
            return Close();
        }

        if (seen.Zones.Breached > 0)
        {
            return ClimbFrom(step);
        }

        // What was breached is clear, something else may be breached soon. That would be another matter: the climb is
        // over.
        _state = _state.Phase == LadderPhase.BackingOff ? _state : Afresh(_state);
        return Decision.Wait(ReasonCode.NotLongEnough);
    }

    /// <summary>Looks for the next rung that may run, from this step on.</summary>
    private Decision ClimbFrom(int step)
    {
        if (BreachSummary.Of(seen.Zones) is not { } breach)
        {
            _state = _state with { Phase = LadderPhase.Climbing, Run = null, Step = step };
            return Decision.Wait(ReasonCode.NoReading);
        }

        _state = _state with { Phase = LadderPhase.Climbing, Run = null };
        for (; step < _order.Count; step = _order.After(step, _state.From))
        {
            if (step == _order.Remedies && !AnnounceExhaustion(breach))
            {
                break;
            }

            var rung = _order[step];
            var remedy = settings.Ladder[rung];
            var target = BreachSummary.For(remedy.Remedy, seen.Zones) ?? breach;
            if (Gates.SkipReason(rung, remedy, _state, seen, target.Diagnosis, now) is { } barred)
            {
                ReportSkipped(rung, breach, barred);
            }
            else if ((Splayed(remedy.Remedy) ?? Gates.HoldReason(settings, remedy, _state, seen.Host, now)) is { } held)
            {
                ReportSkipped(rung, breach, held);
                _state = _state with { Step = step };
                return new Decision(DecisionKind.Wait, held);
            }
            else
            {
                return Start(step, rung, target);
            }
        }

        return Rest(breach);
    }

    private Decision ClimbAnew()
    {
        _state = Afresh(_state);
        return ClimbFrom(0);
    }

    private static LadderState Afresh(LadderState state) => state with
    {
        Phase = LadderPhase.Climbing,
        Run = null,
        Step = 0,
        From = 0,
        Attempts = [],
        IsExhausted = false,
    };

    private Decision Start(int step, int rung, BreachSummary target)
    {
        var nodes = BreachSummary.NodesFor(settings.Ladder[rung].Remedy, seen.Zones);
        var memory = _state.MemoryOf(rung);
        var runs = RunsWorthKeeping(settings.Ladder[rung], memory).Add(now);
        var bill = RunBill.Open(seen.Host, _state.Usual, now);
        _state = _state.Remember(rung, memory with { Runs = runs, Bill = bill }) with
        {
            Phase = LadderPhase.Running,
            Step = step,
            Run = new RungRun(rung, now, target, seen.Host.Counters),
        };
        Report(Event(PolicyEventKind.RungStarted, target, rung, default) with { Before = target.Suitable });
        var reason = new Reason(ReasonCode.Breached, Clamp(target.Suitable), Clamp(target.NeededBlocks));
        return new Decision(DecisionKind.Run, reason, rung, nodes);
    }

    private static long Clamp(ulong blocks) => (long)Math.Min(blocks, long.MaxValue);

    /// <summary>The end of a climb: rest if something was tried, else keep looking for a rung that becomes
    /// free.</summary>
    private Decision Rest(BreachSummary breach)
    {
        // A ladder of escalation rungs alone has tried nothing that could be in vain: each of them runs again as soon
        // as its own cooldown lets it.
        if ((!AnnounceExhaustion(breach) && _state.Attempts.Count == 0) || _order.Remedies == 0)
        {
            _state = _state with { Step = 0, From = 0 };
            return Decision.Wait(ReasonCode.NothingToRun);
        }

        if (HasGained() || AwaitsPaidRung())
        {
            // Not in vain, or not over: the rungs rest by what they cost, and the first that is free runs again.
            _state = Afresh(_state);
            return Decision.Wait(ReasonCode.NothingToRun);
        }

        // After a climb that was a dry run nobody can say that it was in vain: it rests as long, and says nothing.
        _state = _state.IsExhausted ? _state : RestFrom(breach);
        _state = _state with { Phase = LadderPhase.BackingOff, Until = _state.RestUntil, Step = 0, From = 0 };
        return StillResting();
    }

    private Decision StillResting() =>
        Decision.Wait(ReasonCode.BackingOff, (long)(_state.RestUntil - now).TotalMilliseconds);

    /// <summary>Tells, once in a climb, that every rung was tried in vain.</summary>
    /// <returns>False if none was: then nothing is exhausted. A ladder of escalation rungs alone is exhausted from the
    /// start.</returns>
    private bool AnnounceExhaustion(BreachSummary breach)
    {
        if (_state.IsExhausted || AwaitsPaidRung() || WasToldLately()
            || !(_state.HasTried || (_order.Remedies == 0 && _order.Count > 0)))
        {
            return _state.IsExhausted;
        }

        _state = (_order.Remedies == 0 ? _state : RestFrom(breach)) with
        {
            IsExhausted = true,
            ExhaustedToldAt = now,
            RecoveredBy = null,
        };
        var reason = _order.Remedies == 0 ? default : StillResting().Reason;
        Report(Event(PolicyEventKind.LadderExhausted, breach, rung: null, reason) with
        {
            Attempts = _state.Attempts,
            After = breach.Suitable,
        });
        return true;
    }

    private LadderState RestFrom(BreachSummary breach)
    {
        var rest = HasGained()
            ? ShortestRest()
            : Times.Doubled(settings.Incident.BackOff, settings.Incident.MaxBackOff, _state.Exhausted);
        var hopeless = _state.ExhaustedZones;
        foreach (ref readonly var zone in seen.Zones.Zones)
        {
            hopeless = zone.IsBreached && !hopeless.Span.Contains(zone.Id) ? hopeless.Add(zone.Id) : hopeless;
        }

        return _state with
        {
            Exhausted = _state.Exhausted + (HasGained() ? 0 : 1),
            RestUntil = Times.Later(now, rest),
            ExhaustedZones = hopeless,
        };
    }

    // A zone that was well when the ladder was exhausted has not been tried to help.
    private bool HasNewBreach()
    {
        foreach (ref readonly var zone in seen.Zones.Zones)
        {
            if (zone.IsBreached && zone.IsFresh && !_state.ExhaustedZones.Span.Contains(zone.Id))
            {
                return true;
            }
        }

        return false;
    }

    private Decision Close()
    {
        var healer = seen.Zones.ClosedWindow is null && _state.RecoveredBy is { } rung && rung < settings.Ladder.Count
            ? rung : (int?)null;
        Report(Closed(healer));
        _state = Afresh(_state) with
        {
            Phase = LadderPhase.Closed,
            BusyUntil = null,
            Busy = default,
            LastRecovery = healer is { } by ? RecoveryBy(by) : _state.LastRecovery,
        };
        return MustRestore() ? BeginRestore() : Decision.Wait(ReasonCode.Healthy);
    }

    private PolicyEvent Closed(int? healer)
    {
        var remedy = healer is { } place ? settings.Ladder[place].Remedy.Name : null;
        var stands = _state.Breach?.Now(seen.Zones) ?? default;
        var isGone = _state.Breach is not null && stands.IsGone && remedy is null;
        var window = seen.Zones.ClosedWindow;
        var told = new PolicyEvent(PolicyEventKind.IncidentClosed, _state.Incident)
        {
            Watch = _state.Breach?.Worst.WatchName,
            Zone = _state.Breach?.Worst.Id,
            Zones = _state.Breach?.Zones ?? [],
            Order = _state.Breach?.Worst.Order,
            Rung = healer + 1,
            Remedy = remedy,
            Outcome = isGone || window is not null ? null : Outcome.Recovered,
            Reason = window is not null ? new Reason(ReasonCode.WindowClosed, Text: window)
                : isGone ? new Reason(ReasonCode.ZonesGone)
                : remedy is null ? new Reason(ReasonCode.HealedByItself)
                : new Reason(ReasonCode.HealedByRung, Text: remedy),
            Duration = now - _state.OpenedAt,
        };
        return stands.Read == 0 ? told : told with { Before = stands.Before, After = stands.After, Gain = stands.Gain };
    }
}
