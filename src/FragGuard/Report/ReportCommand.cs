using System.Buffers;
using System.CommandLine;
using FragGuard.Daemon;
using FragGuard.Host;

namespace FragGuard;

/// <summary><c>fragguard report</c>: one look at everything that bears on fragmentation, and what a person should
/// change. Works as any user; as root it sees more.</summary>
internal static class ReportCommand
{
    internal static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var html = new Option<string?>("--html")
        {
            Description = "Write one HTML file; - for standard output.",
            HelpName = "FILE",
        };
        var blame = new Option<string?>("--blame")
        {
            Description = "Watch for so long who breaks memory up, too: see blame. Needs root.",
            HelpName = "TIME",
        };
        var command = new Command(
            "report", "Look once at memory, fragmentation, failures, programs and settings; say what to change, and "
                + "why.");
        command.Options.Add(html);
        command.Options.Add(json);
        command.Options.Add(blame);
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed),
            parsed.GetValue(html),
            parsed.GetValue(json),
            parsed.GetValue(blame) is { } text ? DurationArgument.Of(text, "--blame") : null));
        return command;
    }

    private static int Run(KernelRoot root, string? path, bool isJson, TimeSpan? blame)
    {
        if (isJson && path is not null)
        {
            throw new GuardException(ExitCodes.Usage, "--json and --html: name one of them");
        }

        var blamed = blame is { } length ? BlameCommand.Watch(root, length, hasStacks: false) : null;
        var machine = MachineProbe.Probe(root);
        var (settings, warning) = StatusSettings.Load(root);
        using var reader = new StatusReader(root, machine, settings, alwaysReadsTypes: true);
        var data = ReportReader.Read(root, machine, reader);
        data.Blame = blamed;
        var advice = Advisor.Of(data);
        if (warning is not null)
        {
            Console.Error.WriteLine($"fragguard: {warning}");
        }

        if (isJson)
        {
            var output = new ArrayBufferWriter<byte>();
            ReportJson.Write(data, advice, output);
            StandardOutput.TryWrite(output.WrittenSpan);
        }
        else if (path is not null)
        {
            HtmlFile.Write(ReportPage.Of(data, advice, isHtml: true), path);
        }
        else
        {
            var sheet = new TextWriterBuffer(StandardOutput.Display());
            ReportPage.Of(data, advice, isHtml: false).Write(sheet);
            StandardOutput.TryWrite(sheet.Bytes);
        }

        return ExitCodes.Ok;
    }
}
