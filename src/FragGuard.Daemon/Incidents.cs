using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>An incident as a hook is told of it.</summary>
internal static class Incidents
{
    /// <summary>The environment of a hook: the same names as the journal's fields.</summary>
    internal static IReadOnlyList<string> Environment(LadderState ladder)
    {
        var variables = new List<string> { $"FRAGGUARD_INCIDENT={ladder.Incident}" };
        if (ladder.Run?.Before is { } breach)
        {
            variables.Add($"FRAGGUARD_WATCH={breach.Worst.WatchName}");
            variables.Add($"FRAGGUARD_NODE={breach.Worst.Id.Node}");
            variables.Add($"FRAGGUARD_ZONE={breach.Worst.Id.Zone}");
            variables.Add($"FRAGGUARD_ORDER={breach.Worst.Order}");
            variables.Add($"FRAGGUARD_DIAGNOSIS={breach.Diagnosis.Word()}");
            variables.Add($"FRAGGUARD_SUITABLE={breach.Worst.Suitable}");
            variables.Add($"FRAGGUARD_FLOOR={breach.Worst.FloorBlocks}");
            variables.Add($"FRAGGUARD_UNUSABLE_PERMILLE={breach.Worst.UnusablePermille}");
        }

        foreach (var attempt in ladder.Attempts)
        {
            variables.Add(
                $"FRAGGUARD_TRIED_{attempt.Remedy.ToUpperInvariant()}={attempt.Outcome.Word()} {attempt.Gain}");
        }

        return variables;
    }
}
