namespace FragGuard.Policy;

/// <summary>The names of what a replay tells: the journal's FRAGGUARD_EVENT.</summary>
internal static class ReplayNames
{
    internal const string AllocationFailure = "allocation-failure";

    internal const string Decision = "decision";

    internal static string Of(PolicyEventKind kind) => kind switch
    {
        PolicyEventKind.IncidentOpened => "incident-opened",
        PolicyEventKind.RungStarted => "rung-started",
        PolicyEventKind.RungSkipped => "rung-skipped",
        PolicyEventKind.RungFinished => "rung-finished",
        PolicyEventKind.IncidentClosed => "incident-closed",
        _ => "ladder-exhausted",
    };
}
