using System.Buffers;
using System.CommandLine;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary><c>fragguard diff</c>: what became of the free blocks between two readings.</summary>
internal static class DiffCommand
{
    internal static Command Create()
    {
        var before = new Argument<string>("BEFORE")
        {
            Description = "A copy of /proc/buddyinfo, or a directory that holds proc/buddyinfo.",
        };
        var after = new Argument<string>("AFTER") { Description = "The same, taken later." };
        var order = new Option<string?>("--order")
        {
            Description = "Compare the zones at this order only: its number, the size of a block, or thp.",
            HelpName = OrderArgument.HelpName,
        };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON, with every order." };
        var command = new Command("diff", "Compare two readings of /proc/buddyinfo.");
        command.Arguments.Add(before);
        command.Arguments.Add(after);
        command.Options.Add(order);
        command.Options.Add(json);
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed),
            BuddyCapture.Read(parsed.GetValue(before)!),
            BuddyCapture.Read(parsed.GetValue(after)!),
            parsed.GetValue(order),
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(KernelRoot root, BuddyCapture before, BuddyCapture after, string? orderText, bool isJson)
    {
        // A mere file does not tell its page size: this machine's stands in.
        var machine = (after.Machine ?? before.Machine ?? MachineProbe.Probe(root)).Facts;
        int? order = orderText is null
            ? null
            : OrderArgument.Parse(orderText, machine, before.Machine is null && after.Machine is null);
        TellOdd(before, after);
        var changes = ZoneChange.Between(before.FreeBlocks, after.FreeBlocks);
        if (isJson)
        {
            var output = new ArrayBufferWriter<byte>();
            DiffJson.Write(changes, machine.PageBytes, before, after, output);
            StandardOutput.TryWrite(output.WrittenSpan);
            return ExitCodes.Ok;
        }

        var sheet = new TextWriterBuffer(StandardOutput.Display());
        if (order is { } asked)
        {
            DiffText.WriteOrder(sheet, changes, machine.PageBytes, asked);
        }
        else
        {
            DiffText.Write(sheet, changes, machine.PageBytes);
        }

        StandardOutput.TryWrite(sheet.Bytes);
        return ExitCodes.Ok;
    }

    private static void TellOdd(BuddyCapture before, BuddyCapture after)
    {
        foreach (var capture in (BuddyCapture[])[before, after])
        {
            if (capture.FreeBlocks.SkippedLines is > 0 and var skipped)
            {
                Report(
                    $"{capture.Name}: {Quantity.Of(skipped, "line")} not in the layout of {BuddyInfo.Path}: skipped");
            }
        }

        if (before.PageBytes is { } was && after.PageBytes is { } now && was != now)
        {
            Report($"pages of {was} bytes before and of {now} after: their orders mean different sizes");
        }

        static void Report(string what) => Console.Error.WriteLine("fragguard: " + what);
    }
}
