using System.CommandLine;
using FragGuard.Daemon;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary><c>fragguard window open|close|list</c>: switches the watches on and off that are on while something goes
/// on, a model is loaded say.</summary>
internal static class WindowCommand
{
    internal static Command Create()
    {
        var command = new Command(
            "window", "Open, close or list windows: watches with \"during\" are on while theirs is open.");
        command.Subcommands.Add(CreateOpen());
        command.Subcommands.Add(CreateClose());
        command.Subcommands.Add(CreateList());
        return command;
    }

    /// <summary>The window that a command is about.</summary>
    internal static Argument<string> NameArgument() =>
        new("NAME") { Description = "The window: during of its watches." };

    private static Command CreateOpen()
    {
        var name = NameArgument();
        var time = new Option<string>("--for")
        {
            Description = "Close it by itself after this time, at most 24h.",
            HelpName = "TIME",
            Required = true,
        };
        var command = new Command("open", "Open a window; one that is open for longer already stays so.");
        command.Arguments.Add(name);
        command.Options.Add(time);
        command.SetAction(parsed => Open(
            new WindowDesk(CommandLine.RootOf(parsed)),
            WindowDesk.NameOf(parsed.GetValue(name)!),
            WindowDesk.TimeOf(parsed.GetValue(time)!)));
        return command;
    }

    private static Command CreateClose()
    {
        var name = NameArgument();
        var command = new Command("close", "Close a window now; exit 1 if it is not open.");
        command.Arguments.Add(name);
        command.SetAction(parsed =>
            Close(new WindowDesk(CommandLine.RootOf(parsed)), WindowDesk.NameOf(parsed.GetValue(name)!)));
        return command;
    }

    private static Command CreateList()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("list", "Show the windows that are open, for how long, and what is on during them.");
        command.Options.Add(json);
        command.SetAction(parsed =>
            WindowList.Write(new WindowDesk(CommandLine.RootOf(parsed)), parsed.GetValue(json)));
        return command;
    }

    private static int Open(WindowDesk desk, string name, TimeSpan time)
    {
        var watches = desk.Watches(out var problem);
        if (problem is not null)
        {
            throw new GuardException(ExitCodes.Config, problem);
        }

        var (before, until) = desk.Open(name, time);
        var left = Quantity.Time(until - Host.BootClock.Now);
        Console.WriteLine(before switch
        {
            null => $"window {name} is open for {left}",
            { } end when end >= until => $"window {name} is open already, for another {left}: it stays so",
            _ => $"window {name} was open already, and stays open for {left}",
        });
        Warn(desk, watches, name);
        return ExitCodes.Ok;
    }

    /// <summary>Says what keeps an open window from having any effect.</summary>
    internal static void Warn(WindowDesk desk, IReadOnlyList<(string Watch, string Window)> watches, string name)
    {
        if (!watches.Any(watch => watch.Window == name))
        {
            var names = watches.Select(watch => watch.Window).Distinct(StringComparer.Ordinal);
            var known = watches.Count == 0 ? "no watch has \"during\"" : $"there is {string.Join(", ", names)}";
            Console.Error.WriteLine($"fragguard: no watch is on during {name}, so nothing changes: {known}");
        }

        if (!desk.HasGuard)
        {
            Console.Error.WriteLine("fragguard: no guard runs here: the window counts as soon as one does");
        }
    }

    private static int Close(WindowDesk desk, string name)
    {
        if (desk.Close(name) is not { } holders)
        {
            Console.Error.WriteLine($"fragguard: window {name} is not open");
            return ExitCodes.No;
        }

        var held = holders.Count == 0 ? ""
            : $"; it was open for {(holders.Count == 1 ? "process" : "processes")} {string.Join(", ", holders)}, too, "
                + $"which {(holders.Count == 1 ? "goes" : "go")} on";
        Console.WriteLine($"window {name} is closed{held}");
        return ExitCodes.Ok;
    }
}
