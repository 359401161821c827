using System.CommandLine;
using FragGuard.Cli;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Machine;
using FragGuard.Show;

namespace FragGuard.Failures;

/// <summary><c>fragguard failures</c>: finds page allocation failures in a kernel log and says what they
/// mean.</summary>
internal static class FailuresCommand
{
    // What is found is printed when this much has gathered, and before waiting for more of the log.
    private const int PrintedBytes = 32 << 10;

    internal static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "The log: of dmesg, journalctl or syslog, or records of /dev/kmsg; - for standard input. "
                + "Default: this boot's.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line for each." };
        var command = new Command("failures", "Find and explain page allocation failures in a kernel log.");
        command.Arguments.Add(file);
        command.Options.Add(json);
        command.SetAction(parsed => Run(CommandLine.RootOf(parsed), parsed.GetValue(file), parsed.GetValue(json)));
        return command;
    }

    private static int Run(KernelRoot root, string? file, bool isJson)
    {
        using var source = LogSource.Open(root, file);
        using var json = new FailureJson();
        var pageBytes = MachineProbe.Probe(root).Facts.PageBytes;
        var report = isJson ? (IFailureReport)json : new FailureText(StandardOutput.Display(), pageBytes);
        var isRead = true;
        var lines = new LogLines(source.Fill, Print);
        while (isRead && lines.TryRead(out var line))
        {
            if (AllocationFailure.TryParseLogLine(line, out var failure))
            {
                report.Take(lines.Number, line, failure);
                if (report.Bytes.Length > PrintedBytes)
                {
                    Print();
                }
            }
        }

        report.Finish(lines.Number);
        Print();
        if (source.LostRecords)
        {
            Console.Error.WriteLine("fragguard: the kernel overwrote records while they were read: some are missing");
        }

        return ExitCodes.Ok;

        void Print()
        {
            isRead &= StandardOutput.TryWrite(report.Bytes);
            report.Clear();
        }
    }
}
