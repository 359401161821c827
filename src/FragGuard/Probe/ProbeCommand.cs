using System.CommandLine;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary><c>fragguard probe</c>: one line and an exit code, by what the guard left; for node-problem-detector,
/// Nagios and
/// liveness probes. It looks at no kernel file, and is over in milliseconds whatever the kernel does.</summary>
internal static class ProbeCommand
{
    private const string DefaultPath = "/run/fragguard/probe";

    // node-problem-detector's plugin of ours holds the same.
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan Dead = TimeSpan.FromSeconds(60);

    internal static Command Create()
    {
        var alive = new Option<bool>("--alive")
        {
            Description = "Ask only whether the guard is alive: it left its line within the last minute.",
        };
        var file = new Option<string?>("--file")
        {
            Description = $"The file that the guard writes, instead of {DefaultPath}: probe of [metrics].",
            HelpName = "FILE",
        };
        var command = new Command("probe", "Print one line; exit 0 if healthy, 1 if fragmented, 2 if unknown.");
        command.Options.Add(alive);
        command.Options.Add(file);
        command.SetAction(parsed => Run(CommandLine.RootOf(parsed), parsed.GetValue(file), parsed.GetValue(alive)));
        return command;
    }

    private static int Run(KernelRoot root, string? file, bool isAlive)
    {
        var (message, exitCode) = Verdict(
            ProbeLine.Read(file ?? root.Path(DefaultPath), file ?? DefaultPath, BootClock.Seconds), isAlive);
        Console.WriteLine(message);
        return exitCode;
    }

    /// <summary>What to say, and the exit code.</summary>
    internal static (string Message, int ExitCode) Verdict(ProbeLine line, bool isAlive)
    {
        if (line.Age is not { } age)
        {
            return (line.Message, ExitCodes.Unknown);
        }

        if (age > (isAlive ? Dead : Stale))
        {
            return (ProbeLine.Cut($"unknown: the guard has left no word for {Quantity.Time(age)}"), ExitCodes.Unknown);
        }

        return (line.Message, isAlive || !line.IsFragmented ? ExitCodes.Ok : ExitCodes.No);
    }
}
