using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The read stage of a tick: kernel files, kept open, read into buffers made at start.</summary>
/// <remarks>A healthy tick calls <see cref="TryReadFreeBlocks"/> and nothing else.</remarks>
internal sealed class Sampler : IDisposable
{
    private readonly KernelRoot _root;
    private readonly KernelFile _buddyInfo;
    private readonly KernelFile _zoneInfo;
    private readonly KernelFile _memInfo;
    private readonly KernelFile _vmStat;
    private readonly KernelFile _memoryPressure;
    private readonly KernelFile _ioPressure;
    private readonly KernelFile _uptime;
    private List<KernelFile>? _kcompactd;

    internal Sampler(KernelRoot root)
    {
        _root = root;
        _buddyInfo = new KernelFile(root, BuddyInfo.Path, BuddyInfo.LargestRecordBytes);
        _zoneInfo = new KernelFile(root, ZoneInfo.Path);
        _memInfo = new KernelFile(root, MemInfo.Path);
        _vmStat = new KernelFile(root, VmStat.Path);
        _memoryPressure = new KernelFile(root, Pressure.MemoryPath);
        _ioPressure = new KernelFile(root, Pressure.IoPath);
        _uptime = new KernelFile(root, "/proc/uptime");
    }

    /// <summary>The rows of the last good reading.</summary>
    internal BuddyTable FreeBlocks { get; } = new();

    /// <summary>Sizes and watermarks of the last good reading.</summary>
    internal ZoneInfoTable Zones { get; } = new();

    /// <summary>What was wrong with the last reading of the free blocks, as a sentence; null if nothing.</summary>
    internal string? Error { get; private set; }

    /// <summary>True if the last reading failed because the kernel has no buddyinfo.</summary>
    internal bool IsAbsent => _buddyInfo.IsAbsent;

    /// <summary>Reads <c>/proc/buddyinfo</c>.</summary>
    /// <returns>False if it cannot be read or holds no row: nothing may then be decided.</returns>
    internal bool TryReadFreeBlocks()
    {
        if (!_buddyInfo.TryRead(out var text))
        {
            Error = _buddyInfo.Error;
            return false;
        }

        if (!FreeBlocks.Parse(text))
        {
            Error = text.IsEmpty ? $"{BuddyInfo.Path}: empty" : $"{BuddyInfo.Path}: no line in the kernel's layout";
            return false;
        }

        Error = null;
        return true;
    }

    /// <summary>Reads <c>/proc/zoneinfo</c>.</summary>
    internal bool TryReadZones() => _zoneInfo.TryRead(out var text) && Zones.Parse(text);

    /// <summary>Reads how the host fares. What cannot be read is left out.</summary>
    internal Conditions ReadHost()
    {
        var texts = new HostTexts
        {
            MemInfo = Text(_memInfo),
            VmStat = Text(_vmStat),
            MemoryPressure = Text(_memoryPressure),
            IoPressure = Text(_ioPressure),
            Uptime = Text(_uptime),
        };
        return texts.Read() with { KcompactdBusy = IsKcompactdBusy() };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in (KernelFile[])[_buddyInfo, _zoneInfo, _memInfo, _vmStat, _memoryPressure, _ioPressure, _uptime, .. _kcompactd ?? []])
        {
            file.Dispose();
        }
    }

    private static ReadOnlySpan<byte> Text(KernelFile file) => file.TryRead(out var text) ? text : default;

    // Looked for only when something is wrong: listing /proc is no part of a start.
    private bool IsKcompactdBusy()
    {
        foreach (var task in _kcompactd ??= KcompactdFiles())
        {
            if (ProcStat.TryParse(Text(task), out var stat) && stat.IsUninterruptible)
            {
                return true;
            }
        }

        return false;
    }

    private List<KernelFile> KcompactdFiles()
    {
        var files = new List<KernelFile>();
        foreach (var task in ThisProcess.TasksNamed(_root, "kcompactd"))
        {
            files.Add(new KernelFile(_root, $"/proc/{task}/stat"));
        }

        return files;
    }
}
