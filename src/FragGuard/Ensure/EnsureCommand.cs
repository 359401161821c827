using System.CommandLine;
using System.Globalization;
using FragGuard.Config;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary><c>fragguard ensure</c>: make it so or fail, for the ExecStartPre= of what needs contiguous
/// memory.</summary>
internal static class EnsureCommand
{
    internal static Command Create()
    {
        var order = new Option<string>("--order")
        {
            Description = "The order of the blocks: its number, the size of a block, or thp.",
            HelpName = OrderArgument.HelpName,
            Required = true,
        };
        var blocks = new Option<string>("--blocks")
        {
            Description = "How many blocks: a number, or a size such as 2GiB in such blocks.",
            HelpName = "N",
            Required = true,
        };
        var node = new Option<int?>("--node")
        {
            Description = "On this NUMA node; all nodes together otherwise.",
            HelpName = "N",
        };
        var timeout = new Option<string>("--timeout")
        {
            Description = "Give up after this time.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "60s",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be tried, and write nothing." };
        var force = new Option<bool>("--force")
        {
            Description = "Do not mind min_uptime, windows, cooldowns, costs and budgets. Pressure and dirty pages "
                + "count always.",
        };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var command = new Command("ensure", "Make it so or fail: climb the ladder now until so many blocks are "
            + "free.");
        command.Options.Add(order);
        command.Options.Add(blocks);
        command.Options.Add(node);
        command.Options.Add(timeout);
        command.Options.Add(dryRun);
        command.Options.Add(force);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var root = CommandLine.RootOf(parsed);
            var machine = MachineProbe.Probe(root);
            var asked = OrderArgument.Parse(parsed.GetValue(order)!, machine.Facts);
            var request = new EnsureRequest(
                asked, BlocksOf(parsed.GetValue(blocks)!, asked, machine.Facts.PageBytes), parsed.GetValue(node),
                DurationArgument.Of(parsed.GetValue(timeout)!, "--timeout"))
            {
                IsForced = parsed.GetValue(force),
            };
            return Run(root, machine, request, parsed.GetValue(dryRun), parsed.GetValue(json));
        });
        return command;
    }

    /// <summary>How many blocks a command line asks for.</summary>
    internal static ulong BlocksOf(string text, int order, int pageBytes)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var blocks) && blocks > 0)
        {
            return blocks;
        }

        return SizeFormat.TryParse(text, out var bytes) && bytes > 0
            ? (ulong)(((UInt128)bytes + Quantity.BlockBytes(order, pageBytes) - 1) / Quantity.BlockBytes(order,
                pageBytes))
            : throw new GuardException(
                ExitCodes.Usage, $"--blocks {text}: expected a number of blocks from 1, or a size such as 2GiB");
    }

    private static int Run(KernelRoot root, MachineProfile machine, EnsureRequest request, bool isDryRun, bool isJson)
    {
        var source = new SettingsSource(root, named: null, machine);
        var configured = source.Read().Settings
            ?? throw new GuardException(source.ExitCode, $"the configuration is refused\n{source.Rendered}");
        var settings = request.Settings(configured) with { DryRun = isDryRun || configured.DryRun };
        using var sampler = new Sampler(root);
        CheckNode(sampler, request);
        using var runner = new RemedyRunner(
            settings, machine, root, what => Console.Error.WriteLine("fragguard: " + what));
        using var journal = CommandJournal.Open(root);
        var store = new LadderStore(root, machine.BootId);
        var poller = new Poller(1);
        var loop = new EnsureLoop(request, runner, sampler, machine)
        {
            Reported = told => Report(journal, told, isJson, settings.DryRun),
            Explain = told => EventText.Cause(told, UnmovableShares.Read(root, machine.Kernel, told.Zone)),
            Changed = journal.Report,
        };
        var result = loop.Run(store.Load(settings.Ladder, GuardLoop.Now, out _), () => GuardLoop.Now, Wait);
        Keep(root, store, loop, settings);
        EnsureText.Write(request, result, settings.DryRun, isJson);
        return result.IsThere ? ExitCodes.Ok : result.IsDenied ? ExitCodes.NoPermission : ExitCodes.No;

        void Wait(int fd, TimeSpan time)
        {
            poller.Watch(0, fd);
            poller.Wait(time);
        }
    }

    private static void CheckNode(Sampler sampler, EnsureRequest request)
    {
        if (!sampler.TryReadFreeBlocks())
        {
            throw new GuardException(ExitCodes.Unavailable, sampler.Error!);
        }

        foreach (ref readonly var row in sampler.FreeBlocks.Rows)
        {
            if (request.Node is null || row.Id.Node == request.Node)
            {
                return;
            }
        }

        throw new GuardException(ExitCodes.Usage, $"there is no NUMA node {request.Node} with memory");
    }

    private static void Report(CommandJournal journal, PolicyEvent told, bool isJson, bool isDryRun)
    {
        if (!isDryRun)
        {
            journal.Report(told);
        }

        if (!isJson && told.Kind is PolicyEventKind.RungFinished or PolicyEventKind.RungSkipped)
        {
            Console.Error.WriteLine($"fragguard: {EventText.Of(told)}");
        }
    }

    // Where a guard runs, it keeps what it learns, and would overwrite this.
    private static void Keep(KernelRoot root, LadderStore store, EnsureLoop loop, GuardSettings settings)
    {
        using var guardLock = new GuardLock(root);
        if (!settings.DryRun && loop.Ladder.Run is not null && guardLock.TryTake(DateTimeOffset.UtcNow)
            && store.Save(loop.Ladder with { Phase = LadderPhase.Closed }, settings.Ladder) is { } error)
        {
            Console.Error.WriteLine($"fragguard: {error}");
        }
    }
}
