using System.Buffers;
using System.CommandLine;
using System.Runtime.InteropServices;
using FragGuard.Daemon;
using FragGuard.Host;

namespace FragGuard;

/// <summary><c>fragguard blame</c>: who breaks memory up, and who waits for it, by the kernel's own tracepoints.
/// Needs root.</summary>
internal static class BlameCommand
{
    internal static Command Create()
    {
        var length = new Option<string>("--for")
        {
            Description = "How long to watch; ^C ends it early.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "60s",
        };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var stacks = new Option<bool>("--stacks")
        {
            Description =
            "Show in which kernel functions blocks were taken."
        };
        var command = new Command(
            "blame", "Watch who breaks memory up and who waits for it, by task, unit and pod. Needs root.");
        command.Options.Add(length);
        command.Options.Add(json);
        command.Options.Add(stacks);
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed),
            DurationArgument.Of(parsed.GetValue(length)!, "--for"),
            parsed.GetValue(json),
            parsed.GetValue(stacks)));
        return command;
    }

    /// <summary>Watches until the time is over, or a signal.</summary>
    internal static BlameResult Watch(KernelRoot root, TimeSpan length, bool hasStacks)
    {
        using var stop = new WakeUp();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        return BlameRun.Watch(root, length, hasStacks, stop);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Raise();
        }
    }

    private static int Run(KernelRoot root, TimeSpan length, bool isJson, bool hasStacks)
    {
        var result = Watch(root, length, hasStacks);
        if (isJson)
        {
            var output = new ArrayBufferWriter<byte>();
            BlameJson.Write(result, output);
            StandardOutput.TryWrite(output.WrittenSpan);
        }
        else
        {
            var sheet = new TextWriterBuffer(StandardOutput.Display());
            BlamePage.Of(result).Write(sheet);
            StandardOutput.TryWrite(sheet.Bytes);
        }

        return ExitCodes.Ok;
    }
}
