namespace FragGuard.Daemon;

/// <summary>What others get to see of the guard: on a beat of its own, apart from the ticks.</summary>
internal sealed partial class Daemon
{
    private FleetPublisher? _publisher;
    private MetricsView? _view;

    /// <summary>When the loop has to wake: for a tick, or to publish.</summary>
    internal TimeSpan NextWakeAt => Sooner(Sooner(NextTickAt, _publisher?.NextAt), NextNotificationAt);

    /// <summary>From now on the state is left in files.</summary>
    /// <param name="publisher">Writes them.</param>
    /// <param name="version">The program's version.</param>
    internal void PublishBy(FleetPublisher publisher, string version)
    {
        _publisher = publisher;
        _view = new MetricsView
        {
            Version = version,
            IsUp = true,
            PageBytes = _machine.Facts.PageBytes,
            FreeBlocks = _sampler.FreeBlocks,
            Sizes = _sampler.Zones,
            Counters = _reporter.Counters,
        };
    }

    /// <summary>Leaves the state for others, if it is due. A guard that another one acts beside leaves
    /// nothing.</summary>
    internal void Publish(TimeSpan now)
    {
        if (_publisher is null || !IsReady || !_board.IsPublished)
        {
            return;
        }

        var view = _view!;
        (view.Settings, view.Zones, view.Ladder, view.Tuned) = (Settings, _assessor.Latest, _ladder, _guard.Known);
        view.Windows = _windows.Names;
        view.ReserveBytes = _reserve.HeldBytes;
        (view.Looks, view.LastLookAt, view.IsBlind) = (_looks, _lastLookAt, _sampler.Error is not null);
        _publisher.Publish(view, now);
    }

    private static TimeSpan Sooner(TimeSpan at, TimeSpan? other) => other is { } time && time < at ? time : at;
}
