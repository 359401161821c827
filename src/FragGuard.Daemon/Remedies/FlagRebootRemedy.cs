using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Creates the file that kured and unattended-upgrades watch: somebody else drains and reboots the host.</summary>
internal sealed class FlagRebootRemedy : IRemedy
{
    /// <inheritdoc/>
    public Reason Probe(RemedySettings settings, RemedyEnvironment ground)
    {
        var path = ((FlagRebootSettings)settings).File;
        var directory = Path.GetDirectoryName(path) ?? "/";
        return ground.DryRun || ThisProcess.MayWriteTo(ground.Root.Path(directory))
            ? default
            : new Reason(ReasonCode.ObserveOnly, Text: $"{directory} is not writable");
    }

    /// <inheritdoc/>
    public IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext run)
    {
        var path = ((FlagRebootSettings)settings).File;
        if (!File.Exists(run.Ground.Root.Path(path)))
        {
            yield return new FileMark(path);
        }
    }
}
