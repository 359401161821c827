namespace FragGuard.Policy;

/// <summary>Decides: what stands and what is seen go in, the next state and what to do come out.</summary>
/// <remarks>Pure: no clock, no file, no randomness; the same inputs give the same decision. At most one rung runs at a
/// time; a rung is judged by the reading after it has settled before the next one is looked for.</remarks>
public static class Ladder
{
    /// <summary>One step.</summary>
    /// <param name="settings">The ladder, its gates and its pacing.</param>
    /// <param name="state">What the previous step returned.</param>
    /// <param name="seen">This tick's reading, judged; and the end of a running rung.</param>
    /// <param name="now">The time of the reading, on the caller's monotonic clock.</param>
    public static LadderStep Step(GuardSettings settings, LadderState state, in Observation seen, TimeSpan now)
    {
        if (state.Phase == LadderPhase.Closed && seen.Zones.IsHealthy && !state.HasOpenBill
            && ReferenceEquals(seen.Host, HostState.Unknown))
        {
            return new LadderStep(state, Decision.Wait(ReasonCode.Healthy), []);
        }

        return new IncidentMachine(settings, state, seen, now).Advance();
    }

    /// <summary>Fits the state to changed settings: a rung keeps its memory if a rung of the same remedy is still
    /// there. A run under way goes on to its end; if its rung is gone, nothing follows from it.</summary>
    public static LadderState Carry(LadderState state, ValueList<RungSettings> before, ValueList<RungSettings> after)
    {
        var carried = state with { Rungs = [], LastRecovery = null, RecoveredBy = null };
        for (var rung = 0; rung < before.Count; rung++)
        {
            var memory = state.MemoryOf(rung);
            if (Counterpart(rung, before, after) is not { } place)
            {
                carried = carried with { OwesRestore = carried.OwesRestore || memory.IsInForce };
                continue;
            }

            carried = carried.Remember(place, memory) with
            {
                RecoveredBy = state.RecoveredBy == rung ? place : carried.RecoveredBy,
                LastRecovery = state.LastRecovery is { } recovery && recovery.Rung == rung
                    ? recovery with { Rung = place }
                    : carried.LastRecovery,
            };
        }

        return GoOn(
            carried, state.Run is { } run && run.Rung >= 0 ? Counterpart(run.Rung, before, after) : null, after);
    }

    // Where a climb stood in the old ladder says little about the new one: it is looked through from the bottom, where
    // what has just run rests.
    private static LadderState GoOn(LadderState carried, int? runsAs, ValueList<RungSettings> after) =>
        carried.Phase switch
        {
            LadderPhase.Running or LadderPhase.Settling when runsAs is { } place =>
                carried with
                {
                    Run = carried.Run! with { Rung = place },
                    Step = ClimbingOrder.Of(after).StepOf(place),
                    From = 0,
                },
            LadderPhase.Running => carried with { Run = carried.Run! with { Rung = -1 }, Step = 0, From = 0 },
            LadderPhase.Settling or LadderPhase.Climbing =>
                carried with { Phase = LadderPhase.Climbing, Run = null, Step = 0, From = 0 },
            _ => carried,
        };

    // The n-th rung of a remedy goes with the n-th rung of that remedy.
    private static int? Counterpart(int rung, ValueList<RungSettings> before, ValueList<RungSettings> after)
    {
        var name = before[rung].Remedy.Name;
        var nth = 0;
        for (var i = 0; i < rung; i++)
        {
            nth += before[i].Remedy.Name == name ? 1 : 0;
        }

        for (var i = 0; i < after.Count; i++)
        {
            if (after[i].Remedy.Name == name && nth-- == 0)
            {
                return i;
            }
        }

        return null;
    }
}
