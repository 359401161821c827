using System.Collections.Immutable;

namespace FragGuard.Policy;

/// <summary>The end of a rung, what is learnt from it, and putting settings back.</summary>
internal sealed partial class IncidentMachine
{
    // Fewer are kept than a rung without a cooldown could run in a day, and more than any sensible budget counts.
    private const int RunsKept = 256;

    private Decision End(RungResult result)
    {
        var run = _state.Run!;
        if (run.Rung < 0 || run.Rung >= settings.Ladder.Count)
        {
            // Its rung was taken out of the settings while it ran: nobody asks what it gained.
            _state = _state with { LastWriteAt = now };
            return Continue(0);
        }

        var (memory, remedy) = (_state.MemoryOf(run.Rung), settings.Ladder[run.Rung].Remedy);
        var (wrote, hasRun) =
            (result.End is RungEnd.Done or RungEnd.TimedOut, result.End != RungEnd.NothingToDo && !result.IsPutOff);
        _state = _state.Remember(run.Rung, memory with
        {
            Runs = hasRun && !result.NothingRan ? memory.Runs : Without(memory.Runs, run.StartedAt),
            EndedAt = hasRun ? now : memory.EndedAt,
            Bill = hasRun && result.End != RungEnd.DryRun ? memory.Bill.Ended(result.Duration, seen.Host) : default,
            IsInForce = memory.IsInForce || (remedy.Definition.HoldsKnobs && (wrote || result.End == RungEnd.Failed)),
            IsSettled = memory.IsSettled || result.End == RungEnd.NothingToDo
                || (remedy.Definition.HoldsKnobs && result.End == RungEnd.Done),
        }) with
        {
            Phase = LadderPhase.Settling,
            Until = wrote ? Times.Later(now, settings.Ladder[run.Rung].Settle) : now,
            LastWriteAt = wrote ? now : _state.LastWriteAt,
            BusyUntil = result.IsPutOff ? now + Gates.BusyRest : null,
            Busy = result.IsPutOff ? ReasonOf(result) : default,
            Run = run with { Result = result },
        };
        return wrote ? Decision.Wait(ReasonCode.Settling) : Judge();
    }

    private Decision Judge()
    {
        var run = _state.Run!;
        var result = run.Result!.Value;
        if (result.End is RungEnd.Done or RungEnd.TimedOut && run.Before.Now(seen.Zones).IsUnknown)
        {
            return Decision.Wait(ReasonCode.NoReading);
        }

        var verdict = Verdict.Of(run.Before, result, seen.Zones, settings.Ladder[run.Rung].Remedy.IsEscalation);
        Learn(run, result, verdict);
        var memory = run.Rung < settings.Ladder.Count ? _state.MemoryOf(run.Rung) : default;
        Report(Event(PolicyEventKind.RungFinished, run.Before, run.Rung, verdict.Reason) with
        {
            Outcome = verdict.Outcome,
            Before = verdict.TeachesNothing ? null : run.Before.Suitable,
            After = verdict.TeachesNothing ? null : verdict.After,
            Gain = verdict.TeachesNothing ? null : verdict.Gain,
            Duration = result.Duration,
            StallsAfter = run.Before.Worst.IsStalling ? run.Before.Now(seen.Zones).Stalls : null,
            Notes = verdict.TeachesNothing ? default : result.Notes,
            Cost = verdict.TeachesNothing ? default : seen.Host.Counters.Since(run.Counters),
            Bill = verdict.TeachesNothing ? null : memory.Bill,
            Rest = verdict.TeachesNothing ? null : Pacing.RestOf(settings.Ladder[run.Rung], memory),
        });
        return Continue(result.IsPutOff ? _state.Step : _order.After(_state.Step, _state.From));
    }

    private void Learn(RungRun run, RungResult result, Verdict verdict)
    {
        var remedy = settings.Ladder[run.Rung].Remedy;
        var memory = _state.MemoryOf(run.Rung);
        var fruitless = verdict.IsFruitful ? 0
            : remedy.IsEscalation || verdict.TeachesNothing || result.NothingRan ? memory.NoGainRuns
            : memory.NoGainRuns + 1;
        var told = result.IsPutOff ? memory.Reported.With(ReasonOf(result).Code) : memory.Reported;
        var isAttempt = !remedy.IsEscalation
            && result.End != RungEnd.NothingToDo && !result.IsPutOff && !result.NothingRan;
        _state = _state.Remember(run.Rung, memory with
        {
            NoGainRuns = fruitless,
            HasGained = verdict.TeachesNothing || result.NothingRan ? memory.HasGained : verdict.IsFruitful,
            Bill = verdict.TeachesNothing ? memory.Bill : memory.Bill.Freed(seen.Host).At(seen.Host, now),
            Reported = told,
        }) with
        {
            RecoveredBy = verdict.IsFruitful ? run.Rung : _state.RecoveredBy,
            Attempts = isAttempt
                ? _state.Attempts.Add(new Attempt(remedy.Name, verdict.Outcome, verdict.Gain))
                : _state.Attempts,
        };
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

        return _state.OwesRestore;
    }

    private static Reason ReasonOf(RungResult result) => result.End == RungEnd.Busy
        ? new Reason(ReasonCode.WriterBusy)
        : new Reason(ReasonCode.NotStarted, Text: result.Text);

    private Decision BeginRestore()
    {
        _state = _state with { Phase = LadderPhase.Restoring };
        return new Decision(DecisionKind.Restore, new Reason(ReasonCode.Healthy));
    }

    // However it ended: what is still tuned is known to whoever put it back, and tried again there. No incident waits
    // for it.
    private Decision Restore()
    {
        if (seen.Result is null)
        {
            return Decision.Wait(ReasonCode.Restoring);
        }

        for (var rung = 0; rung < _state.Rungs.Count; rung++)
        {
            if (RestoresOnClear(rung))
            {
                _state = _state.Remember(rung, _state.MemoryOf(rung) with { IsInForce = false, IsSettled = false });
            }
        }

        _state = _state with { Phase = LadderPhase.Closed, OwesRestore = false };
        return OpenIfBreached();
    }

    private bool RestoresOnClear(int rung) =>
        rung < settings.Ladder.Count && settings.Ladder[rung].Remedy is var remedy && remedy.Definition.HoldsKnobs
            && remedy.Definition.RestoredWhen(remedy) == RestorePolicy.OnClear;

    private ValueList<TimeSpan> RunsWorthKeeping(RungSettings rung, RungMemory memory)
    {
        var first = memory.Runs.Count - Math.Max(RunsKept, Math.Max(rung.PerHour ?? 0, rung.PerDay ?? 0));
        var runs = ImmutableArray.CreateBuilder<TimeSpan>();
        for (var i = Math.Max(0, first); i < memory.Runs.Count; i++)
        {
            if (now - memory.Runs[i] < TimeSpan.FromDays(1))
            {
                runs.Add(memory.Runs[i]);
            }
        }

        return new ValueList<TimeSpan>(runs.ToImmutable());
    }

    private static ValueList<TimeSpan> Without(ValueList<TimeSpan> runs, TimeSpan run) =>
        runs.Count > 0 && runs[^1] == run ? new ValueList<TimeSpan>([.. runs.Span[..^1]]) : runs;

    // Only what happens between two looks that are close together can be dated; our own drops are not foreign.
    private void NoticeForeignDrops()
    {
        if (seen.Host.CacheDrops is not { } drops)
        {
            return;
        }

        var isOurs = _state.Run is { Rung: >= 0 } run && run.Rung < settings.Ladder.Count
            && settings.Ladder[run.Rung].Remedy.Definition.DropsCaches;
        var isForeign = _state.CacheDrops is { } last && drops > last.Count && now - last.At <= Gates.ForeignDropRest
            && !isOurs;
        _state = _state with { CacheDrops = (drops, now), ForeignDropAt = isForeign ? now : _state.ForeignDropAt };
    }

    private void NoticeKcompactd()
    {
        var since = seen.Host.KcompactdBusy && _state.IsOpen ? _state.KcompactdBusySince ?? now : (TimeSpan?)null;
        _state = since == _state.KcompactdBusySince ? _state : _state with { KcompactdBusySince = since };
    }

    // What a rung has set may be set back by anybody: then it is no reason any more to pass the rung over.
    private void NoticeUndone()
    {
        foreach (var rung in seen.Undone)
        {
            var memory = _state.MemoryOf(rung);
            _state = memory.IsSettled ? _state.Remember(rung, memory with { IsSettled = false }) : _state;
        }
    }

    private void ReportSkipped(int rung, BreachSummary breach, Reason reason)
    {
        var memory = _state.MemoryOf(rung);
        if (!memory.Reported.Contains(reason.Code))
        {
            _state = _state.Remember(rung, memory with { Reported = memory.Reported.With(reason.Code) });
            Report(Event(PolicyEventKind.RungSkipped, breach, rung, reason) with { Outcome = Outcome.Skipped });
        }
    }

    private PolicyEvent Event(PolicyEventKind kind, BreachSummary breach, int? rung, Reason reason) =>
        new(kind, _state.Incident)
        {
            Watch = breach.Worst.WatchName,
            Zone = breach.Worst.Id,
            Zones = breach.Zones,
            WorstBlocks = breach.Worst.Suitable,
            Order = breach.Worst.Order,
            Diagnosis = breach.Diagnosis,
            IsDiagnosisAssumed = breach.Worst.IsDiagnosisAssumed,
            UnusablePermille = breach.Worst.UnusablePermille,
            Floor = breach.Worst.FloorBlocks,
            StallsPerMinute = breach.Worst.IsStalling ? breach.Worst.StallsPerMinute : null,
            StallsAbove = breach.Worst.IsStalling ? breach.Worst.StallsAbove : null,
            Rung = rung + 1,
            Remedy = rung is { } place ? settings.Ladder[place].Remedy.Name : null,
            Reason = reason,
        };

    private void Report(PolicyEvent told) => _events.Add(told);
}
