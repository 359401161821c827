using System.Collections.Immutable;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>A kernel file by which the host's state is judged.</summary>
/// <param name="path">The file.</param>
/// <param name="use">What is known by it.</param>
/// <param name="without">What is lost where it cannot be read.</param>
public sealed class HostFileEntry(string path, string use, string without)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What is known by it.</summary>
    public string Use { get; } = use;

    /// <summary>What is lost where it cannot be read.</summary>
    public string Without { get; } = without;

    /// <summary>Why what it is read for is not known although the kernel has the file: a sentence, null where it
    /// is.</summary>
    public required Func<HostGaps, string?> Gap { get; init; }

    /// <summary>The most that one read(2) of it gives, in bytes; 0 for no such limit.</summary>
    public int LargestRecordBytes { get; init; }

    /// <summary>Its name in a trace: <c>proc/meminfo</c>.</summary>
    public ReadOnlyMemory<byte> Section { get; } = Encoding.UTF8.GetBytes(path[1..]);
}

/// <summary>Hands out such a file as it was read last.</summary>
public delegate HostFile HostFileSource(HostFileEntry file);

/// <summary>The kernel files by which the host's state is judged, each declared once: the guard keeps them open,
/// <c>record</c> writes them into a trace, <c>replay</c> takes them from there, and <c>check --system</c> says what is
/// lost without them. <see cref="HostStateReader"/> reads them.</summary>
public static class HostFiles
{
    private const string NoGate = "the gate is off (the kernel needs CONFIG_PSI, and psi=1 on some)";

    /// <summary>What compaction and reclaim have done.</summary>
    public static HostFileEntry VmStat { get; } = new(
        Kernel.VmStat.Path,
        "what a rung costs",
        "costs are not reported, and cache drops by other programs go unnoticed")
    {
        Gap = gaps => gaps.Counters,
        LargestRecordBytes = Kernel.VmStat.LargestRecordBytes,
    };

    /// <summary>What memory is used for.</summary>
    public static HostFileEntry MemInfo { get; } = new(
        Kernel.MemInfo.Path, "caches and dirty memory", "min_cache and max_dirty are not judged")
    {
        Gap = gaps => gaps.Dirty ?? gaps.Cache ?? gaps.Slab,
    };

    /// <summary>How long tasks stall for memory.</summary>
    public static HostFileEntry MemoryPressure { get; } = new(Pressure.MemoryPath, "max_memory_pressure", NoGate)
    {
        Gap = gaps => gaps.MemoryPressure,
    };

    /// <summary>How long tasks stall for input and output.</summary>
    public static HostFileEntry IoPressure { get; } = new(Pressure.IoPath, "max_io_pressure", NoGate)
    {
        Gap = gaps => gaps.IoPressure,
    };

    /// <summary>How long the host has been up.</summary>
    public static HostFileEntry Uptime { get; } = new("/proc/uptime", "min_uptime", "the gate is off")
    {
        Gap = gaps => gaps.Uptime,
    };

    /// <summary>All of them. A new one is a line here.</summary>
    public static ImmutableArray<HostFileEntry> All { get; } =
        [VmStat, MemInfo, MemoryPressure, IoPressure, Uptime];
}
