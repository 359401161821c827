using System.Buffers;
using System.CommandLine;
using FragGuard.Config;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary><c>fragguard replay TRACE</c>: runs the policy over a trace in virtual time and prints every decision with
/// its reason.</summary>
internal static class ReplayCommand
{
    // What has been decided is printed when this much has gathered.
    private const int PrintedBytes = 32 << 10;

    internal static Command Create()
    {
        var trace = new Argument<string>("TRACE")
        {
            Description = "The trace, a ring of record --ring, or a sequence of buddyinfo captures; "
                + "- for standard input.",
        };
        var config = new Option<string?>("--config")
        {
            Description = $"The configuration, instead of {SettingsSource.DefaultPath}.",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line for each event." };
        var interval = new Option<string>("--interval")
        {
            Description = "The time between bare captures of buddyinfo.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "15s",
        };
        var windows = new Option<string[]>("--window")
        {
            Description = "Only this window is open, all the time; without it, every window is.",
            HelpName = "NAME",
            DefaultValueFactory = _ => [],
        };
        var command = new Command(
            "replay", "Run the policy over a trace in virtual time; print every decision with its reason.");
        command.Arguments.Add(trace);
        command.Options.Add(config);
        command.Options.Add(json);
        command.Options.Add(interval);
        command.Options.Add(windows);
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed),
            parsed.GetValue(trace)!,
            parsed.GetValue(config),
            parsed.GetValue(json),
            DurationArgument.Of(parsed.GetValue(interval)!, "--interval"),
            parsed.GetValue(windows)!));
        return command;
    }

    private static int Run(
        KernelRoot root, string path, string? config, bool isJson, TimeSpan interval, string[] windows)
    {
        var machine = MachineProbe.Probe(root);
        var source = new SettingsSource(root, config, machine);
        var settings = source.Read().Settings
            ?? throw new GuardException(source.ExitCode, $"the configuration is refused\n{source.Rendered}");
        using var trace = TraceFile.Open(path);
        foreach (var window in windows)
        {
            if (!settings.WindowNames.Span.Contains(window))
            {
                Console.Error.WriteLine($"fragguard: --window {window}: no watch is on during it");
            }
        }

        var options = new ReplayOptions
        {
            Interval = interval,
            Windows = windows.Length == 0 ? null : (ValueList<string>?)[.. windows],
        };
        var replay = new Replay(trace.Memory, settings, machine.Facts, options);
        Print(replay, settings, isJson);
        foreach (var watch in replay.IdleWatches)
        {
            Console.Error.WriteLine($"fragguard: watch {watch} covers no zone of the trace");
        }

        if (replay.LacksTimes)
        {
            Console.Error.WriteLine(
                $"fragguard: no time beside the captures: {replay.Samples} of them taken as "
                + $"{DurationFormat.Write(interval)} apart (--interval)");
        }

        if (replay.LacksTimeOfDay)
        {
            Console.Error.WriteLine("fragguard: the trace does not say the time of day: gates.windows was not applied");
        }

        return replay.Error is { } error ? throw new GuardException(ExitCodes.Data, error.In(path)) : ExitCodes.Ok;
    }

    private static void Print(Replay replay, GuardSettings settings, bool isJson)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new ReplayJson(output);
        while (replay.TryRead(out var entry))
        {
            if (isJson)
            {
                json.TryWrite(entry);
            }
            else
            {
                ReplayText.Write(output, entry, settings);
            }

            if (output.WrittenCount > PrintedBytes)
            {
                if (!TryPrint(output, isJson))
                {
                    return;
                }

                output.ResetWrittenCount();
            }
        }

        TryPrint(output, isJson);
    }

    private static bool TryPrint(ArrayBufferWriter<byte> output, bool isJson) =>
        isJson ? StandardOutput.TryWrite(output.WrittenSpan) : StandardOutput.TryWriteText(output.WrittenSpan);
}
