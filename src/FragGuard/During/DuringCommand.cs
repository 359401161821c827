using System.CommandLine;
using FragGuard.Daemon;
using FragGuard.Host;

namespace FragGuard;

/// <summary><c>fragguard during NAME -- COMMAND</c>: a window is open for as long as a command runs.</summary>
/// <remarks>The process that opens the window becomes the command: it keeps its number, so that signals reach the
/// command and its exit status is passed on without anybody in between, a service manager sees its own child, and no
/// memory is spent on waiting. The guard closes the window when that process ends, whatever it ends of.</remarks>
internal static class DuringCommand
{
    // As env(1), nice(1) and timeout(1) have them.
    private const int CannotRun = 126;
    private const int NotFound = 127;

    internal static Command Create()
    {
        var name = WindowCommand.NameArgument();
        var time = new Option<string>("--for")
        {
            Description = "Close it after this time even if the command still runs, at most 24h.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "24h",
        };
        var words = new Argument<string[]>("COMMAND")
        {
            Description = "Behind --: the command and its arguments, without a shell.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command(
            "during", "Run a command, and have a window open until it ends; exits as the command does.");
        command.Arguments.Add(name);
        command.Arguments.Add(words);
        command.Options.Add(time);
        command.SetAction(parsed => Run(
            new WindowDesk(CommandLine.RootOf(parsed)),
            WindowDesk.NameOf(parsed.GetValue(name)!),
            WindowDesk.TimeOf(parsed.GetValue(time)!),
            parsed.GetValue(words)!));
        return command;
    }

    private static int Run(WindowDesk desk, string name, TimeSpan time, string[] command)
    {
        var self = ProcessIdentity.Own() ?? throw new GuardException(
            ExitCodes.Unavailable, "/proc/self cannot be read: nobody could tell when the command ends");
        Open(desk, name, time, self);

        Console.Out.Flush();
        Console.Error.Flush();
        var (error, isAbsent) = ProgramChange.To(command);
        Console.Error.WriteLine($"fragguard: {error}");
        Close(desk, name, self);
        return isAbsent ? NotFound : CannotRun;
    }

    // What is to be loaded is not kept from it: a window that cannot be opened, or is of no use, is told.
    private static void Open(WindowDesk desk, string name, TimeSpan time, ProcessIdentity self)
    {
        try
        {
            _ = desk.Open(name, time, self);
        }
        catch (GuardException fault) when (fault.ExitCode == ExitCodes.No)
        {
            Console.Error.WriteLine($"fragguard: window {name} is not open: {fault.Message}");
            return;
        }

        var watches = desk.Watches(out var problem);
        if (problem is null)
        {
            WindowCommand.Warn(desk, watches, name);
        }
        else
        {
            Console.Error.WriteLine($"fragguard: {problem}");
        }
    }

    private static void Close(WindowDesk desk, string name, ProcessIdentity self)
    {
        try
        {
            _ = desk.Close(name, self);
        }
        catch (GuardException fault) when (fault.ExitCode == ExitCodes.No)
        {
            Console.Error.WriteLine($"fragguard: {fault.Message}");
        }
    }
}
