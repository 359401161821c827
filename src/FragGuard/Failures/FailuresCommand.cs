using System.CommandLine;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary><c>fragguard failures</c>: finds page allocation failures in a kernel log and says what they
/// mean.</summary>
internal static class FailuresCommand
{
    // What is found is printed when this much has gathered, and before waiting for more of the log.
    private const int PrintedBytes = 32 << 10;

    // The kernel logs a dump within this time.
    private const int PauseMs = 300;

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
        var found = 0L;
        var scanner = new FailureScanner(failure =>
        {
            found++;
            report.Take(failure);
            if (report.Bytes.Length > PrintedBytes)
            {
                Print();
            }
        });
        var lines = new LogLines(new Utf16Lines(source.Fill).Fill, Pause);
        var glanced = 0L;
        while (isRead && (TryPassOver(lines, scanner, ref glanced) || TryTake(lines, scanner)))
        {
        }

        scanner.Finish();
        report.Finish(scanner);
        Print();
        return Report(source, scanner, found, isJson);

        // Whoever follows a log wants to see what there is, once nothing more comes for a moment.
        void Pause()
        {
            if (!source.IsReady(PauseMs))
            {
                scanner.Flush();
                Print();
            }
        }

        void Print()
        {
            isRead &= StandardOutput.TryWrite(report.Bytes);
            report.Clear();
        }
    }

    // Most of a log is nobody's business here: a glance at many lines at once tells.
    private static bool TryPassOver(LogLines lines, FailureScanner scanner, ref long glanced)
    {
        if (!scanner.IsIdle || lines.Position < glanced || lines.WholeLines() is not { IsEmpty: false } block)
        {
            return false;
        }

        glanced = lines.Position + block.Length;
        if (!FailureScanner.IsDull(block))
        {
            return false;
        }

        scanner.PassOver(lines.PassOver(block.Length));
        return true;
    }

    private static bool TryTake(LogLines lines, FailureScanner scanner)
    {
        if (!lines.TryRead(out var line))
        {
            return false;
        }

        scanner.Take(line);
        return true;
    }

    private static int Report(LogSource source, FailureScanner scanner, long found, bool isJson)
    {
        if (source.LostRecords)
        {
            Console.Error.WriteLine("fragguard: the kernel overwrote records while they were read: some are missing");
        }

        var refused = scanner.RefusedOfPrograms + scanner.RefusedUnknown;
        if (isJson && refused > 0)
        {
            Console.Error.WriteLine(
                $"fragguard: {refused} lines look like failures and were not taken: {scanner.RefusedOfPrograms} "
                + $"written by programs, {scanner.RefusedUnknown} of unknown origin; "
                + $"the first is line {scanner.FirstRefusedLine}");
        }

        return refused > 0 && found == 0 ? ExitCodes.No : ExitCodes.Ok;
    }
}
