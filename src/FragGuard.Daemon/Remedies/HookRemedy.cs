using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Runs the administrator's program with the incident in its environment. No shell is involved.</summary>
/// <remarks>The program is root's alone, or it is not run (<see cref="ProgramTrust"/>): that is looked at when the guard starts
/// and again before every run. It inherits nothing but an empty standard input and two pipes, of which
/// <see cref="CommandOutput"/> keeps the beginning.</remarks>
internal sealed class HookRemedy : IRemedy
{
    /// <inheritdoc/>
    public Reason Probe(RemedySettings settings, RemedyEnvironment ground)
    {
        var program = ((HookSettings)settings).Command[0];
        return !File.Exists(program) ? new Reason(ReasonCode.KnobAbsent, Text: $"{program}: no such program")
            : ProgramTrust.Against(program) is { } why ? new Reason(ReasonCode.UnsafeProgram, Text: why)
            : default;
    }

    /// <inheritdoc/>
    public IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext run)
    {
        var command = ((HookSettings)settings).Command;
        if (ProgramTrust.Against(command[0]) is { } why)
        {
            run.Fail(why);
            yield break;
        }

        yield return new CommandRun([.. command], run.Incident);
    }
}
