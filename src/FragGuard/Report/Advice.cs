using System.Globalization;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What a person should change, and why.</summary>
/// <param name="What">The change, as it would be made.</param>
/// <param name="Why">The reason, and the figures behind it.</param>
internal sealed record Advice(string What, string Why);

/// <summary>Makes advice of a report: nothing without evidence in the report itself.</summary>
internal static class Advisor
{
    private const int HugePageOrder = 9;
    private const int MostlyUnusablePermille = 800;
    private const int MostlyStuckPermille = 600;
    private const ulong LeastZonePages = 65536;

    /// <summary>What there is to say, most urgent first.</summary>
    internal static List<Advice> Of(ReportData data)
    {
        var advice = new List<Advice>();
        OfFailures(data, advice);
        OfSettings(data, advice);
        OfHolders(data, advice);
        OfPrograms(data, advice);
        OfGuard(data, advice);
        return advice;
    }

    private static void OfFailures(ReportData data, List<Advice> advice)
    {
        if (data.Failures is not { Failures: > 0 } failures)
        {
            return;
        }

        var atomic = failures.Of(FailureVerdict.AtomicReserve) + failures.Of(FailureVerdict.Watermark);
        if (atomic > 0 && Number(data.Setting("vm.min_free_kbytes")) is { } kib && kib < data.Kib("MemTotal"u8) / 100)
        {
            var more = Math.Min(Math.Max(kib * 2, 65536), data.Kib("MemTotal"u8) / 100);
            advice.Add(new Advice(
                $"vm.min_free_kbytes = {more} (now {kib})",
                $"{Times(atomic)} a caller that cannot wait found the reserve empty. More of it costs as much "
                    + $"memory, no more; "
                + "keep it below 1% of the machine."));
        }

        if (failures.Of(FailureVerdict.LowMemory) is > 0 and var low)
        {
            advice.Add(new Advice(
                "More memory, or less use of it: see the programs above",
                $"{Times(low)} an allocation failed because memory was short. No compaction helps there."));
        }

        if (failures.Of(FailureVerdict.Fragmentation) is > 0 and var pieces && !data.Status.Daemon.IsRunning)
        {
            advice.Add(new Advice(
                "systemctl enable --now fragguard (first with dry_run = true)",
                $"{Times(pieces)} an allocation failed in this boot because free memory was in pieces, and no guard "
                    + $"is running."));
        }
    }

    private static void OfSettings(ReportData data, List<Advice> advice)
    {
        var worst = WorstAt(data, HugePageOrder);
        var isFragmented = worst is { } found && found.Permille >= MostlyUnusablePermille;
        var evidence = worst is { } zone ? $"{Quantity.Percent(zone.Permille)} of {zone.Id}'s free memory is in "
            + $"blocks too small for order 9" : "";
        if (isFragmented && data.Setting("vm.compaction_proactiveness") == "0")
        {
            advice.Add(new Advice(
                "vm.compaction_proactiveness = 20",
                $"It is 0, as RHEL ships it: the kernel never compacts ahead of need, and {evidence}. 20 is the "
                    + $"kernel's own default."));
        }

        if (isFragmented && data.Setting("vm.watermark_boost_factor") == "0")
        {
            advice.Add(new Advice(
                "vm.watermark_boost_factor = 15000",
                $"It is 0: the kernel does not reclaim when pageblocks get mixed, and {evidence}. 15000 is the "
                    + $"kernel's own default."));
        }

        if (isFragmented && data.Setting("vm.defrag_mode") == "0")
        {
            advice.Add(new Advice(
                "vm.defrag_mode = 1 from the next boot on, in /etc/sysctl.d",
                $"This kernel can keep kinds of memory apart before they mix; {evidence}. Mixed blocks stay mixed, "
                    + $"so that it helps "
                + "only from boot on."));
        }

        if (Number(data.Setting("vm.zone_reclaim_mode")) > 0)
        {
            advice.Add(new Advice(
                "vm.zone_reclaim_mode = 0",
                $"It is {data.Setting("vm.zone_reclaim_mode")}: a node reclaims its own cache while others have "
                    + $"memory free, which "
                + "stalls databases and virtual machines."));
        }
    }

    private static void OfHolders(ReportData data, List<Advice> advice)
    {
        var totalKib = data.Kib("MemTotal"u8);
        foreach (var holder in data.Holders)
        {
            var permille = totalKib > 0 ? (int)((holder.Kib ?? 0) * 1000 / totalKib) : 0;
            var share = $"{holder.What}: {Size(holder.Kib ?? 0)}, {Quantity.Percent(permille)} of the machine";
            if (permille >= 100 && holder.What.StartsWith("kernel objects", StringComparison.Ordinal))
            {
                advice.Add(new Advice("Find who makes the kernel objects, with slabtop and the caches above",
                    $"{share}; {holder.Detail}. They cannot move."));
            }
            else if (permille >= 30 && holder.What == "page tables")
            {
                advice.Add(new Advice("Huge pages for the programs that share or map most",
                    $"{share}. With huge pages they shrink to a 500th."));
            }
            else if (permille >= 250 && holder.What == "ZFS ARC")
            {
                advice.Add(new Advice("A lower zfs_arc_max", $"{share}. It is unmovable, and gives memory back "
                    + $"slowly."));
            }
        }

        var mostStuck = 0;
        foreach (var blocks in data.Status.Types?.Blocks ?? [])
        {
            if (blocks.StuckPermille >= MostlyStuckPermille && IsLarge(data, blocks.Id))
            {
                advice.Add(new Advice(
                    "Drain and reboot the host when it suits; then [reserve] size and a rung release_reserve "
                        + $"({blocks.Id})",
                    $"{Quantity.Percent(blocks.StuckPermille)} of its pageblocks hold unmovable or reclaimable "
                        + $"pages: compaction cannot win them back."));
                mostStuck = Math.Max(mostStuck, blocks.StuckPermille);
            }
        }

        if (mostStuck > 0 && BootAdvice.Movable(mostStuck, HasMovable(data), HeldKib(data), totalKib) is { } boot)
        {
            advice.Add(boot);
        }
    }

    private static bool HasMovable(ReportData data)
    {
        foreach (ref readonly var row in data.Status.FreeBlocks.Rows)
        {
            if (row.Id.Zone.ToString() == "Movable")
            {
                return true;
            }
        }

        return false;
    }

    private static ulong HeldKib(ReportData data)
    {
        var held = 0UL;
        foreach (var holder in data.Holders)
        {
            held += holder.IsMovable ? 0 : holder.Kib ?? 0;
        }

        return held;
    }

    private static void OfPrograms(ReportData data, List<Advice> advice)
    {
        var databases = new List<string>();
        foreach (var name in (string[])["redis-server", "valkey-server", "mongod", "postgres", "mysqld", "mariadbd",
            "oracle", "ora_pmon", "clickhouse"])
        {
            if (data.Known.Contains(name))
            {
                databases.Add(name);
            }
        }

        if (databases.Count > 0 && data.Setting("thp.enabled") == "always")
        {
            advice.Add(new Advice(
                "thp.enabled = madvise",
                $"It is always, and {string.Join(", ", databases)} runs here: each fault may stall to compact a "
                    + $"huge page, and a fork copies one "
                + "for every byte that changes. Programs that gain from huge pages ask for them."
                + BootAdvice.HugePages("madvise")));
        }

        if ((data.Known.Contains("qemu") || data.Known.Contains("kvm") || data.Known.Contains("vpp_main"))
            && data.Setting("vm.nr_hugepages") == "0")
        {
            advice.Add(new Advice(
                "Huge pages reserved at boot (hugepages= on the kernel's command line) for virtual machines and "
                    + "packet processing",
                "They run here, and the pool is empty: at boot memory is in one piece, later it may not be."
                    + BootAdvice.Reserved));
        }

        var pods = data.Programs.FindAll(program => program.Owner?.PodUid is not null);
        var availableKib = data.Kib("MemAvailable"u8);
        if (pods.Count > 0 && availableKib < data.Kib("MemTotal"u8) / 10)
        {
            advice.Add(new Advice(
                "Memory requests and limits for the pods above, and a higher memory.available threshold for the "
                    + "kubelet",
                $"{Size(availableKib)} is available, less than a tenth: the kernel works at its watermarks, where "
                    + $"blocks break up fastest. The "
                + $"largest is {pods[0].Owner!.Words(pods[0].PodName)} with {Size(pods[0].SizeKib)}."));
        }
    }

    private static void OfGuard(ReportData data, List<Advice> advice)
    {
        if (data.History is { Exhausted: > 0 } history)
        {
            advice.Add(new Advice(
                "fragguard blame, while it happens",
                $"The ladder was exhausted {Times((ulong)history.Exhausted)} in the last week: nothing on it "
                    + $"helped. blame names who takes the blocks."));
        }

        foreach (var watch in data.Status.Watches)
        {
            if (watch.State == ZoneState.Breached && !data.Status.Daemon.IsRunning)
            {
                advice.Add(new Advice(
                    "systemctl enable --now fragguard (first with dry_run = true)",
                    $"Watch {watch.Name} is below its floor now, and no guard is running."));
                return;
            }
        }
    }

    private static (ZoneId Id, int Permille)? WorstAt(ReportData data, int order)
    {
        (ZoneId Id, int Permille)? worst = null;
        foreach (ref readonly var row in data.Status.FreeBlocks.Rows)
        {
            var permille = UnusableFreeSpaceIndex.Permille(row.Free, order);
            if (row.Free.Orders > order && row.Free.FreePages > 0 && IsLarge(data, row.Id)
                && !(worst?.Permille >= permille))
            {
                worst = (row.Id, permille);
            }
        }

        return worst;
    }

    private static bool IsLarge(ReportData data, ZoneId id) =>
        data.Status.Sizes is not null && data.Status.Sizes.TryFind(id, out var size)
            && size.ManagedPages >= LeastZonePages;

    private static string Times(ulong count) => count == 1 ? "once" : Quantity.Of(count, "time");

    private static ulong? Number(string? text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Size(ulong kib) => Quantity.Long((UInt128)kib << 10);
}
