using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What <c>check --system</c> says of those that the guard leaves word for: whether the unit can write the
/// files of <c>[metrics]</c> and <c>[export]</c> and run the program of <c>[notify]</c>.</summary>
internal sealed class FleetCheck(KernelRoot root, GuardSettings settings, UnitCheck unit)
{
    // systemd makes it when it starts the unit.
    private const string OwnDirectory = "/run/fragguard";

    /// <summary>The group; none where nobody is told.</summary>
    internal IEnumerable<SystemGroup> Groups()
    {
        List<SystemFinding> findings =
        [
            .. Of("metrics.textfile", settings.Metrics.TextFile, FleetFiles.Metrics, "node-exporter-textfile.conf"),
            .. Of("metrics.probe", settings.Metrics.Probe, FleetFiles.Probe, dropIn: null),
            .. Of("export.node_features", settings.Export.NodeFeatures, FleetFiles.Features,
                "node-feature-discovery.conf"),
            .. Program(),
        ];
        return findings.Count == 0 ? [] : [new SystemGroup("For others", findings)];
    }

    private IEnumerable<SystemFinding> Of(
        string key, string file, Func<KernelRoot, string, PublicFile> at, string? dropIn)
    {
        if (file.Length == 0)
        {
            yield break;
        }

        var directory = Path.GetDirectoryName(file)!;
        if (directory == OwnDirectory)
        {
            yield return Directory.Exists(root.Path(directory)) && at(root, file).Against() is { } why
                ? new(key, "off", why) : new(key, "ready", file);
        }
        else if (!Directory.Exists(root.Path(directory)))
        {
            yield return new(key, "off", File.Exists(root.Path(directory))
                ? $"{directory} is no directory: name another"
                : $"{directory} is not there: make it, or name another");
        }
        else if (unit.Against(file) is { } sandbox)
        {
            yield return new(key, "off", $"{sandbox}: {UnitCheck.Remedied(directory, dropIn)}");
        }
        else
        {
            yield return !ThisProcess.MayWriteTo(root.Path(directory))
                ? new(key, "off", $"{directory} is not writable for this user")
                : at(root, file).Against() is { } obstacle ? new(key, "off", obstacle)
                : new(key, "ready", file);
        }
    }

    private IEnumerable<SystemFinding> Program()
    {
        if (settings.Notify.Command.Count > 0)
        {
            var program = settings.Notify.Command[0];
            yield return ProgramTrust.Against(program) is { } why
                ? new("notify.command", "off", why)
                : new("notify.command", "ready",
                    $"{program}; what it may do is up to the unit: {UnitCheck.Example("notify.conf")}");
        }
    }
}
