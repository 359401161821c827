using System.CommandLine;
using FragGuard.Config;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary><c>fragguard remedy NAME</c>: applies one remedy now and prints what it gained and what it cost.</summary>
/// <remarks>The settings are those of the first rung of that remedy in the configuration, else the remedy's defaults.
/// Gates, cooldowns and budgets are the guard's: they do not apply to manual runs.</remarks>
internal static class RemedyCommand
{
    internal static Command Create()
    {
        var name = new Argument<string>("name")
        {
            Description = "The remedy: " + string.Join(", ", RemedyCatalog.Names) + ".",
        };
        var node = new Option<int?>("--node")
        {
            Description = "Only this NUMA node; all nodes otherwise.",
            HelpName = "N",
        };
        var dryRun = new Option<bool?>("--dry-run")
        {
            Description = "Say what would be written, from what to what, and write nothing; the default where the "
                + "settings say dry_run = true. --dry-run=false acts nevertheless.",
        };
        var command = new Command("remedy", "Apply one remedy now; print before, after, gain and cost.");
        command.Arguments.Add(name);
        command.Options.Add(node);
        command.Options.Add(dryRun);
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed), parsed.GetValue(name)!, parsed.GetValue(node), parsed.GetValue(dryRun)));
        return command;
    }

    // A dry run of the guard is one of its timer, too: nobody who has just installed it expects a write.
    private static int Run(KernelRoot root, string name, int? node, bool? dryRun)
    {
        var machine = MachineProbe.Probe(root);
        var configured = SettingsOf(root, machine, name);
        var settings = configured with { DryRun = dryRun ?? configured.DryRun };
        var isBySettings = dryRun is null && configured.DryRun;
        using var sampler = new Sampler(root);
        if (!sampler.TryReadFreeBlocks())
        {
            throw new GuardException(ExitCodes.Unavailable, sampler.Error!);
        }

        using var guard = new RemedyRunner(
            settings, machine, root, what => Console.Error.WriteLine("fragguard: " + what), Say);
        using var journal = CommandJournal.Open(root);
        var off = RemedyCatalog.ReasonNow(guard.Unavailable[0], settings.Ladder[0].Remedy, machine);
        if (off.Code != ReasonCode.None)
        {
            var exitCode = off.Code == ReasonCode.ObserveOnly ? ExitCodes.NoPermission : ExitCodes.Unavailable;
            throw new GuardException(exitCode, $"{name} cannot run here: {off}");
        }

        var before = sampler.FreeBlocks.Rows.ToArray();
        if (settings.DryRun)
        {
            if (isBySettings)
            {
                Console.WriteLine(
                    $"{name}: dry_run = true in {SettingsSource.DefaultPath}; --dry-run=false acts nevertheless");
            }

            var lines = new RemedyPlan(root, machine)
                .Lines(settings.Ladder[0].Remedy, NodesOf(before, node), out var fails);
            foreach (var line in lines)
            {
                Console.WriteLine($"{name}: {line}");
            }

            return fails ? ExitCodes.No : ExitCodes.Ok;
        }

        var host = sampler.ReadHost();
        guard.Start(0, NodesOf(before, node), [], [], Report, GuardLoop.Now);
        var result = RungRunner.WaitFor(guard.Executor);
        Settle(result, settings.Ladder[0].Settle);
        _ = sampler.TryReadFreeBlocks();
        Print(name, result, before, sampler.FreeBlocks, machine.Facts);
        PrintCost(sampler.ReadHost().Counters.Since(host.Counters));
        PrintNotes(result.Notes);
        return result.End is RungEnd.Done or RungEnd.NothingToDo ? ExitCodes.Ok : ExitCodes.No;

        void Report(TunableChange change)
        {
            journal.Report(change);
            Console.WriteLine(EventText.Of(change));
        }
    }

    private static void Say(CommandOutput output)
    {
        Console.WriteLine($"{output.Program} wrote to {output.Stream}:\n{output.Text}");
        if (output.DroppedBytes > 0)
        {
            Console.WriteLine($"({output.DroppedBytes} more bytes left out)");
        }
    }

    private static GuardSettings SettingsOf(KernelRoot root, MachineProfile machine, string name)
    {
        var source = new SettingsSource(root, named: null, machine);
        var configured = source.Read().Settings
            ?? throw new GuardException(source.ExitCode, $"the configuration is refused\n{source.Rendered}");
        foreach (var rung in configured.Ladder)
        {
            if (rung.Remedy.Name == name)
            {
                return configured with { Ladder = [rung] };
            }
        }

        return RemedyCatalog.Find(name) is { NeedsSettings: false } remedy
            ? configured with { Ladder = [RungSettings.For(remedy.Defaults)] }
            : throw new GuardException(ExitCodes.Usage, RemedyCatalog.Names.Contains(name)
                ? $"{name} has no defaults for all of its keys: configure a rung of it first"
                : $"there is no remedy \"{name}\"; there are {string.Join(", ", RemedyCatalog.Names)}");
    }

    private static ValueList<int> NodesOf(BuddyInfo[] rows, int? node)
    {
        var nodes = new SortedSet<int>();
        foreach (var row in rows)
        {
            if (node is null || row.Id.Node == node)
            {
                nodes.Add(row.Id.Node);
            }
        }

        return nodes.Count > 0
            ? [.. nodes]
            : throw new GuardException(ExitCodes.Usage, $"there is no NUMA node {node} with memory");
    }

    private static void Settle(RungResult result, TimeSpan settle)
    {
        if (result.End is RungEnd.Done or RungEnd.TimedOut)
        {
            Thread.Sleep(settle);
        }
    }

    private static void Print(string name, RungResult result, BuddyInfo[] before, BuddyTable after, MachineFacts facts)
    {
        var took = Quantity.Time(result.Duration);
        Console.WriteLine(result.End switch
        {
            RungEnd.Done => $"{name}: done in {took}",
            RungEnd.NothingToDo => $"{name}: nothing to do",
            RungEnd.Busy => $"{name}: another FragGuard process is writing",
            RungEnd.NotStarted => $"{name}: not started: {result.Text}",
            RungEnd.TimedOut => $"{name}: killed at its timeout after {took}",
            _ => $"{name}: failed: {result.Text}",
        });
        foreach (var row in before)
        {
            if (after.TryFind(row.Id, out var now))
            {
                PrintZone(row, now, facts);
            }
        }
    }

    private static void PrintZone(BuddyInfo before, BuddyInfo after, MachineFacts facts)
    {
        var largest = before.Free.Orders - 1;
        var orders = new SortedSet<int> { Math.Min(4, largest), Math.Min(facts.ThpOrder ?? 4, largest) };
        foreach (var order in orders)
        {
            var (was, now) = (before.Free.Suitable(order), after.Free.Suitable(order));
            Console.WriteLine(
                $"  {before.Id}: order {order}: {was} -> {Quantity.Of(now, "block")} "
                + $"({Quantity.Gain((long)(now - was))}), unusable "
                + $"{Quantity.Percent(UnusableFreeSpaceIndex.Permille(before.Free, order))} -> "
                + $"{Quantity.Percent(UnusableFreeSpaceIndex.Permille(after.Free, order))}");
        }
    }

    private static void PrintNotes(RunNotes notes)
    {
        if (notes.Rounds == 0)
        {
            return;
        }

        var early = notes.StoppedEarly ? ", the kernel stopped compaction early" : "";
        var hidden = notes.HiddenPages is { } pages
            ? $", {Quantity.Of(pages, "free page")} left on per-CPU lists, where they do not merge"
            : "";
        Console.WriteLine($"  {Quantity.Of(notes.Rounds, "round")}{early}{hidden}");
        if (notes.Without is { } without)
        {
            Console.WriteLine($"  {without}");
        }
    }

    private static void PrintCost(CostCounters cost) => Console.WriteLine(
        $"  cost: {Quantity.Of(cost.MigratedPages ?? 0, "page")} moved, {cost.FailedPages ?? 0} failed to migrate, "
        + $"{cost.ScannedPages ?? 0} scanned, {cost.RefaultedPages ?? 0} read back, "
        + $"{Quantity.Time(TimeSpan.FromMicroseconds(cost.StallUs ?? 0))} of memory stall");
}
