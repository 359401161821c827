namespace FragGuard.Policy;

/// <summary>Where an incident begins that follows soon on one that a rung healed.</summary>
internal sealed partial class IncidentMachine
{
    // Once may be chance. The third time a rung would free what is read again at once, and the reads take the same
    // blocks: Linux 7 reads files into large folios, and 96 MB of files that are read round and round cost as much
    // again each minute. Compaction moves such folios into the holes, once.
    private const int ReadAgainAtMost = 2;

    private bool IsRelapse(TimeSpan openedAt) =>
        _state.LastRecovery is { } last && openedAt - last.At <= settings.Incident.RelapseWindow;

    /// <summary>The step at which a relapse begins: that of the rung that worked, or, where what it frees is read again
    /// each time, the next.</summary>
    /// <returns>Null if this is no relapse, or no rung of this ladder healed what came before.</returns>
    private (int Step, Reason Reason)? RelapseStep(BreachSummary breach)
    {
        if (!IsRelapse(now) || _state.LastRecovery is not { } last
            || _order.StepOf(last.Rung) is not (>= 0 and var step) || step >= _order.Remedies)
        {
            return null;
        }

        last = last with { ReadAgain = _state.MemoryOf(last.Rung).Bill.IsReadAgain ? last.ReadAgain + 1 : 0 };
        _state = _state with { LastRecovery = last };
        var since = (long)(now - last.At).TotalMilliseconds;
        return last.ReadAgain >= ReadAgainAtMost && step + 1 < _order.Remedies && IsWorthATry(_order[step + 1], breach)
            ? (step + 1, new Reason(ReasonCode.Relapse, since, Text: settings.Ladder[last.Rung].Remedy.Name))
            : (step, new Reason(ReasonCode.Relapse, since));
    }

    private bool IsWorthATry(int rung, BreachSummary breach)
    {
        var remedy = settings.Ladder[rung];
        var diagnosis = (BreachSummary.For(remedy.Remedy, seen.Zones) ?? breach).Diagnosis;
        return _state.MemoryOf(rung).NoGainRuns == 0
            && Gates.SkipReason(rung, remedy, _state, seen, diagnosis, now) is null;
    }

    private Recovery RecoveryBy(int rung)
    {
        var isSame = _state.LastRecovery is { } last && last.Rung == rung && IsRelapse(_state.OpenedAt);
        return new Recovery(rung, now, isSame ? _state.LastRecovery!.Value.ReadAgain : 0);
    }
}
