using System.Buffers.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The kernel files that tell how the host fares, as read on one tick. An empty text is a file that could not
/// be read.</summary>
/// <remarks>The guard and the replay of a trace turn the same texts into the same <see cref="Conditions"/>.</remarks>
public readonly ref struct HostTexts
{
    /// <summary>Content of <c>/proc/meminfo</c>.</summary>
    public ReadOnlySpan<byte> MemInfo { get; init; }

    /// <summary>Content of <c>/proc/vmstat</c>.</summary>
    public ReadOnlySpan<byte> VmStat { get; init; }

    /// <summary>Content of <c>/proc/pressure/memory</c>.</summary>
    public ReadOnlySpan<byte> MemoryPressure { get; init; }

    /// <summary>Content of <c>/proc/pressure/io</c>.</summary>
    public ReadOnlySpan<byte> IoPressure { get; init; }

    /// <summary>Content of <c>/proc/uptime</c>.</summary>
    public ReadOnlySpan<byte> Uptime { get; init; }

    /// <summary>What the texts say; what they do not say is null.</summary>
    public Conditions Read()
    {
        var hasMemory = Pressure.TryParse(MemoryPressure, out var memoryPressure);
        var hasIo = Pressure.TryParse(IoPressure, out var ioPressure);
        var (memory, io) = (hasMemory ? memoryPressure.Full : null, hasIo ? ioPressure.Full : null);
        _ = Kernel.MemInfo.TryParse(MemInfo, out var info);
        _ = Kernel.VmStat.TryParse(VmStat, out var stat);
        return new Conditions
        {
            Uptime = ReadUptime(),
            MemoryPressureBasisPoints = memory?.Avg10BasisPoints,
            IoPressureBasisPoints = io?.Avg10BasisPoints,
            DirtyBytes = Bytes(info.DirtyKib + info.WritebackKib),
            CacheBytes = Bytes(DroppableKib(info)),
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
        };
    }

    private TimeSpan? ReadUptime()
    {
        const double most = 1e9;
        return Utf8Parser.TryParse(Uptime, out double seconds, out _) && seconds is >= 0 and <= most
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    // Shared memory has no file behind it, mapped and dirty pages stay: none of them is dropped.
    private static ulong? DroppableKib(in MemInfo info)
    {
        var cached = info.CachedKib + (info.BuffersKib ?? 0);
        var kept = (info.ShmemKib ?? 0) + (info.MappedKib ?? 0) + (info.DirtyKib ?? 0);
        return cached is { } kib ? kib > kept ? kib - kept : 0 : null;
    }

    private static ulong? Bytes(ulong? kib) => kib * 1024;
}
