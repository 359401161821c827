namespace FragGuard.Policy;

/// <summary>The wait before the first rung of an incident, so that a fleet which breaches together does not act
/// together.</summary>
internal sealed partial class IncidentMachine
{
    // A relapse comes when this machine's own memory breaks up again, and a failure in the kernel log is a program that
    // is waiting: neither is a fleet's clock.
    private Reason? Splayed(RemedySettings remedy)
    {
        var (splay, waited) = (settings.Incident.Splay, now - _state.OpenedAt);
        return waited >= splay || remedy.Definition.CostsNothing || IsRelapse(_state.OpenedAt) || IsProven()
            ? null
            : new Reason(ReasonCode.Splay, (long)(splay - waited).TotalMilliseconds, (long)splay.TotalMilliseconds);
    }

    private bool IsProven()
    {
        foreach (ref readonly var zone in seen.Zones.Zones)
        {
            if (zone.IsBreached && zone.Watch >= settings.Watches.Count)
            {
                return true;
            }
        }

        return false;
    }
}
