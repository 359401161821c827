using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The read stage of a tick: kernel files, kept open, read into buffers made at start.</summary>
/// <remarks>A healthy tick calls <see cref="TryReadFreeBlocks"/> and nothing else.</remarks>
internal sealed class Sampler : IDisposable
{
    private readonly HostHazards _hazards;
    private readonly KernelThreads _kcompactd;
    private readonly KernelFile _buddyInfo;
    private readonly KernelFile _zoneInfo;
    private readonly Dictionary<HostFileEntry, KernelFile> _hostFiles = [];
    private readonly HostFileSource _source;

    internal Sampler(KernelRoot root)
    {
        _hazards = new HostHazards(root);
        _kcompactd = new KernelThreads(root, "kcompactd");
        _buddyInfo = new KernelFile(root, BuddyInfo.Path, BuddyInfo.LargestRecordBytes);
        _zoneInfo = new KernelFile(root, ZoneInfo.Path);
        foreach (var file in HostFiles.All)
        {
            _hostFiles[file] = new KernelFile(root, file.Path, file.LargestRecordBytes);
        }

        _source = Read;
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

    /// <summary>Why it is not known how often programs stall, as a sentence; null if it is.</summary>
    internal string? StallsError { get; private set; }

    /// <summary>Reads how often programs have stalled for memory since boot, from <c>/proc/vmstat</c>: only where a
    /// watch asks for it.</summary>
    internal bool TryReadStalls(out ulong stalls)
    {
        stalls = 0;
        if (!VmStatFile.TryRead(out var text))
        {
            StallsError = VmStatFile.Error;
            return false;
        }

        if (!VmStat.TryParse(text, out var stat) || stat.Stalls is not { } known)
        {
            StallsError = $"{VmStat.Path}: neither compact_stall nor allocstall in it";
            return false;
        }

        (stalls, StallsError) = (known, null);
        return true;
    }

    /// <summary>Reads <c>/proc/zoneinfo</c>.</summary>
    internal bool TryReadZones() => _zoneInfo.TryRead(out var text) && Zones.Parse(text);

    /// <summary>Reads how the host fares: on every unhealthy tick, when a rung may be about to be decided.</summary>
    internal HostState ReadHost()
    {
        var host = HostStateReader.Of(_source).Read() with { KcompactdBusy = _kcompactd.IsOneUninterruptible() };
        return _hazards.AddTo(host with { Gaps = host.Gaps with { Kcompactd = _kcompactd.Error } });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in (KernelFile[])[_buddyInfo, _zoneInfo, .. _hostFiles.Values])
        {
            file.Dispose();
        }

        _hazards.Dispose();
        _kcompactd.Dispose();
    }

    private KernelFile VmStatFile => _hostFiles[HostFiles.VmStat];

    private HostFile Read(HostFileEntry entry)
    {
        var file = _hostFiles[entry];
        return file.TryRead(out var text) ? HostFile.Read(text)
            : file.IsAbsent ? default
            : HostFile.Unreadable(file.Error!);
    }
}
