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
        var paths = remedy.Definition.Writes(remedy, nodes).ToList();
        if (paths.Count == 0 || paths.Exists(path => Against(path) is null))
        {
            return default;
        }

        var helps = Remedied(Path.GetDirectoryName(paths[0])!, remedy.Definition.DropIn(remedy));
        return new Reason(ReasonCode.ObserveOnly, Text: $"{Against(paths[0])}: {helps}");
    }

    /// <summary>What lets the unit write there, as a clause.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="dropIn">The example that is for it; null if there is none.</param>
    internal static string Remedied(string directory, string? dropIn) => dropIn is null
        ? $"add ReadWritePaths={directory} by `systemctl edit fragguard`"
        : $"install the drop-in {Example(dropIn)}";

    /// <summary>Where an example is installed.</summary>
    internal static string Example(string file) => Examples + file;

    /// <summary>What to know of a rung that can run.</summary>
    internal string Remark(RemedySettings remedy) =>
        _unit is not null && remedy.Definition is { FailureHint: not null } definition
            && definition.DropIn(remedy) is { } dropIn
            ? $"can run here, in the sandbox of {UnitFile.Name}: if it fails there, see {Examples}{dropIn}"
            : "can run here";
}
