using System.CommandLine;
using FragGuard.Daemon;
using FragGuard.Host;

namespace FragGuard;

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
        var check = new Option<bool>("--check")
        {
            Description = "Print one line, or with --json the JSON; exit 0 if healthy, 1 if breached or exhausted, "
                + "2 if unknown.",
        };
        var command = new Command(
            "status", "Show free blocks by node, zone and order, the watches, the open incident and the last actions.");
        command.Options.Add(json);
        command.Options.Add(order);
        command.Options.Add(watch);
        command.Options.Add(check);
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed),
            parsed.GetValue(order),
            new Options(parsed.GetValue(json), parsed.GetValue(watch), parsed.GetValue(check))));
        return command;
    }

    private static int Run(KernelRoot root, string? orderText, Options options)
    {
        if (options.IsWatch && options.IsCheck)
        {
            throw new GuardException(ExitCodes.Usage, "--check looks once: it does not go with --watch");
        }

        var machine = MachineProbe.Probe(root);
        int? order = orderText is null ? null : OrderArgument.Parse(orderText, machine.Facts, IsBare(root));
        var (settings, warning) = StatusSettings.Load(root);
        using var reader = new StatusReader(root, machine, settings);
        var report = new StatusReport(reader, order, options.IsJson);
        if (options.IsCheck)
        {
            return Check(report, warning, options.IsJson);
        }

        // The first reading is taken before the screen is: what is wrong with it is said on the ordinary one.
        report.Read();
        if (warning is not null && !report.ShowsSettingsInForce)
        {
            Console.Error.WriteLine($"fragguard: {warning}");
        }

        if (!options.IsWatch)
        {
            StandardOutput.TryWrite(report.Whole());
            return ExitCodes.Ok;
        }

        using var screen = new LiveScreen(takesTerminal: !options.IsJson);
        while (screen.Show(report.Frame(), report.Height) && screen.Wait(WatchInterval))
        {
            report.Read();
        }

        return ExitCodes.Ok;
    }

    private static int Check(StatusReport report, string? warning, bool isJson)
    {
        StatusVerdict verdict;
        try
        {
            report.Read();
            verdict = StatusVerdict.Of(report.View, report.ShowsSettingsInForce ? null : warning, GuardLoop.Now);
        }
        catch (GuardException fault)
        {
            // Without a reading there is no JSON either: the line goes where errors go.
            verdict = StatusVerdict.Unknown(fault.Message);
            (isJson ? Console.Error : Console.Out).WriteLine(verdict.Line);
            return verdict.ExitCode;
        }

        StandardOutput.TryWrite(isJson ? report.Whole() : report.Line(verdict.Line));
        return verdict.ExitCode;
    }

    /// <summary>What the command line asks for.</summary>
    private sealed record Options(bool IsJson, bool IsWatch, bool IsCheck);

    // A paste of buddyinfo in a tree of its own: nothing there tells what a huge page is.
    private static bool IsBare(KernelRoot root) => !root.IsLive && !Directory.Exists(root.Path("/sys"));
}
