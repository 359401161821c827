using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>How the host fares in a replay: from the files last seen in the trace.</summary>
internal sealed class ReplayHost
{
    private readonly Dictionary<int, bool> _kcompactd = [];
    private readonly Dictionary<HostFileEntry, ReadOnlyMemory<byte>> _files = [];
    private TimeSpan _uptimeAt;
    private HostState _conditions = HostState.Unknown;
    private bool _isStale = true;
    private bool _hasFreshVmStat;

    /// <summary>Begins a sample.</summary>
    internal void Begin() => _hasFreshVmStat = false;

    /// <summary>Takes a file, if it is one that says how the host fares.</summary>
    internal void Take(in TraceSection section, TimeSpan now)
    {
        foreach (var file in HostFiles.All)
        {
            if (section.Is(file.Section.Span))
            {
                _files[file] = section.Text;
                _hasFreshVmStat |= file == HostFiles.VmStat;
                _uptimeAt = file == HostFiles.Uptime ? now : _uptimeAt;
                _isStale = true;
                return;
            }
        }

        TakeTask(section);
    }

    /// <summary>How often programs have stalled for memory, as last seen; null if the trace never said so.</summary>
    internal ulong? Stalls =>
        _files.TryGetValue(HostFiles.VmStat, out var text) && VmStat.TryParse(text.Span, out var stat)
            ? stat.Stalls
            : null;

    /// <summary>How the host fares now.</summary>
    internal HostState Read(TimeSpan now, TimeSpan? timeOfDay)
    {
        if (_isStale)
        {
            _isStale = false;
            _conditions = HostStateReader.Of(Last).Read();
        }

        // An old count of drops says nothing of when a drop came.
        return _conditions with
        {
            Uptime = _conditions.Uptime + (now - _uptimeAt),
            TimeOfDay = timeOfDay,
            CacheDrops = _hasFreshVmStat ? _conditions.CacheDrops : null,
            KcompactdBusy = _kcompactd.ContainsValue(true),
        };
    }

    // What a trace does not hold its recorder did not have; a section without text is a file that it could not read.
    private HostFile Last(HostFileEntry file) =>
        _files.TryGetValue(file, out var text) ? HostFile.Read(text.Span) : default;

    private void TakeTask(in TraceSection section)
    {
        if (section.Path.Span.StartsWith("proc/"u8) && section.Path.Span.EndsWith("/stat"u8)
            && ProcStat.TryParse(section.Text.Span, out var stat) && stat.IsKernelThread
            && stat.Comm.StartsWith("kcompactd"u8))
        {
            _kcompactd[stat.Pid] = stat.IsUninterruptible;
        }
    }
}
