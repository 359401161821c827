using System.Globalization;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Leaves the guard's state in small files for those who collect it: metrics, the probe's line, a node
/// feature.</summary>
/// <remarks>The guard neither listens nor connects. It writes on a beat of its own, slower than it looks, and when
/// something changes, but not faster than once a second; a write that works allocates nothing. What cannot be written
/// is told once, and the guard goes on: the old file then gets old, which whoever reads it can see, but a feature has
/// no age and is taken away.</remarks>
internal sealed class FleetPublisher
{
    /// <summary>Between two writes while nothing changes.</summary>
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>Between two writes while much does.</summary>
    internal static readonly TimeSpan ShortestBeat = TimeSpan.FromSeconds(1);

    private const int MostDigits = 24;

    private readonly KernelRoot _root;
    private readonly Reporter _reporter;
    private readonly MetricsText _metricsText = new();
    private readonly ProbeText _probeText = new();
    private readonly PublicFile _alive;
    private GuardSettings? _settings;
    private PublicFile? _metrics;
    private PublicFile? _probe;
    private PublicFile? _features;
    private string? _rebootFile;
    private long _published;
    private TimeSpan? _publishedAt;
    private int? _writtenState;
    private string? _failure;

    internal FleetPublisher(KernelRoot root, Reporter reporter) =>
        (_root, _reporter, _alive) = (root, reporter, FleetFiles.Alive(root));

    /// <summary>When the next write is due; never before the first <see cref="Publish"/>.</summary>
    internal TimeSpan NextAt { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Writes what is due.</summary>
    internal void Publish(MetricsView view, TimeSpan now)
    {
        Follow(view);
        var standing = Standing(view);
        var dueAt = _publishedAt is not { } at ? now : at + (standing == _published ? Beat : ShortestBeat);
        if (now >= dueAt)
        {
            (_published, _publishedAt) = (standing, now);
            Write(view, now);
            dueAt = now + Beat;
        }

        NextAt = dueAt;
    }

    /// <summary>Leaves what a guard leaves that has stopped: metrics that say so, and nothing that would look like a
    /// state.</summary>
    internal void Stop(MetricsView view)
    {
        if (_publishedAt is not null)
        {
            _ = _alive.Remove();
            _ = _metrics?.Write(_metricsText.WriteStopped(view.Version));
            _ = _probe?.Remove();
            _ = _features?.Remove();
        }
    }

    private void Write(MetricsView view, TimeSpan now)
    {
        var failure = WriteAlive();
        view.IsRebootFlagged = _rebootFile is not null && ThisProcess.Sees(_rebootFile);
        var lastLookAt = view.LastLookAt is { } at ? _reporter.UtcNow - (now - at) : (DateTimeOffset?)null;
        failure = Both(failure, _metrics?.Write(_metricsText.Write(view, lastLookAt)));

        // A guard that is blind has nothing to say of the zones: the line gets old, and is unknown then.
        if (!view.IsBlind)
        {
            failure = Both(failure, _probe?.Write(_probeText.Write(view, BootClock.Seconds)));
            failure = Both(failure, WriteFeatures(view));
        }

        Tell(failure);
    }

    private string? WriteAlive()
    {
        Span<byte> line = stackalloc byte[MostDigits];
        _ = BootClock.Seconds.TryFormat(line, out var bytes, provider: CultureInfo.InvariantCulture);
        line[bytes] = (byte)'\n';
        return _alive.Write(line[..(bytes + 1)]);
    }

    private string? WriteFeatures(MetricsView view)
    {
        // On change only: it may lie on a disk, and who reads it is woken by each write. One that somebody took away
        // comes back.
        var state = view.IsExhausted ? 2 : view.Ladder.IsOpen ? 1 : 0;
        if (_features is null || (_writtenState == state && _features.IsThere))
        {
            return null;
        }

        var failure = _features.Write(FeatureText.Of(view));
        _writtenState = failure is null ? state : null;
        if (failure is not null)
        {
            _ = _features.Remove();
        }

        return failure;
    }

    private void Tell(string? failure)
    {
        if (failure is not null && _failure is null)
        {
            _reporter.Warn($"{failure}: metrics, probe or node feature cannot be written; tried again every "
                + $"{Beat.TotalSeconds:0} s");
        }
        else if (failure is null && _failure is not null)
        {
            _reporter.Warn("metrics, probe and node feature are written again");
        }

        _failure = failure;
    }

    // One directory that cannot be written is one thing to say, however many files lie in it.
    private static string? Both(string? first, string? second) =>
        first is null ? second
        : second is null || first.Contains(second, StringComparison.Ordinal) ? first
        : $"{first}; {second}";

    private void Follow(MetricsView view)
    {
        if (ReferenceEquals(_settings, view.Settings))
        {
            return;
        }

        _settings = view.Settings;
        view.Counters.Know(_settings.Ladder);
        _metrics = Follow(_metrics, _settings.Metrics.TextFile, FleetFiles.Metrics);
        _probe = Follow(_probe, _settings.Metrics.Probe, FleetFiles.Probe);
        _writtenState = null;
        _features = Follow(_features, _settings.Export.NodeFeatures, FleetFiles.Features);
        _rebootFile = null;
        foreach (var rung in _settings.Ladder)
        {
            _rebootFile = rung.Remedy is FlagRebootSettings flag ? _root.Path(flag.File) : _rebootFile;
        }

        // New settings are in force: that is to be seen at once.
        _publishedAt = null;
    }

    // What was written where it is not wanted any more goes.
    private PublicFile? Follow(PublicFile? before, string path, Func<KernelRoot, string, PublicFile> at)
    {
        if (before?.Name == path)
        {
            return before;
        }

        _ = before?.Remove();
        return path.Length == 0 ? null : at(_root, path);
    }

    // What a change of is written at once, in one number: it need not be told what it was before.
    private static long Standing(MetricsView view)
    {
        var all = (view.Counters.Version * 31) + view.Ladder.Incident;
        all = (all * 31) + (int)view.Ladder.Phase;
        all = (all * 31) + view.Zones.Breached;
        all = (all * 31) + view.Tuned.Count;
        all = (all * 31) + (long)(view.ReserveBytes >> 20);
        return (all * 4) + (view.IsExhausted ? 2 : 0) + (view.IsBlind ? 1 : 0);
    }
}
