using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>A report for people.</summary>
internal static class ReportPage
{
    private static readonly (VmCounter Counter, string Name)[] Shown =
    [
        (VmCounter.CompactStall, "compact_stall"), (VmCounter.CompactSuccess, "compact_success"),
        (VmCounter.CompactFail, "compact_fail"), (VmCounter.CompactDaemonWake, "compact_daemon_wake"),
        (VmCounter.CompactMigrateScanned, "compact_migrate_scanned"),
            (VmCounter.PgmigrateSuccess, "pgmigrate_success"),
        (VmCounter.PgmigrateFail, "pgmigrate_fail"), (VmCounter.Allocstall, "allocstall"),
            (VmCounter.PgpginKib, "pgpgin"),
        (VmCounter.WorkingsetRefault, "workingset_refault"), (VmCounter.ThpFaultAlloc, "thp_fault_alloc"),
        (VmCounter.ThpFaultFallback, "thp_fault_fallback"), (VmCounter.ThpCollapseAlloc, "thp_collapse_alloc"),
        (VmCounter.ThpCollapseAllocFailed, "thp_collapse_alloc_failed"),
            (VmCounter.HtlbBuddyAllocFail, "htlb_buddy_alloc_fail"),
        (VmCounter.DropPagecache, "drop_pagecache"), (VmCounter.DropSlab, "drop_slab"),
            (VmCounter.OomKill, "oom_kill"),
    ];

    /// <summary>The names of <see cref="Shown"/> with their counters: those of the JSON, too.</summary>
    internal static IReadOnlyList<(VmCounter Counter, string Name)> Counters => Shown;

    /// <summary>Makes the page.</summary>
    /// <param name="data">What was read.</param>
    /// <param name="advice">What to say of it.</param>
    /// <param name="isHtml">Advice comes first where a reader begins at the top, and last where the prompt
    /// is.</param>
    internal static Page Of(ReportData data, List<Advice> advice, bool isHtml)
    {
        var system = data.System.Length > 0 ? $", {data.System}" : "";
        var page = new Page(
            $"FragGuard report{(data.Host.Length > 0 ? $" of {data.Host}" : "")}",
            $"{Clock.Local(data.AtUs)}, kernel {data.Release}{system}, up {Quantity.Time(data.Uptime)}, "
                + $"{Quantity.Long((UInt128)data.Status.PageBytes)} pages");
        if (isHtml)
        {
            WriteAdvice(page.Add("Advice"), advice);
        }

        WriteMemory(page.Add("Memory"), data);
        WriteFragmentation(page.Add("Fragmentation"), data);
        WritePressure(page.Add("Pressure, compaction and huge pages"), data);
        WriteFailures(page.Add("Failed allocations of this boot"), data);
        WritePrograms(page.Add("Biggest programs"), data);
        ReportHolders.Write(page.Add("What cannot move"), data);
        if (data.Blame is { } blame)
        {
            BlamePage.Fill(page, blame);
            page.Sections[^1].Text(BlamePage.Overhead(blame), Tone.Faint);
        }

        if (data.History is { Records: > 0 } history)
        {
            HistoryPage.Fill(page, history, isHtml ? data.Incidents
                : [.. data.Incidents.Skip(data.Incidents.Count - 10)]);
        }

        WriteSettings(page.Add("Kernel settings"), data);
        if (data.Unread.Count > 0)
        {
            WriteUnread(page.Add("What could not be read"), data);
        }

        if (!isHtml)
        {
            WriteAdvice(page.Add("Advice"), advice);
        }

        return page;
    }

    private static void WriteAdvice(PageSection section, List<Advice> advice)
    {
        if (advice.Count == 0)
        {
            section.Text("Nothing to change, by what could be read.", Tone.Good);
        }

        foreach (var one in advice)
        {
            section.Text(one.What, Tone.Warn);
            section.Text(one.Why);
        }
    }

    private static void WriteMemory(PageSection section, ReportData data)
    {
        if (data.MemInfo.Length == 0)
        {
            section.Text("It could not be read.", Tone.Warn);
            return;
        }

        var table = section.Table(
            new TableColumn("", IsLeft: true), new TableColumn("total"), new TableColumn("used"),
                new TableColumn("free"),
            new TableColumn("shared", Spare: 2), new TableColumn("cache"), new TableColumn("available"));
        var (total, available) = (data.Kib("MemTotal"u8), data.Kib("MemAvailable"u8));
        table.Add(
            note: null, "memory", KibOf(data, "MemTotal"u8), available > 0 ? Size(total - Math.Min(total, available))
                : "-",
            KibOf(data, "MemFree"u8), KibOf(data, "Shmem"u8),
            Size(data.Kib("Buffers"u8) + data.Kib("Cached"u8) + data.Kib("SReclaimable"u8)),
                KibOf(data, "MemAvailable"u8));
        var (swap, swapFree) = (data.Kib("SwapTotal"u8), data.Kib("SwapFree"u8));
        table.Add(
            note: null, "swap", KibOf(data, "SwapTotal"u8), Size(swap - Math.Min(swap, swapFree)),
            KibOf(data, "SwapFree"u8), "", "", "");
        section.Text(
            $"Dirty {KibOf(data, "Dirty"u8)}, under writeback {KibOf(data, "Writeback"u8)}, anonymous "
                + $"{KibOf(data, "AnonPages"u8)}, in transparent huge pages {KibOf(data, "AnonHugePages"u8)}.");
    }

    private static string KibOf(ReportData data, ReadOnlySpan<byte> name) =>
        NamedLines.Find(data.MemInfo, name) is { } kib ? Size(kib) : "-";

    private static void WriteFragmentation(PageSection section, ReportData data)
    {
        section.Picture(
            sheet => ZonePictures.Write(sheet, data.Status, Watched(data)), html =>
                FreeBlocksPlot.Write(html, data.Status));
        if (data.Course is { } course)
        {
            section.Picture(terminal: null, html => CoursePlot.Write(html, course, FloorOf(data)));
        }

        section.Text("Share of each zone's free memory that lies in blocks of an order or larger, and so can serve "
            + "it:");
        var orders = 0;
        foreach (ref readonly var row in data.Status.FreeBlocks.Rows)
        {
            orders = Math.Max(orders, row.Free.Orders);
        }

        var columns = new TableColumn[orders];
        columns[0] = new TableColumn("zone", IsLeft: true);
        for (var order = 1; order < orders; order++)
        {
            columns[order] = new TableColumn(Number(order), Spare: order is 2 or 3 or 4 or 9 ? 0 : order is 1 or 5 ? 2
                : 1);
        }

        var table = section.Table(columns);
        foreach (ref readonly var row in data.Status.FreeBlocks.Rows)
        {
            var cells = new TableCell[orders];
            cells[0] = row.Id.ToString();
            for (var order = 1; order < orders; order++)
            {
                var permille = 1000 - UnusableFreeSpaceIndex.Permille(row.Free, order);
                cells[order] = order >= row.Free.Orders ? "-"
                    : new TableCell($"{Number((permille + 5) / 10)}%", permille < 50 ? Tone.Bad : permille < 200
                        ? Tone.Warn : Tone.Plain);
            }

            table.Add(note: null, cells);
        }
    }

    // The floor of the first watch in any zone, for the zones are many and the line is one.
    private static ulong? FloorOf(ReportData data)
    {
        foreach (var watch in data.Status.Watches)
        {
            foreach (var zone in watch.Zones)
            {
                return zone.FloorBlocks > 0 ? zone.FloorBlocks : null;
            }
        }

        return null;
    }

    private static void WritePressure(PageSection section, ReportData data)
    {
        if (data.Pressures.Count > 0)
        {
            var pressure = section.Table(
                new TableColumn("pressure", IsLeft: true), new TableColumn("some 10 s"), new TableColumn("60 s"),
                new TableColumn("300 s"), new TableColumn("full 10 s"), new TableColumn("60 s", Spare: 1),
                new TableColumn("300 s", Spare: 1));
            foreach (var (name, value) in data.Pressures)
            {
                pressure.Add(
                    note: null, name, Share(value.Some.Avg10BasisPoints), Share(value.Some.Avg60BasisPoints),
                    Share(value.Some.Avg300BasisPoints), Share(value.Full?.Avg10BasisPoints),
                        Share(value.Full?.Avg60BasisPoints),
                    Share(value.Full?.Avg300BasisPoints));
            }
        }

        if (!VmStat.TryParse(data.VmStat, out var counters))
        {
            return;
        }

        var table = section.Table(
            new TableColumn("counter", IsLeft: true), new TableColumn("since boot"), new TableColumn("a second now"));
        foreach (var (counter, name) in Shown)
        {
            if (counters[counter] is { } count)
            {
                var rate = data.Elapsed > TimeSpan.Zero && data.Events[counter] is { } events
                    ? (events / data.Elapsed.TotalSeconds).ToString("0.#", CultureInfo.InvariantCulture) : "-";
                table.Add(note: null, name, Quantity.Count(count), rate);
            }
        }
    }

    private static void WriteFailures(PageSection section, ReportData data)
    {
        if (data.Failures is not { } failures)
        {
            section.Text("The kernel log could not be read.", Tone.Warn);
            return;
        }

        if (failures.Failures == 0)
        {
            section.Text("None in the kernel log.", Tone.Good);
            return;
        }

        var rest = failures.Fill(section.Table(FailureTally.Columns()));
        section.Text($"{(rest > 0 ? $"{rest} of other causes, orders or tasks. " : "")}Each is explained by "
            + $"'fragguard failures'.", Tone.Faint);
    }

    private static void WritePrograms(PageSection section, ReportData data)
    {
        if (data.Programs.Count == 0)
        {
            section.Text("None could be seen.", Tone.Warn);
            return;
        }

        var table = section.Table(
            new TableColumn("pss"), new TableColumn("rss", Spare: 2), new TableColumn("swap"),
                new TableColumn("huge", Spare: 1),
            new TableColumn("pid"), new TableColumn("program", IsLeft: true),
                new TableColumn("pod, container or unit", IsLeft: true),
            new TableColumn("container", IsLeft: true, Spare: 3));
        foreach (var program in data.Programs)
        {
            table.Add(
                note: null, program.PssKib is { } pss ? Size(pss) : "-", Size(program.RssKib), Size(program.SwapKib),
                program.HugeKib is { } huge ? Size(huge) : "-", Number(program.Pid), program.Name,
                program.Owner?.Words(program.PodName) ?? "-",
                program.Owner is { PodUid: not null, ContainerId: { } id } owner ? $"{owner.Runtime} {id}" : "");
        }
    }

    private static void WriteSettings(PageSection section, ReportData data)
    {
        var table = section.Table(new TableColumn("setting", IsLeft: true), new TableColumn("value", IsLeft: true));
        foreach (var (name, value) in data.Settings)
        {
            table.Add(note: null, name, value ?? "not in this kernel");
        }
    }

    private static void WriteUnread(PageSection section, ReportData data)
    {
        var table = section.Table(
            new TableColumn("file", IsLeft: true), new TableColumn("what it tells", IsLeft: true));
        foreach (var (path, what, why) in data.Unread)
        {
            table.Add(why, path, what);
        }
    }

    private static int[] Watched(ReportData data)
    {
        var orders = new List<int>();
        foreach (var watch in data.Status.Watches)
        {
            if (watch.Order is { } order && !orders.Contains(order))
            {
                orders.Add(order);
            }
        }

        return [.. orders];
    }

    private static string Share(int? basisPoints) => basisPoints is { } known ? Quantity.PercentOfBasisPoints(known)
        : "-";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Size(ulong kib) => Quantity.Short((UInt128)kib << 10);
}
