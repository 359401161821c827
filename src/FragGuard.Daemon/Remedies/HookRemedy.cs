using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Runs the administrator's program with the incident in its environment. No shell is involved.</summary>
internal sealed class HookRemedy : IRemedy
{
    /// <inheritdoc/>
    public Reason Probe(RemedySettings settings, RemedyGround ground)
    {
        var program = ((HookSettings)settings).Command[0];
        return File.Exists(program) ? default : new Reason(ReasonCode.KnobAbsent, Text: $"{program}: no such program");
    }

    /// <inheritdoc/>
    public IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyRun run)
    {
        yield return new CommandRun([.. ((HookSettings)settings).Command], run.Incident);
    }
}
