using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>The settings by which <c>status</c> judges the zones when no guard does.</summary>
/// <param name="Settings">The settings: those of the file, or every default where it has errors.</param>
/// <param name="Warning">What is wrong with the file, as a sentence; null if nothing.</param>
internal sealed record StatusSettings(GuardSettings Settings, string? Warning)
{
    /// <summary>Reads the settings of the machine under this root.</summary>
    internal static StatusSettings Load(KernelRoot root)
    {
        var source = new SettingsSource(root, named: null, MachineProbe.Probe(root));
        return source.Read().Settings is { } settings
            ? new StatusSettings(settings, Warning: null)
            : new StatusSettings(
                new GuardSettings(),
                $"{source.Name} has errors, so the default watches are shown; see fragguard check");
    }
}
