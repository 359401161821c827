using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>Reads what a report shows, in less than two seconds: rates need one of them.</summary>
internal static class ReportReader
{
    private const int ShownIncidents = 100;

    private static readonly TimeSpan RatesTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan JournalTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private static readonly (string Name, string Path)[] Settings =
    [
        ("vm.min_free_kbytes", "/proc/sys/vm/min_free_kbytes"),
        ("vm.watermark_boost_factor", "/proc/sys/vm/watermark_boost_factor"),
        ("vm.watermark_scale_factor", "/proc/sys/vm/watermark_scale_factor"),
        ("vm.compaction_proactiveness", "/proc/sys/vm/compaction_proactiveness"),
        ("vm.defrag_mode", "/proc/sys/vm/defrag_mode"),
        ("vm.extfrag_threshold", "/proc/sys/vm/extfrag_threshold"),
        ("vm.compact_unevictable_allowed", "/proc/sys/vm/compact_unevictable_allowed"),
        ("vm.zone_reclaim_mode", "/proc/sys/vm/zone_reclaim_mode"),
        ("vm.swappiness", "/proc/sys/vm/swappiness"),
        ("vm.vfs_cache_pressure", "/proc/sys/vm/vfs_cache_pressure"),
        ("vm.overcommit_memory", "/proc/sys/vm/overcommit_memory"),
        ("vm.nr_hugepages", "/proc/sys/vm/nr_hugepages"),
        ("thp.enabled", "/sys/kernel/mm/transparent_hugepage/enabled"),
        ("thp.defrag", "/sys/kernel/mm/transparent_hugepage/defrag"),
        ("thp.khugepaged_defrag", "/sys/kernel/mm/transparent_hugepage/khugepaged/defrag"),
    ];

    private static readonly string[] KnownPrograms =
    [
        "redis-server", "valkey-server", "mongod", "postgres", "postmaster", "mysqld", "mariadbd", "ora_pmon",
            "oracle", "clickhouse",
        "qemu", "kvm", "dpdk", "vpp_main", "java",
    ];

    /// <summary>Reads it.</summary>
    internal static ReportData Read(KernelRoot root, MachineProfile machine, StatusReader reader)
    {
        var files = new MachineFiles(root);
        var startedAt = GuardLoop.Now;
        var vmStat = files.Read(VmStat.Path, "counters since boot") ?? [];
        var status = reader.Read();
        if (status.Types is null)
        {
            files.Miss(PageTypeInfo.Path, "what pageblocks serve", root.IsLive
                && !(machine.Kernel >= PageTypeInfo.SafeSince)
                ? "reading it is not safe on kernels before 5.4" : "it needs root");
        }

        var memInfo = files.Read(MemInfo.Path, "memory") ?? [];
        MissAbsent(files, MemInfo.Path, "memory", memInfo);
        MissAbsent(files, VmStat.Path, "counters since boot", vmStat);
        var known = new List<string>();
        var programs = Programs.Read(files, name => Note(known, name));
        var incidents = new Queue<PastIncident>();
        var data = new ReportData
        {
            Host = files.Text("/proc/sys/kernel/hostname") ?? "",
            AtUs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000,
            Release = files.Text(KernelVersion.Path) ?? "unknown",
            System = SystemName(files),
            Uptime = Uptime(files),
            Status = status,
            MemInfo = memInfo,
            VmStat = vmStat,
            Pressures = Pressures(files),
            Settings = ReadSettings(files),
            Programs = programs,
            Known = known,
            Holders = MemoryHolders.Read(files, memInfo, vmStat, machine.Facts.PageBytes),
            Failures = ReadFailures(files, machine.Facts.PageBytes),
            History = ReadHistory(files, incidents),
            Incidents = incidents,
            Course = RecordedCourse.Read(files, OrderOf(status), TimeProvider.System.GetUtcNow(), Week),
            Unread = files.Unread,
        };
        if (root.IsLive)
        {
            TakeRates(data, files, startedAt);
        }

        return data;
    }

    // Every kernel has these: where they are not, something hides them.
    private static void MissAbsent(MachineFiles files, string path, string what, byte[] content)
    {
        if (content.Length == 0 && !files.HasMissed(path))
        {
            files.Miss(path, what, "no such file");
        }
    }

    private static int OrderOf(StatusView status)
    {
        foreach (var watch in status.Watches)
        {
            if (watch.Order is { } order)
            {
                return order;
            }
        }

        return 4;
    }

    private static void TakeRates(ReportData data, MachineFiles files, TimeSpan startedAt)
    {
        if (startedAt + RatesTime - GuardLoop.Now is var left && left > TimeSpan.Zero)
        {
            Thread.Sleep(left);
        }

        var elapsed = GuardLoop.Now - startedAt;
        if (VmStat.TryParse(data.VmStat, out var before) && files.Read(VmStat.Path, what: null) is { } later
            && VmStat.TryParse(later, out var after))
        {
            data.Take(VmStat.Delta(before, after), elapsed);
        }
    }

    private static void Note(List<string> known, string name)
    {
        foreach (var program in KnownPrograms)
        {
            if (name.StartsWith(program, StringComparison.Ordinal) && !known.Contains(program))
            {
                known.Add(program);
            }
        }
    }

    private static string SystemName(MachineFiles files)
    {
        foreach (var line in (files.Text("/etc/os-release") ?? "").Split('\n'))
        {
            if (line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))
            {
                return line["PRETTY_NAME=".Length..].Trim('"', '\'');
            }
        }

        return "";
    }

    private static TimeSpan Uptime(MachineFiles files) =>
        HostStateReader.UptimeOf(files.Read(HostFiles.Uptime.Path, what: null)) ?? default;

    private static List<(string Name, Pressure Pressure)> Pressures(MachineFiles files)
    {
        var pressures = new List<(string Name, Pressure Pressure)>();
        foreach (var name in (string[])["memory", "io", "cpu"])
        {
            if (files.Read($"/proc/pressure/{name}", $"{name} pressure") is { } text
                && Pressure.TryParse(text, out var pressure))
            {
                pressures.Add((name, pressure));
            }
        }

        if (pressures.Count == 0)
        {
            files.Miss("/proc/pressure", "pressure", "this kernel has none, or psi=0");
        }

        return pressures;
    }

    private static List<(string Name, string? Value)> ReadSettings(MachineFiles files)
    {
        var settings = new List<(string Name, string? Value)>();
        foreach (var (name, path) in Settings)
        {
            var text = files.Text(path, name);
            var open = text?.IndexOf('[', StringComparison.Ordinal) ?? -1;
            var close = text?.IndexOf(']', StringComparison.Ordinal) ?? -1;
            settings.Add((name, open >= 0 && close > open ? text![(open + 1)..close] : text));
        }

        return settings;
    }

    private static FailureTally? ReadFailures(MachineFiles files, int pageBytes)
    {
        try
        {
            using var source = LogSource.Open(files.Root, file: null);
            var tally = new FailureTally();
            var scanner = new FailureScanner(failure => tally.Take(failure, FailureJudgement.Of(failure), pageBytes));
            var lines = new LogLines(source.Fill);
            while (lines.TryRead(out var line))
            {
                scanner.Take(line);
            }

            scanner.Finish();
            return tally;
        }
        catch (GuardException)
        {
            files.Miss(KernelLogFile.Path, "failures of this boot", "permission denied or absent: run it as root");
            return null;
        }
    }

    private static HistoryTally? ReadHistory(MachineFiles files, Queue<PastIncident> last)
    {
        try
        {
            var sinceUs = (TimeProvider.System.GetUtcNow() - Week).ToUnixTimeMilliseconds() * 1000;
            using var journal = JournalSource.Open(files.Root, file: null, sinceUs);
            var (until, isLate) = (GuardLoop.Now + JournalTime, false);
            var tally = HistoryCommand.Read(Fill, (sinceUs, long.MaxValue), Keep, out _);
            if (isLate)
            {
                files.Miss("the journal", "all incidents of the last week",
                    "it took too long: see fragguard history");
            }

            return tally;

            int Fill(Span<byte> buffer)
            {
                isLate |= !journal.IsReady(until - GuardLoop.Now);
                return isLate ? 0 : journal.Fill(buffer);
            }
        }
        catch (GuardException fault)
        {
            files.Miss("the journal", "incidents of the last week", fault.Message);
            return null;
        }

        void Keep(PastIncident incident)
        {
            last.Enqueue(incident);
            if (last.Count > ShownIncidents)
            {
                last.Dequeue();
            }
        }
    }
}
