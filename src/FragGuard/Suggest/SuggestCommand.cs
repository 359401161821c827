using System.Buffers;
using System.CommandLine;
using System.Text;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary><c>fragguard suggest TRACE...</c>: proposes floors from recorded days.</summary>
internal static class SuggestCommand
{
    internal static Command Create()
    {
        var traces = new Argument<string[]>("TRACE")
        {
            Description = "Traces, rings of record --ring, or sequences of buddyinfo captures.",
            Arity = ArgumentArity.OneOrMore,
        };
        var order = new Option<string?>("--order")
        {
            Description = "The order, instead of those that the configuration watches: its number, the size of a "
                + "block, or thp.",
            HelpName = OrderArgument.HelpName,
        };
        var interval = new Option<string>("--interval")
        {
            Description = "The time between bare captures of buddyinfo.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "15s",
        };
        var days = new Option<bool>("--days") { Description = "Show the lowest of each day, too." };
        var all = new Option<bool>("--all") { Description = "Show every floor with every time." };
        var json = new Option<bool>("--json")
        {
            Description = "Print one JSON object a line for each zone and "
            + "order."
        };
        var command = new Command("suggest", "Propose floors from recorded days, as a configuration.");
        command.Arguments.Add(traces);
        command.Options.Add(order);
        command.Options.Add(interval);
        command.Options.Add(days);
        command.Options.Add(all);
        command.Options.Add(json);
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed),
            parsed.GetValue(traces)!,
            parsed.GetValue(order),
            DurationArgument.Of(parsed.GetValue(interval)!, "--interval"),
            new Options(parsed.GetValue(days), parsed.GetValue(all), parsed.GetValue(json))));
        return command;
    }

    /// <summary>The orders that the settings watch, or else 4.</summary>
    internal static ValueList<int> WatchedOrders(KernelRoot root, MachineFacts machine)
    {
        var orders = new List<int>();
        foreach (var watch in StatusSettings.Load(root).Settings.Watches)
        {
            if (watch.Order.On(machine) is { } order && !orders.Contains(order))
            {
                orders.Add(order);
            }
        }

        return orders.Count == 0 ? [4] : [.. orders];
    }

    private static int Run(KernelRoot root, string[] traces, string? orderText, TimeSpan interval, Options options)
    {
        var machine = MachineProbe.Probe(root).Facts;
        ValueList<int> orders = orderText is null
            ? WatchedOrders(root, machine)
            : [OrderArgument.Parse(orderText, machine, isBare: true)];
        var study = new FloorStudy(orders, machine);
        foreach (var path in traces)
        {
            using var trace = TraceFile.Open(path);
            if (study.Take(trace.Memory, interval) is { } error)
            {
                throw new GuardException(ExitCodes.Data, error.In(path));
            }
        }

        if (study.Zones.Count == 0)
        {
            Console.Error.WriteLine("fragguard: no zone of 256 MiB or more in the traces");
            return ExitCodes.No;
        }

        if (options.IsJson)
        {
            var output = new ArrayBufferWriter<byte>();
            SuggestJson.Write(study, output);
            StandardOutput.TryWrite(output.WrittenSpan);
        }
        else
        {
            StandardOutput.TryWrite(Encoding.UTF8.GetBytes(SuggestText.Of(study, options.HasDays, options.IsAll)));
        }

        return ExitCodes.Ok;
    }

    /// <summary>What is printed.</summary>
    private sealed record Options(bool HasDays, bool IsAll, bool IsJson);
}
