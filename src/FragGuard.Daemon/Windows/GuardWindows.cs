using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The windows as the guard sees them: at once when one is opened or closed, when its time is up, or when the
/// command ends for which it is open.</summary>
/// <remarks>A guard whose settings have no watch with <c>during</c> looks at nothing. One that has waits for changes in
/// its poll loop, so that a healthy tick costs no system call more. Where the kernel refuses that, it looks each
/// second. </remarks>
/// <param name="root">Where the machine's files are.</param>
/// <param name="bootId">Names this boot.</param>
internal sealed class GuardWindows(KernelRoot root, string bootId) : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly WindowFiles _files = new(root, bootId);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private ChangeWatch? _watch;
    private ValueList<string> _names;
    private List<OpenWindow> _open = [];
    private TimeSpan? _nextEnd;
    private TimeSpan? _nextPoll;
    private bool _isStale;

    /// <summary>Time since boot, suspend included; a test's own.</summary>
    internal Func<TimeSpan> BootNow { get; set; } = static () => BootClock.Now;

    /// <summary>Becomes readable when there is something to look at; -1 while nothing is waited for.</summary>
    internal int Fd => _watch?.Fd ?? -1;

    /// <summary>The windows that are open and that a watch waits for.</summary>
    internal IReadOnlyList<OpenWindow> Open => _open;

    /// <summary>Their names.</summary>
    internal ValueList<string> Names { get; private set; }

    /// <summary>Takes the windows of the settings.</summary>
    internal void Want(GuardSettings settings)
    {
        _isStale |= _names != settings.WindowNames;
        _names = settings.WindowNames;
    }

    /// <summary>Something has changed.</summary>
    internal void Drain()
    {
        _watch?.Drain();
        _isStale = true;
    }

    /// <summary>True if there may be something new.</summary>
    internal bool IsDue(TimeSpan now) =>
        _isStale || (_nextEnd is { } end && BootNow() >= end) || (_nextPoll is { } poll && now >= poll);

    /// <summary>When it is to be looked at in any case, on the guard's clock; null if never.</summary>
    internal TimeSpan? NextAt(TimeSpan now)
    {
        var end = _nextEnd is { } at ? now + Max(at - BootNow(), TimeSpan.Zero) : (TimeSpan?)null;
        return _nextPoll is { } poll && (end is null || poll < end) ? poll : end;
    }

    /// <summary>Looks.</summary>
    /// <param name="now">The time on the guard's clock.</param>
    /// <param name="mayTidy">What is over is taken away; a guard that only observes leaves it.</param>
    /// <returns>What has changed, in order.</returns>
    internal List<WindowChange> Look(TimeSpan now, bool mayTidy)
    {
        (_isStale, _nextEnd, _nextPoll) = (false, null, null);
        var changes = new List<WindowChange>();
        if (_names.Count == 0)
        {
            _watch?.Dispose();
            (_watch, _open, Names) = (null, [], []);
            return changes;
        }

        // The watch comes before the look: what changes in between is seen by one of the two.
        var isWatched = TryWatch(out var fault);
        var bootNow = BootNow();
        var reading = _files.Read(bootNow);
        Compare(reading, bootNow, changes);
        TellFaults(fault is null ? reading.Faults : [fault, .. reading.Faults], changes);
        foreach (var (entry, _) in reading.Over)
        {
            _ = mayTidy ? _files.Remove(entry.FileName) : null;
        }

        _nextPoll = isWatched && TryWatchHolders(reading) ? null : now + PollInterval;
        return changes;
    }

    /// <inheritdoc/>
    public void Dispose() => _watch?.Dispose();

    private void Compare(WindowReading reading, TimeSpan bootNow, List<WindowChange> changes)
    {
        var windows = reading.Windows();
        foreach (var old in _open)
        {
            if (windows.TrueForAll(window => window.Name != old.Name))
            {
                var end = reading.Over.Find(over => over.Entry.Name == old.Name).End;
                changes.Add(new WindowChange(old.Name, null, end == WindowEnd.None ? WindowEnd.Closed : end));
            }
        }

        var known = windows.FindAll(window => _names.Span.Contains(window.Name));
        foreach (var window in known)
        {
            if (_open.Find(old => old.Name == window.Name)?.Until != window.Until)
            {
                changes.Add(new WindowChange(window.Name, window.Until - bootNow, WindowEnd.None));
            }

            _nextEnd = _nextEnd is { } end && end < window.Until ? end : window.Until;
        }

        foreach (var window in windows)
        {
            if (!known.Contains(window))
            {
                reading.Faults.Add($"window {window.Name} is open, but no watch is on during it");
            }
        }

        foreach (var (entry, _) in reading.Open)
        {
            // One of several ends: the window may end earlier then.
            var isKnown = known.Exists(window => window.Name == entry.Name);
            _nextEnd = isKnown && entry.Until < _nextEnd ? entry.Until : _nextEnd;
        }

        _open = known;
        Names = default;
        foreach (var window in known)
        {
            Names = Names.Add(window.Name);
        }
    }

    // Once each, for as long as it stands.
    private void TellFaults(IReadOnlyList<string> faults, List<WindowChange> changes)
    {
        foreach (var fault in faults)
        {
            if (_told.Add(fault))
            {
                changes.Add(new WindowChange(fault));
            }
        }

        _told.IntersectWith(faults);
    }

    private bool TryWatch(out string? fault)
    {
        _watch ??= new ChangeWatch();
        fault = _files.MakeDirectory() is { } why ? $"{why}: windows are looked for each second" : null;
        return fault is null && _watch.TryWatchDirectory(_files.DirectoryOnDisk);
    }

    private bool TryWatchHolders(WindowReading reading)
    {
        var watchesAll = true;
        _watch!.ForgetProcesses();
        foreach (var (entry, _) in reading.Open)
        {
            if (entry.Holder is { } holder && holder.IsAlive() is not null)
            {
                // Asked again behind it, because it may have ended in between; then it is looked at once more.
                watchesAll &= _watch.TryWatchProcess(holder.Pid);
                _isStale |= holder.IsAlive() == false;
            }
        }

        return watchesAll;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

/// <summary>A window was opened, stays open longer, or was closed; or something about windows has to be told.</summary>
/// <param name="Name">The window; empty for what only has to be told.</param>
/// <param name="Left">For how long it is open, at the most; null where it was closed.</param>
/// <param name="End">Why it was closed.</param>
/// <param name="Fault">What has to be told, as a sentence.</param>
internal readonly record struct WindowChange(string Name, TimeSpan? Left, WindowEnd End, string? Fault = null)
{
    internal WindowChange(string fault)
        : this("", null, WindowEnd.None, fault)
    {
    }
}
