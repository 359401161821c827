using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>Judges rungs by the unit that is installed: what this process may do says little about what the service
/// may.</summary>
internal sealed class UnitCheck
{
    private const string Examples = "/usr/share/doc/fragguard/examples/";

    private readonly UnitFile? _unit;
    private readonly UnitSandbox? _sandbox;

    /// <summary>Reads the unit under this root.</summary>
    internal UnitCheck(KernelRoot root)
    {
        _unit = UnitFile.Read(root);
        _sandbox = _unit is null ? null : new UnitSandbox(_unit);
    }

    /// <summary>What there is to say of the unit itself.</summary>
    internal SystemFinding Finding()
    {
        if (_unit is null)
        {
            return new(UnitFile.Name, "not installed", "rungs are judged by what this process may write");
        }

        var dropIns = _unit.DropIns.Count == 0
            ? "no drop-ins"
            : "with " + string.Join(", ", _unit.DropIns.Select(path => Path.GetFileName(path)));
        return new(UnitFile.Name, "installed", $"{_unit.Path}, {dropIns}; rungs are judged by its sandbox");
    }

    /// <summary>Why the sandbox keeps a file from being written, as a clause; null if it does not.</summary>
    internal string? Against(string path) =>
        _sandbox?.MayWriteTo(path) == false ? $"{UnitFile.Name} makes {path} read-only" : null;

    /// <summary>Why a rung cannot do its work in the unit's sandbox, and what helps; no reason where it can.</summary>
    internal Reason Against(RemedySettings remedy, IReadOnlyList<int> nodes)
    {
        var paths = Paths(remedy, nodes);
        if (paths.Count == 0 || paths.Exists(path => Against(path) is null))
        {
            return default;
        }

        var helps = remedy switch
        {
            FlagRebootSettings => $"install the drop-in {Examples}flag-reboot.conf",
            ReclaimSettings { Cgroup: not null } => $"install the drop-in {Examples}cgroup-reclaim.conf",
            _ => $"add ReadWritePaths={Path.GetDirectoryName(paths[0])} by `systemctl edit fragguard`",
        };
        return new Reason(ReasonCode.ObserveOnly, Text: $"{Against(paths[0])}: {helps}");
    }

    /// <summary>What to know of a rung that can run.</summary>
    internal string Remark(RemedySettings remedy) => remedy is HookSettings && _unit is not null
        ? $"can run here, in the sandbox of {UnitFile.Name}: if it fails there, see {Examples}hook.conf"
        : "can run here";

    private static List<string> Paths(RemedySettings remedy, IReadOnlyList<int> nodes) => remedy switch
    {
        DropCachesSettings => [DropCachesRemedy.KnobPath],
        CompactMemorySettings { Scope: CompactScope.Node } when nodes.Count > 0 =>
            [.. nodes.Select(node => $"/sys/devices/system/node/node{node}/compact")],
        CompactMemorySettings => ["/proc/sys/vm/compact_memory"],
        TuneSettings tune => [.. tune.Set.Select(entry => KnobValue.PathOf(entry.Knob))],
        NudgeKcompactdSettings => [NudgeKcompactdRemedy.KnobPath],
        ReclaimSettings { Cgroup: { } cgroup } => [ReclaimRemedy.CgroupKnobPath(cgroup)],
        ReclaimSettings => [.. nodes.Select(ReclaimRemedy.NodeKnobPath)],
        FlagRebootSettings flag => [Path.GetDirectoryName(flag.File) ?? "/"],
        _ => [],
    };
}
