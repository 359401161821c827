using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Runs a program of the administrator's apart from any rung: without the writer lock, which it has no use
/// for.</summary>
public static class CommandRunner
{
    /// <summary>Starts it.</summary>
    /// <param name="run">The command.</param>
    /// <param name="said">Told of what it wrote.</param>
    public static IStepJob Start(CommandRun run, Action<CommandOutput>? said) =>
        CommandJob.Start(run, [Actuator.PlainPath, .. run.Environment], said);
}
