using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Turns a reading of free blocks into how every watched zone stands.</summary>
/// <remarks>Remembers what <c>for</c>, hysteresis and trend need, and nothing else; knows no clock and no file.
/// Allocates only when zones, their sizes or the watches change, never on an ordinary tick.</remarks>
public sealed partial class Assessor
{
    // A guard that was not looking (suspend, a stopped process) has not seen the zone stay low meanwhile.
    private static readonly TimeSpan ShortestLapse = TimeSpan.FromMinutes(5);
    private const int LapseInIntervals = 10;

    private readonly MachineFacts _machine;
    private readonly TimeSpan _lapse;
    private readonly Assessment _assessment = new();
    private readonly WatchedZoneIndex _roster = new();
    private readonly ZoneSizes _sizes;
    private readonly StallRate _stalls;
    private readonly List<WatchPlan> _watches = [];
    private readonly int _configured;
    private readonly ValueList<WatchSettings> _asked;
    private int _nextIndex;
    private TimeSpan? _lastAt;
    private ValueList<string> _windows;
    private bool _isStale = true;

    /// <summary>An assessor of these watches.</summary>
    /// <param name="settings">The watches and the sampling interval.</param>
    /// <param name="machine">What an order means here. A watch of huge pages is left out where the kernel has
    /// none.</param>
    /// <param name="before">The assessor of the settings before these, which is used no more: what it knows of the
    /// zones stays known, and a zone goes on as it stands with every watch of the same name and order. Null for one
    /// that has seen nothing yet.</param>
    public Assessor(GuardSettings settings, MachineFacts machine, Assessor? before = null)
    {
        (_machine, _asked) = (machine, settings.Watches);
        var intervals =
            Math.Min(settings.Sampling.Interval.Ticks, TimeSpan.MaxValue.Ticks / LapseInIntervals) * LapseInIntervals;
        _lapse = TimeSpan.FromTicks(Math.Max(intervals, ShortestLapse.Ticks));
        for (var i = 0; i < settings.Watches.Count; i++)
        {
            if (settings.Watches[i].Order.On(machine) is { } order)
            {
                _watches.Add(new WatchPlan(i, settings.Watches[i], order, machine.PageBytes));
            }
        }

        _linger = LongestRun(settings.Ladder);
        _configured = _watches.Count;
        _nextIndex = settings.Watches.Count;
        _sizes = before?._sizes ?? new ZoneSizes();
        _stalls = before?._stalls ?? new StallRate();
        _windows = before?._windows ?? [];
        if (before is not null)
        {
            GoOnFrom(before);
        }

        WantsStalls = AsksForStalls();
    }

    /// <summary>The assessment of the last reading.</summary>
    public Assessment Latest => _assessment;

    /// <summary>Judges one reading.</summary>
    /// <param name="table">The reading; at least one row.</param>
    /// <param name="now">When it was read, on the caller's monotonic clock.</param>
    /// <param name="relapsing">Zones that a rung healed not long ago: a breach of theirs counts at once, without
    /// <c>for</c>, because they have shown that they do not heal by themselves.</param>
    /// <returns>The same object at every call, brought up to date.</returns>
    public Assessment Assess(BuddyTable table, TimeSpan now, ReadOnlySpan<ZoneId> relapsing = default)
    {
        if (_lastAt is { } lastAt && now - lastAt > _lapse)
        {
            ForgetWhatMustLast(now);
        }

        _lastAt = now;
        if (_isStale || !_roster.Fits(table))
        {
            _assessment.Replace(_roster.Rebuild(table, _watches.FindAll(IsOn), _sizes, _assessment.Zones, now));
            _isStale = false;
        }

        var zones = _assessment.Entries;
        var places = _roster.Places;
        for (var i = 0; i < zones.Length; i++)
        {
            Judge(ref zones[i], places[i], table, relapsing, now);
        }

        _provenOrder = NothingProven;
        _assessment.Count();
        RetireHealedFailures(now);
        return _assessment;
    }

    /// <summary>Takes the zones' sizes and watermarks: sizes decide which zones are watched from the next reading on,
    /// watermarks why a breached one is breached.</summary>
    public void Take(ZoneInfoTable zoneInfo)
    {
        _isStale |= _sizes.Take(zoneInfo);
        foreach (ref var zone in _assessment.Entries)
        {
            Diagnose(ref zone);
        }
    }

    /// <summary>True if a watch that is on asks how often programs stall.</summary>
    public bool WantsStalls { get; private set; }

    /// <summary>A watch is on because its window is open.</summary>
    public bool HasOpenWindow => _windows.Count > 0;

    /// <summary>Takes how often programs have stalled in direct compaction and reclaim since boot, before the reading
    /// that it belongs to.</summary>
    public void TakeStalls(ulong stalls, TimeSpan now) => _stalls.Add(now, stalls);

    /// <summary>A rung has ended: whether programs still stall is judged by what comes now.</summary>
    public void RestartStalls(TimeSpan now) => _stalls.Restart(now);

    /// <summary>Takes the windows that are open: watches of others are off, and their zones are out at once.</summary>
    public void TakeWindows(ValueList<string> open)
    {
        if (_windows == open)
        {
            return;
        }

        _windows = open;
        _isStale = true;
        WantsStalls = AsksForStalls();
        var places = _roster.Places;
        for (var i = 0; i < places.Length; i++)
        {
            if (_assessment.Zones[i].IsBreached && !IsOn(places[i].Watch))
            {
                _assessment.ClosedWindow = places[i].Watch.Settings.During;
            }
        }
    }

    /// <summary>The watches that covered no zone of the last reading, by name. One that covers none can never alarm:
    /// its zones are too small or not there, or the kernel has no blocks of its order.</summary>
    public ValueList<string> IdleWatches
    {
        get
        {
            var names = default(ValueList<string>);
            for (var watch = 0; watch < _asked.Count; watch++)
            {
                names = CoversAny(watch) || IsWaiting(_asked[watch]) ? names : names.Add(_asked[watch].Name);
            }

            return names;
        }
    }

    private bool AsksForStalls() => _watches.Exists(watch => watch.Settings.StallsAbove is not null && IsOn(watch));

    private bool IsOn(WatchPlan watch) => !IsWaiting(watch.Settings);

    private bool IsWaiting(WatchSettings watch) => watch.During is { } window && !_windows.Span.Contains(window);

    private bool CoversAny(int watch)
    {
        foreach (ref readonly var zone in _assessment.Zones)
        {
            if (zone.Watch == watch)
            {
                return true;
            }
        }

        return false;
    }

    private void Judge(
        ref WatchedZone zone, in WatchedZoneIndex.WatchedRow place, BuddyTable table, ReadOnlySpan<ZoneId> relapsing,
        TimeSpan now)
    {
        zone.IsFresh = place.Row >= 0;
        if (!zone.IsFresh)
        {
            return;
        }

        var supply = table.Rows[place.Row].Free.SupplyFor(zone.Order);
        (zone.Suitable, zone.FreePages) = (supply.Blocks, supply.FreePages);
        zone.UnusablePermille = supply.UnusablePermille;
        if (place.Watch.IsFromKernelLog && _healedAt.ContainsKey(zone.Watch))
        {
            return;
        }

        place.Trend?.Add(now, zone.Suitable);
        place.Watch.StepStalls(ref zone, _stalls, now);
        place.Watch.Step(ref zone, place.Trend?.Crosses(zone.FloorBlocks, now, zone.Suitable) ?? false, now);
        var isProven = zone.Order >= _provenOrder && !zone.IsPredicted;
        if (zone.State == ZoneState.Falling && (isProven || relapsing.Contains(zone.Id)))
        {
            (zone.State, zone.Since) = (ZoneState.Breached, now);
        }

        Diagnose(ref zone);
    }

    private void Diagnose(ref WatchedZone zone)
    {
        if (zone.IsBreached)
        {
            zone.Diagnosis = Diagnoses.Of(zone.FreePages, _sizes.ReservedPages(zone.Id), zone.FloorBlocks, zone.Order);
            zone.IsDiagnosisAssumed = zone.Diagnosis == Diagnosis.Fragmented && !_sizes.HasReserved(zone.Id);
        }
    }

    private void ForgetWhatMustLast(TimeSpan now)
    {
        foreach (ref var zone in _assessment.Entries)
        {
            zone.Since = zone.State == ZoneState.Falling ? now : zone.Since;
        }

        _roster.ClearTrends();
    }

    private bool IsBreached(int watch)
    {
        foreach (ref readonly var zone in _assessment.Zones)
        {
            if (zone.Watch == watch && zone.IsBreached)
            {
                return true;
            }
        }

        return false;
    }
}
