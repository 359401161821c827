using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Turns a reading of free blocks into how every watched zone stands.</summary>
/// <remarks>Remembers what <c>for</c>, hysteresis and trend need, and nothing else; knows no clock and no file. Allocates only
/// when zones, their sizes or the watches change, never on an ordinary tick.</remarks>
public sealed class Assessor
{
    // A guard that was not looking (suspend, a stopped process) has not seen the zone stay low meanwhile.
    private static readonly TimeSpan LongestLapse = TimeSpan.FromMinutes(5);

    private readonly MachineFacts _machine;
    private readonly TimeSpan _lapse;
    private readonly Assessment _assessment = new();
    private readonly List<WatchPlan> _watches = [];
    private readonly int _configured;
    private int _nextIndex;
    private readonly ZoneSizes _sizes = new();
    private ZoneId[] _rowIds = [];
    private int[] _rowOf = [];
    private Trend?[] _trends = [];
    private TimeSpan? _lastAt;
    private bool _isStale = true;

    /// <summary>An assessor that has seen nothing yet.</summary>
    /// <param name="settings">The watches and the sampling interval.</param>
    /// <param name="machine">What an order means here. A watch of huge pages is left out where the kernel has none.</param>
    public Assessor(GuardSettings settings, MachineFacts machine)
    {
        _machine = machine;
        _lapse = TimeSpan.FromTicks(Math.Max(10 * settings.Sampling.Interval.Ticks, LongestLapse.Ticks));
        for (var i = 0; i < settings.Watches.Count; i++)
        {
            if (settings.Watches[i].Order.On(machine) is { } order)
            {
                _watches.Add(new WatchPlan(i, settings.Watches[i], order, machine.PageBytes));
            }
        }

        _configured = _watches.Count;
        _nextIndex = settings.Watches.Count;
    }

    /// <summary>The assessment of the last reading.</summary>
    public Assessment Latest => _assessment;

    /// <summary>Judges one reading.</summary>
    /// <param name="table">The reading; at least one row.</param>
    /// <param name="now">When it was read, on the caller's monotonic clock.</param>
    /// <returns>The same object at every call, brought up to date.</returns>
    public Assessment Assess(BuddyTable table, TimeSpan now)
    {
        if (_lastAt is { } lastAt && now - lastAt > _lapse)
        {
            ForgetWhatMustLast(now);
        }

        _lastAt = now;
        if (_isStale || !HasRowsOf(table))
        {
            Rebuild(table, now);
        }

        var zones = _assessment.Entries;
        for (var i = 0; i < zones.Length; i++)
        {
            zones[i] = Judge(zones[i], i, table, now);
        }

        _assessment.Count();
        DropHealedFailures();
        return _assessment;
    }

    /// <summary>Takes the zones' sizes and watermarks: sizes decide which zones are watched from the next reading on,
    /// watermarks why a breached one is breached.</summary>
    public void Take(ZoneInfoTable zoneInfo)
    {
        _isStale |= _sizes.Take(zoneInfo);
        foreach (ref var zone in _assessment.Entries)
        {
            zone = Diagnose(zone);
        }
    }

    /// <summary>Takes a page allocation failure from the kernel log as proof: the next reading breaches every zone that cannot
    /// serve this order, until it can again.</summary>
    public void TakeFailure(int order)
    {
        if (order is < 1 or > Order.Max || _watches.Exists(watch => watch.IsFromKernelLog && watch.Order == order))
        {
            return;
        }

        _watches.Add(WatchPlan.ForFailure(_nextIndex++, order, _machine.PageBytes));
        _isStale = true;
    }

    private WatchedZone Judge(WatchedZone zone, int index, BuddyTable table, TimeSpan now)
    {
        // A healed failure's watch is gone, its zones until the next rebuild are not.
        if (_rowOf[index] < 0 || PlanOf(zone.Watch) is not { } watch)
        {
            return zone with { IsFresh = false };
        }

        var free = table.Rows[_rowOf[index]].Free;
        zone = zone with
        {
            IsFresh = true,
            Suitable = free.Suitable(zone.Order),
            UnusablePermille = UnusableFreeSpaceIndex.Permille(free, zone.Order),
            FreePages = free.FreePages,
        };
        var trend = _trends[index];
        trend?.Add(now, zone.Suitable);
        return Diagnose(watch.Step(zone, trend?.Crosses(zone.FloorBlocks, watch.Settings.Ahead) ?? false, now));
    }

    private WatchedZone Diagnose(WatchedZone zone) => !zone.IsBreached ? zone : zone with
    {
        Diagnosis = Diagnoses.Of(zone.FreePages, _sizes.ReservedPages(zone.Id), zone.FloorBlocks, zone.Order),
    };

    private WatchPlan? PlanOf(int index)
    {
        foreach (var watch in _watches)
        {
            if (watch.Index == index)
            {
                return watch;
            }
        }

        return null;
    }

    private bool HasRowsOf(BuddyTable table)
    {
        if (table.Rows.Length != _rowIds.Length)
        {
            return false;
        }

        for (var i = 0; i < _rowIds.Length; i++)
        {
            if (table.Rows[i].Id != _rowIds[i])
            {
                return false;
            }
        }

        return true;
    }

    private void Rebuild(BuddyTable table, TimeSpan now)
    {
        _rowIds = new ZoneId[table.Rows.Length];
        var (zones, rowOf, trends) = (new List<WatchedZone>(), new List<int>(), new List<Trend?>());
        for (var i = 0; i < table.Rows.Length; i++)
        {
            var id = _rowIds[i] = table.Rows[i].Id;
            var sizePages = _sizes.Of(table, i);
            foreach (var watch in _watches)
            {
                if (watch.Settings.Covers(id, sizePages, _machine.PageBytes))
                {
                    AddKeepingState(watch.View(id, _sizes.ManagedOrLargestFree(id)), i, watch.Settings.Ahead > TimeSpan.Zero);
                }
            }
        }

        KeepUnreadZones();
        (_rowOf, _trends) = ([.. rowOf], [.. trends]);
        _assessment.Replace([.. zones]);
        _isStale = false;

        void AddKeepingState(WatchedZone view, int row, bool wantsTrend)
        {
            var old = IndexOf(view.Watch, view.Id);
            var from = old < 0 ? new WatchedZone { Since = now } : _assessment.Zones[old];
            zones.Add(view with { State = from.State, Since = from.Since, Diagnosis = from.Diagnosis });
            rowOf.Add(row);
            trends.Add(!wantsTrend ? null : (old < 0 ? null : _trends[old]) ?? new Trend());
        }

        // A zone whose line was broken is still there; one that is simply gone was unplugged.
        void KeepUnreadZones()
        {
            for (var i = 0; table.SkippedLines > 0 && i < _assessment.Zones.Length; i++)
            {
                ref readonly var zone = ref _assessment.Entries[i];
                if (PlanOf(zone.Watch) is not null && !table.TryFind(zone.Id, out _))
                {
                    zones.Add(zone with { IsFresh = false });
                    rowOf.Add(-1);
                    trends.Add(_trends[i]);
                }
            }
        }
    }

    private int IndexOf(int watch, ZoneId id)
    {
        for (var i = 0; i < _assessment.Zones.Length; i++)
        {
            if (_assessment.Zones[i].Watch == watch && _assessment.Zones[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    private void ForgetWhatMustLast(TimeSpan now)
    {
        foreach (ref var zone in _assessment.Entries)
        {
            zone = zone.State == ZoneState.Falling ? zone with { Since = now } : zone;
        }

        foreach (var trend in _trends)
        {
            trend?.Clear();
        }
    }

    private void DropHealedFailures()
    {
        if (_watches.Count == _configured || _isStale)
        {
            return;
        }

        for (var i = _watches.Count - 1; i >= _configured; i--)
        {
            if (!IsBreached(_watches[i].Index))
            {
                _watches.RemoveAt(i);
                _isStale = true;
            }
        }
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
