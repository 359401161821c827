using System.Buffers.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The kernel files that tell how the host fares, as read on one tick. One that is not set is one that this
/// kernel does not have.</summary>
/// <remarks>The guard and the replay of a trace turn the same texts into the same <see cref="HostState"/>.</remarks>
public readonly ref struct HostStateReader
{
    /// <summary>Content of <c>/proc/meminfo</c>.</summary>
    public HostFile MemInfo { get; init; }

    /// <summary>Content of <c>/proc/vmstat</c>.</summary>
    public HostFile VmStat { get; init; }

    /// <summary>Content of <c>/proc/pressure/memory</c>.</summary>
    public HostFile MemoryPressure { get; init; }

    /// <summary>Content of <c>/proc/pressure/io</c>.</summary>
    public HostFile IoPressure { get; init; }

    /// <summary>Content of <c>/proc/uptime</c>.</summary>
    public HostFile Uptime { get; init; }

    /// <summary>The files as a source hands them out.</summary>
    public static HostStateReader Of(HostFileSource source) => new()
    {
        MemInfo = source(HostFiles.MemInfo),
        VmStat = source(HostFiles.VmStat),
        MemoryPressure = source(HostFiles.MemoryPressure),
        IoPressure = source(HostFiles.IoPressure),
        Uptime = source(HostFiles.Uptime),
    };

    /// <summary>What the texts say; what they do not say is null, and where they should have said it,
    /// <see cref="HostState.Gaps"/> tells why not.</summary>
    public HostState Read()
    {
        var hasMemory = Pressure.TryParse(MemoryPressure.Text, out var memoryPressure);
        var hasIo = Pressure.TryParse(IoPressure.Text, out var ioPressure);
        var (memory, io) = (hasMemory ? memoryPressure.Full : null, hasIo ? ioPressure.Full : null);
        _ = Kernel.MemInfo.TryParse(MemInfo.Text, out var info);
        var hasCounters = Kernel.VmStat.TryParse(VmStat.Text, out var stat);
        var uptime = UptimeOf(Uptime.Text);
        var (dirtyKib, cacheKib) = (info.DirtyKib + info.WritebackKib, DroppableKib(info));
        return new HostState
        {
            Uptime = uptime,
            MemoryPressureBasisPoints = memory?.Avg10BasisPoints,
            IoPressureBasisPoints = io?.Avg10BasisPoints,
            DirtyBytes = Bytes(dirtyKib),
            CacheBytes = Bytes(cacheKib),
            SlabBytes = Bytes(info.SReclaimableKib),
            CacheDrops = stat[VmCounter.DropPagecache] + stat[VmCounter.DropSlab],
            Counters = new CostCounters
            {
                StallUs = memory?.TotalUs,
                ScannedPages = stat[VmCounter.CompactMigrateScanned],
                MigratedPages = stat[VmCounter.PgmigrateSuccess],
                FailedPages = stat[VmCounter.PgmigrateFail],
                RefaultedPages = stat[VmCounter.WorkingsetRefault],
                SomeStallUs = hasMemory || hasIo ? memoryPressure.Some.TotalUs + ioPressure.Some.TotalUs : null,
                ReadBytes = Bytes(stat[VmCounter.PgpginKib]),
            },
            Gaps = new HostGaps
            {
                Uptime = Uptime.GapOf(HostFiles.Uptime.Path, uptime is not null),
                MemoryPressure = MemoryPressure.GapOf(Pressure.MemoryPath, memory is not null),
                IoPressure = IoPressure.GapOf(Pressure.IoPath, io is not null),
                Dirty = MemInfo.GapOf(Kernel.MemInfo.Path, dirtyKib is not null),
                Cache = MemInfo.GapOf(Kernel.MemInfo.Path, cacheKib is not null),
                Slab = MemInfo.GapOf(Kernel.MemInfo.Path, info.SReclaimableKib is not null),
                Counters = VmStat.GapOf(Kernel.VmStat.Path, hasCounters && IsWhole(VmStat.Text)),
            },
        };
    }

    /// <summary>Time since boot, as <c>/proc/uptime</c> has it; null where that is not its text.</summary>
    public static TimeSpan? UptimeOf(ReadOnlySpan<byte> text)
    {
        const double most = 1e9;
        return Utf8Parser.TryParse(text, out double seconds, out _) && seconds is >= 0 and <= most
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    // Which counters there are depends on the kernel, so that only the missing end of its last line gives a cut away.
    private static bool IsWhole(ReadOnlySpan<byte> text) => text[^1] == (byte)'\n';

    // Shared memory has no file behind it, mapped and dirty pages stay: none of them is dropped.
    private static ulong? DroppableKib(in MemInfo info)
    {
        var cached = info.CachedKib + (info.BuffersKib ?? 0);
        var kept = (info.ShmemKib ?? 0) + (info.MappedKib ?? 0) + (info.DirtyKib ?? 0);
        return cached is { } kib ? kib > kept ? kib - kept : 0 : null;
    }

    private static ulong? Bytes(ulong? kib) => kib * 1024;
}
