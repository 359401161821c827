using System.CommandLine;
using System.CommandLine.Parsing;
using FragGuard.Daemon;
using FragGuard.Host;

namespace FragGuard;

/// <summary>The command line: verbs, their options, and exit codes.</summary>
internal static class CommandLine
{
    /// <summary>Reads another tree instead of this machine.</summary>
    private static readonly Option<string?> RootOption = new("--root")
    {
        Description = "Read /proc, /sys, /dev, /etc, /run and /var under this directory: a captured tree, "
            + "or a host mounted in a container.",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Parses and runs. The work is done, whatever becomes of what is said about it.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(string[] arguments)
    {
        StandardWriter.Install();
        var exitCode = ParseAndRun(arguments);
        Console.Out.Flush();
        if (StandardOutput.Error is { } error)
        {
            Console.Error.WriteLine($"fragguard: standard output: {error}");
            exitCode = exitCode == ExitCodes.Ok ? ExitCodes.InputOutput : exitCode;
        }

        Console.Error.Flush();
        return exitCode;
    }

    private static int ParseAndRun(string[] arguments)
    {
        var root = new RootCommand(
            "FragGuard watches how many high-order free blocks each NUMA node and zone can still hand out, "
            + "and heals memory fragmentation by the ladder in /etc/fragguard.toml.");
        root.Options.Add(RootOption);
        Command[] verbs =
        [
            RunCommand.Create(), StatusCommand.Create(), CheckCommand.Create(), RemedyCommand.Create(),
            RestoreCommand.Create(), FailuresCommand.Create(), RecordCommand.Create(), ReplayCommand.Create(),
            DiffCommand.Create(), SoakCommand.Create(), HistoryCommand.Create(), ReportCommand.Create(),
            BlameCommand.Create(),
            SuggestCommand.Create(), EnsureCommand.Create(), WindowCommand.Create(), DuringCommand.Create(),
            MetricsCommand.Create(), ProbeCommand.Create(),
        ];
        foreach (var verb in verbs)
        {
            root.Subcommands.Add(verb);
        }

        // "@1764126600" is a time here, not the name of a file with more arguments.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            return TellUsage(parsed);
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (GuardException fault)
        {
            Console.Error.WriteLine("fragguard: " + fault.Message);
            return fault.ExitCode;
        }
        catch (Exception fault) when (TaskLimits.IsRefusal(fault))
        {
            Console.Error.WriteLine("fragguard: the system refused a thread: " + TaskLimits.Sentence(new KernelRoot()));
            return ExitCodes.SystemLimit;
        }
    }

    /// <summary>Where the machine's files are, as the command line says.</summary>
    internal static KernelRoot RootOf(ParseResult parsed)
    {
        var directory = parsed.GetValue(RootOption);
        return directory is null || Directory.Exists(directory)
            ? new KernelRoot(directory)
            : throw new GuardException(ExitCodes.Usage, $"--root {directory}: no such directory");
    }

    private static int TellUsage(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
        {
            Console.Error.WriteLine("fragguard: " + error.Message);
        }

        var verbs = parsed.CommandResult.Command is RootCommand ? "" : VerbsOf(parsed.CommandResult);
        Console.Error.WriteLine($"Try 'fragguard {verbs}--help'.");
        return ExitCodes.Usage;
    }

    // "window open ", for a verb of a verb.
    private static string VerbsOf(CommandResult result) =>
        (result.Parent is CommandResult { Command: not RootCommand } above ? VerbsOf(above) : "")
            + result.Command.Name + " ";
}
