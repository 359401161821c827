using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Which zones of a reading the watches cover, and where each stands in the reading. Made anew only when
/// zones, their sizes or the watches change.</summary>
internal sealed class WatchedZoneIndex
{
    private (ZoneId Id, int Orders)[] _rows = [];
    private BuddyTable? _table;
    private long _layout;
    private int _orders;
    private int _skippedLines;
    private int _usuallySkippedLines = int.MaxValue;

    /// <summary>For each watched zone its watch, its row in the reading and its trend; parallel to the assessment's
    /// zones.</summary>
    internal WatchedRow[] Places { get; private set; } = [];

    /// <summary>False when the reading has other rows than the last one that was taken up.</summary>
    internal bool Fits(BuddyTable table)
    {
        if (table == _table && table.Layout == _layout)
        {
            return true;
        }

        if (table.Rows.Length != _rows.Length || table.SkippedLines != _skippedLines)
        {
            return false;
        }

        for (var i = 0; i < _rows.Length; i++)
        {
            ref readonly var row = ref table.Rows[i];
            if (row.Id != _rows[i].Id || row.Free.Orders != _rows[i].Orders)
            {
                return false;
            }
        }

        (_table, _layout) = (table, table.Layout);
        return true;
    }

    /// <summary>Takes up the rows of this reading.</summary>
    /// <param name="table">The reading.</param>
    /// <param name="watches">The watches.</param>
    /// <param name="sizes">How large the zones are.</param>
    /// <param name="before">The zones that were watched so far, parallel to <see cref="Places"/>.</param>
    /// <param name="now">The time of the reading.</param>
    /// <returns>The watched zones: those that were watched before keep their state.</returns>
    internal WatchedZone[] Rebuild(
        BuddyTable table, List<WatchPlan> watches, ZoneSizes sizes, ReadOnlySpan<WatchedZone> before, TimeSpan now)
    {
        var known = new Dictionary<(int Watch, ZoneId Id), int>(before.Length);
        for (var i = 0; i < before.Length; i++)
        {
            known[(before[i].Watch, before[i].Id)] = i;
        }

        TakeUpRows(table);
        var (zones, places) = (new List<WatchedZone>(), new List<WatchedRow>());
        for (var row = 0; row < table.Rows.Length; row++)
        {
            var (id, sizePages) = (table.Rows[row].Id, sizes.Of(table, row));
            foreach (var watch in watches)
            {
                if (watch.Covers(id, sizePages, _orders))
                {
                    // A row with fewer counts than the others was cut: the kernel prints as many for each zone.
                    var isBroken = table.Rows[row].Free.Orders < _orders;
                    var old = known.Remove((watch.Index, id), out var place) ? place : -1;
                    var from = old < 0 ? new WatchedZone { Since = now } : before[old];
                    zones.Add(Restate(from, watch.View(id, sizes.ManagedOrLargestFree(id))));
                    var trend = (old < 0 ? null : Places[old].Trend) ?? TrendFor(watch);
                    places.Add(new WatchedRow(watch, isBroken ? -1 : row, trend));
                }
            }
        }

        // A zone whose line was broken is still there; one that is simply gone was unplugged. Lines that never were
        // rows (what a person wrote into a capture) do not count as broken.
        if (_skippedLines > _usuallySkippedLines)
        {
            KeepUnread(table, watches, before, zones, places);
        }

        Places = [.. places];
        return [.. zones];
    }

    /// <summary>Takes over the zones of another roster, each under the watch that goes with its own there.</summary>
    /// <returns>The watched zones, to be taken up with the next reading; those whose watch is gone are left
    /// out.</returns>
    internal WatchedZone[] GoOnFrom(
        WatchedZoneIndex other, ReadOnlySpan<WatchedZone> zones, Func<WatchPlan, WatchPlan?> counterpartOf)
    {
        var (kept, places) = (new List<WatchedZone>(), new List<WatchedRow>());
        for (var i = 0; i < zones.Length; i++)
        {
            var old = other.Places[i];
            if (counterpartOf(old.Watch) is { } watch)
            {
                kept.Add(zones[i] with { Watch = watch.Index, IsFresh = false });
                var isSameTrend = watch.Settings.Ahead == old.Watch.Settings.Ahead;
                places.Add(new WatchedRow(watch, -1, isSameTrend ? old.Trend : TrendFor(watch)));
            }
        }

        Places = [.. places];
        return [.. kept];
    }

    /// <summary>Forgets where the levels were heading.</summary>
    internal void ClearTrends()
    {
        foreach (var place in Places)
        {
            place.Trend?.Clear();
        }
    }

    private static Trend? TrendFor(WatchPlan watch) =>
        watch.Settings.Ahead > TimeSpan.Zero ? new Trend(watch.Settings.Ahead) : null;

    private void TakeUpRows(BuddyTable table)
    {
        (_table, _layout) = (table, table.Layout);
        _rows = new (ZoneId, int)[table.Rows.Length];
        _skippedLines = table.SkippedLines;
        _usuallySkippedLines = Math.Min(_usuallySkippedLines, _skippedLines);
        for (var i = 0; i < _rows.Length; i++)
        {
            _rows[i] = (table.Rows[i].Id, table.Rows[i].Free.Orders);
            _orders = Math.Max(_orders, _rows[i].Orders);
        }
    }

    private static WatchedZone Restate(in WatchedZone zone, in WatchedZone view) => zone with
    {
        Watch = view.Watch,
        WatchName = view.WatchName,
        Id = view.Id,
        Order = view.Order,
        FloorBlocks = view.FloorBlocks,
        ClearBlocks = view.ClearBlocks,
        StallsAbove = view.StallsAbove,
    };

    private void KeepUnread(
        BuddyTable table,
        List<WatchPlan> watches,
        ReadOnlySpan<WatchedZone> before,
        List<WatchedZone> zones,
        List<WatchedRow> places)
    {
        for (var i = 0; i < before.Length; i++)
        {
            var (zone, place) = (before[i], Places[i]);
            if (watches.Contains(place.Watch) && !table.TryFind(zone.Id, out _))
            {
                zones.Add(zone with { IsFresh = false });
                places.Add(place with { Row = -1 });
            }
        }
    }

    /// <summary>Where a watched zone stands.</summary>
    /// <param name="Watch">Its watch.</param>
    /// <param name="Row">Its row in the reading; -1 if it has none.</param>
    /// <param name="Trend">Where its level is heading; null if nobody asks.</param>
    internal readonly record struct WatchedRow(WatchPlan Watch, int Row, Trend? Trend);
}
