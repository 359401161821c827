using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What <c>check --system</c> says of the settings that <c>[prevent]</c> asks for: whether each can be set
/// here, by the unit.</summary>
internal sealed class PreventCheck
{
    private readonly List<SystemFinding> _findings = [];
    private readonly List<Reason> _off = [];

    /// <summary>Looks at each.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="unit">The unit that is installed.</param>
    internal PreventCheck(KernelRoot root, MachineProfile machine, GuardSettings settings, UnitCheck unit)
    {
        var environment = new RemedyEnvironment(root, machine, settings.DryRun);
        foreach (var entry in settings.Prevent.Set)
        {
            var against = Prevention.Against(entry, environment, out var current);
            var sandbox = settings.DryRun || against is not null
                ? default : unit.Against(new TuneSettings { Set = [entry] }, []);
            _off.Add(against is { State: PreventionState.Refused } ? new Reason(ReasonCode.ObserveOnly) : sandbox);
            _findings.Add(against is { State: PreventionState.AlreadySo }
                    ? new(entry.Knob, "as wanted", $"now {current}: nothing is written")
                : against is not null ? new(entry.Knob, "off", against.Why!)
                : sandbox.Code != ReasonCode.None ? new(entry.Knob, "off", sandbox.ToString())
                : settings.DryRun ? new(entry.Knob, "dry run", $"would be set from {current} to {entry.Value}")
                : new(entry.Knob, "ready", current == entry.Value
                    ? $"now {current}" : $"set from {current} to {entry.Value} while FragGuard runs"));
        }
    }

    /// <summary>For each setting why it can never be set here.</summary>
    internal IReadOnlyList<Reason> Off => _off;

    /// <summary>The group; none where nothing is to be held.</summary>
    internal IEnumerable<SystemGroup> Groups() => _findings.Count == 0 ? [] : [new SystemGroup("Prevent", _findings)];
}
