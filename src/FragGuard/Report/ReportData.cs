using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>Everything that a report shows, read once.</summary>
internal sealed record ReportData
{
    /// <summary>The host's name.</summary>
    internal required string Host { get; init; }

    /// <summary>When it was read: microseconds since 1970.</summary>
    internal required long AtUs { get; init; }

    /// <summary>The kernel's release.</summary>
    internal required string Release { get; init; }

    /// <summary>The distribution; empty where it does not say.</summary>
    internal string System { get; init; } = "";

    /// <summary>How long the machine has been up.</summary>
    internal TimeSpan Uptime { get; init; }

    /// <summary>Zones, watches and the guard's own view.</summary>
    internal required StatusView Status { get; init; }

    /// <summary>/proc/meminfo.</summary>
    internal required byte[] MemInfo { get; init; }

    /// <summary>/proc/vmstat.</summary>
    internal required byte[] VmStat { get; init; }

    /// <summary>What was counted between two readings, and the time between them.</summary>
    internal VmStat Events { get; init; }

    /// <summary>The time between the two readings.</summary>
    internal TimeSpan Elapsed { get; init; }

    /// <summary>Pressure of memory, I/O and CPU; those that the kernel does not show are missing.</summary>
    internal List<(string Name, Pressure Pressure)> Pressures { get; init; } = [];

    /// <summary>Kernel settings by name, in order; null where this kernel has none such.</summary>
    internal required List<(string Name, string? Value)> Settings { get; init; }

    /// <summary>The biggest programs.</summary>
    internal required List<ProgramUse> Programs { get; init; }

    /// <summary>Names of programs that matter to huge pages: databases and virtual machines.</summary>
    internal required SortedSet<string> Known { get; init; }

    /// <summary>What cannot move.</summary>
    internal required List<MemoryHolder> Holders { get; init; }

    /// <summary>Failures of this boot; null where the kernel log could not be read.</summary>
    internal FailureTally? Failures { get; init; }

    /// <summary>The last week of the journal; null where it could not be read.</summary>
    internal HistoryTally? History { get; init; }

    /// <summary>The last incidents of that week.</summary>
    internal IReadOnlyCollection<PastIncident> Incidents { get; init; } = [];

    /// <summary>How suitable blocks went; null where the guard records nothing.</summary>
    internal RecordedCourse? Course { get; init; }

    /// <summary>Who breaks memory up; null if nobody asked.</summary>
    internal BlameResult? Blame { get; init; }

    /// <summary>What could not be read.</summary>
    internal required IReadOnlyList<(string Path, string What, string Why)> Unread { get; init; }

    /// <summary>The value of a kernel setting; null where there is none.</summary>
    internal string? Setting(string name) => Settings.Find(setting => setting.Name == name).Value;

    /// <summary>A number of /proc/meminfo, in KiB; 0 where there is none.</summary>
    internal ulong Kib(ReadOnlySpan<byte> name) => NamedLines.Find(MemInfo, name) ?? 0;
}
