using System.Buffers;
using System.CommandLine;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Machine;
using FragGuard.Show;

namespace FragGuard.Cli;

/// <summary><c>fragguard diff</c>: what became of the free blocks between two readings.</summary>
internal static class DiffCommand
{
    internal static Command Create()
    {
        var before = new Argument<string>("BEFORE") { Description = "A copy of /proc/buddyinfo, or a directory that holds proc/buddyinfo." };
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
            CommandLine.RootOf(parsed), parsed.GetValue(before)!, parsed.GetValue(after)!, parsed.GetValue(order), parsed.GetValue(json)));
        return command;
    }

    private static int Run(KernelRoot root, string beforePath, string afterPath, string? orderText, bool isJson)
    {
        var before = BuddyCapture.Read(beforePath);
        var after = BuddyCapture.Read(afterPath);
        TellOdd(before);
        TellOdd(after);
        if (before.Machine is { } was && after.Machine is { } now && was.Facts.PageBytes != now.Facts.PageBytes)
        {
            Console.Error.WriteLine(
                $"fragguard: {before.Name} has pages of {was.Facts.PageBytes} bytes, {after.Name} of {now.Facts.PageBytes}: their orders mean different sizes");
        }

        // A mere file does not tell its page size: this machine's stands in.
        var machine = after.Machine ?? before.Machine ?? MachineProbe.Probe(root);
        int? order = orderText is null ? null : OrderArgument.Parse(orderText, machine.Facts);
        var changes = ZoneChange.Between(before.FreeBlocks, after.FreeBlocks);
        if (isJson)
        {
            var output = new ArrayBufferWriter<byte>();
            DiffJson.Write(changes, machine.Facts.PageBytes, before, after, output);
            StandardOutput.TryWrite(output.WrittenSpan);
            return ExitCodes.Ok;
        }

        var sheet = new Sheet(StandardOutput.Display());
        if (order is { } asked)
        {
            DiffText.WriteOrder(sheet, changes, machine.Facts.PageBytes, asked);
        }
        else
        {
            DiffText.Write(sheet, changes, machine.Facts.PageBytes);
        }

        StandardOutput.TryWrite(sheet.Bytes);
        return ExitCodes.Ok;
    }

    private static void TellOdd(BuddyCapture capture)
    {
        if (capture.FreeBlocks.SkippedLines is > 0 and var lines)
        {
            Console.Error.WriteLine($"fragguard: {capture.Name}: {Quantity.Of(lines, "line")} not in the layout of {BuddyInfo.Path}: skipped");
        }
    }
}
