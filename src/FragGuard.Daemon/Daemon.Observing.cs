using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What the ladder decides by: the zones at every tick; in trouble also the host, zone sizes, and how the last
/// rung ended.</summary>
internal sealed partial class Daemon
{
    private static readonly TimeSpan ZonesInterval = TimeSpan.FromMinutes(5);

    private LocalClock? _clock;
    private TimeSpan? _zonesReadAt;

    private Observation Observe(TimeSpan now)
    {
        ReadStalls(now);
        var zones = _assessor.Assess(_sampler.FreeBlocks, now, _ladder.Relapsing(Settings.Incident, now));
        var isCalm = IsCalm(zones);
        if (!isCalm || _zonesReadAt is not { } readAt || now - readAt >= ZonesInterval)
        {
            // Once at the start, too: what is usual on this host is the measure of what a rung costs later.
            isCalm = isCalm && _zonesReadAt is not null;
            ReadZones(now);
        }

        var result = _guard.Executor.TakeResult();
        if (result is { } ended)
        {
            NoteEnd(ended, now);
        }

        return isCalm && !(_assessor.HasOpenWindow && _ladder.WantsUsual(now))
            ? new Observation(zones, Result: result)
            : new Observation(zones, ReadHost(zones), _guard.Unavailable, result, FindUndone());
    }

    private void NoteEnd(RungResult ended, TimeSpan now)
    {
        if (_ladder.Phase == LadderPhase.Restoring)
        {
            _putBack.Note(ended, isOpen: false, isStopping: false, now);
        }
        else
        {
            _reporter.WarnOf(_guard.Observe());
            _assessor.RestartStalls(now);
        }
    }

    private ValueList<int> FindUndone()
    {
        if (_ladder.Phase == LadderPhase.Restoring)
        {
            // That it is put back is the guard's own doing.
            return [];
        }

        var undone = _guard.Undone(_ladder);
        foreach (var rung in undone)
        {
            _reporter.Warn($"rung {rung + 1} tune: what it had set is not in force any more (put back by hand, or set "
                + "by another program): it runs again when its turn comes");
        }

        return undone;
    }

    private void ReadZones(TimeSpan now)
    {
        var isFirst = _zonesReadAt is null;
        _zonesReadAt = now;
        if (_sampler.TryReadZones())
        {
            _assessor.Take(_sampler.Zones);
            _recorder?.Take(_sampler.Zones);
        }
        else if (isFirst)
        {
            _reporter.Warn($"{ZoneInfo.Path} cannot be read: zone sizes and watermarks are unknown, every zone but DMA "
                + "is watched");
        }

        if (isFirst)
        {
            // The sizes decide which zones are watched: look again with them before anything is decided.
            _assessor.Assess(_sampler.FreeBlocks, now);
        }
    }

    private bool IsCalm(Assessment zones) =>
        zones.IsHealthy && _ladder.Phase == LadderPhase.Closed && !_ladder.HasOpenBill;

    private HostState ReadHost(Assessment zones) => _sampler.ReadHost() with
    {
        TimeOfDay = Settings.Gates.Windows.Count == 0 ? null : (_clock ??= new LocalClock(_root)).TimeOfDay(),
        ReserveBytes = _reserve.BytesFor(zones),
    };
}
