using System.CommandLine;
using FragGuard.Host;
using FragGuard.Machine;
using FragGuard.Show;

namespace FragGuard.Cli;

/// <summary><c>fragguard status</c>: how every zone stands, for people and for programs. Works as any user.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    internal static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var order = new Option<string?>("--order")
        {
            Description =
                "Show the suitable blocks and both indices at this order too: its number, the size of a block, or thp.",
            HelpName = OrderArgument.HelpName,
        };
        var watch = new Option<bool>("--watch") { Description = "Show it anew every second, until ^C." };
        var command = new Command(
            "status", "Show free blocks by node, zone and order, the watches, the open incident and the last actions.");
        command.Options.Add(json);
        command.Options.Add(order);
        command.Options.Add(watch);
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed), parsed.GetValue(order), parsed.GetValue(json), parsed.GetValue(watch)));
        return command;
    }

    private static int Run(KernelRoot root, string? orderText, bool isJson, bool isWatch)
    {
        var machine = MachineProbe.Probe(root);
        int? order = orderText is null ? null : OrderArgument.Parse(orderText, machine.Facts, IsBare(root));
        var (settings, warning) = StatusSettings.Load(root);
        if (warning is not null)
        {
            Console.Error.WriteLine($"fragguard: {warning}: the default watches are shown");
        }

        using var reader = new StatusReader(root, machine, settings);
        var report = new StatusReport(reader, order, isJson);
        if (!isWatch)
        {
            StandardOutput.TryWrite(report.Once());
            return ExitCodes.Ok;
        }

        // The first reading is taken before the screen is: what is wrong with it is said on the ordinary one.
        report.Read();
        using var screen = new LiveScreen(takesTerminal: !isJson);
        while (screen.Show(report.Frame(), report.Height) && screen.Wait(WatchInterval))
        {
            report.Read();
        }

        return ExitCodes.Ok;
    }

    // A paste of buddyinfo in a tree of its own: nothing there tells what a huge page is.
    private static bool IsBare(KernelRoot root) => !root.IsLive && !Directory.Exists(root.Path("/sys"));
}
