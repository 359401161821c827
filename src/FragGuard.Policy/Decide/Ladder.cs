using System.Collections.Immutable;

namespace FragGuard.Policy;

/// <summary>Decides: what stands and what is seen go in, the next state and what to do come out.</summary>
/// <remarks>Pure: no clock, no file, no randomness; the same inputs give the same decision. At most one rung runs at a time; a
/// rung is judged by the reading after it has settled before the next one is looked for.</remarks>
public static class Ladder
{
    /// <summary>One step.</summary>
    /// <param name="settings">The ladder, its gates and its pacing.</param>
    /// <param name="state">What the previous step returned.</param>
    /// <param name="seen">This tick's reading, judged; and the end of a running rung.</param>
    /// <param name="now">The time of the reading, on the caller's monotonic clock.</param>
    public static LadderStep Step(GuardSettings settings, LadderState state, in Observation seen, TimeSpan now)
    {
        if (state.Phase == LadderPhase.Closed && seen.Zones.IsHealthy)
        {
            return new LadderStep(state, Decision.Wait(ReasonCode.Healthy), []);
        }

        return new Climb(settings, state, seen, now).Take();
    }

    /// <summary>Fits the state to changed settings: a rung keeps its memory if a rung of the same remedy is still there, and a
    /// run under way is given up if its rung is gone.</summary>
    public static LadderState Carry(LadderState state, ValueList<RungSettings> before, ValueList<RungSettings> after)
    {
        var carried = state with { Rungs = [], LastRecovery = null, HealedBy = null };
        for (var rung = 0; rung < before.Count; rung++)
        {
            if (Counterpart(rung, before, after) is not { } place)
            {
                continue;
            }

            carried = carried.Remember(place, state.MemoryOf(rung));
            carried = carried with
            {
                HealedBy = state.HealedBy == rung ? place : carried.HealedBy,
                LastRecovery = state.LastRecovery is { } recovery && recovery.Rung == rung
                    ? recovery with { Rung = place }
                    : carried.LastRecovery,
            };
        }

        return state.Phase switch
        {
            LadderPhase.Running or LadderPhase.Settling when Counterpart(state.Run!.Rung, before, after) is { } place =>
                carried with { Run = state.Run with { Rung = place }, Step = ClimbingOrder.Of(after).IndexOf(place) },
            LadderPhase.Running or LadderPhase.Settling or LadderPhase.Climbing =>
                carried with { Phase = LadderPhase.Climbing, Run = null, Step = 0 },
            _ => carried,
        };
    }

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

/// <summary>The order in which rungs are tried: as written, but those that hand the case to somebody else last.</summary>
internal static class ClimbingOrder
{
    internal static ImmutableArray<int> Of(ValueList<RungSettings> ladder) =>
        [.. Places(ladder, terminal: false), .. Places(ladder, terminal: true)];

    internal static int Remedies(ValueList<RungSettings> ladder) => Places(ladder, terminal: false).Count;

    private static List<int> Places(ValueList<RungSettings> ladder, bool terminal)
    {
        var places = new List<int>();
        for (var i = 0; i < ladder.Count; i++)
        {
            if (ladder[i].Remedy.IsTerminal == terminal)
            {
                places.Add(i);
            }
        }

        return places;
    }
}
