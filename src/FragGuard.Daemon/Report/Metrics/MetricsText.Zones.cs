using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The zones of the machine, and the zones that are watched.</summary>
internal sealed partial class MetricsText
{
    /// <summary>Of zones beyond, the healthy ones are left out; how many were is a metric of its own.</summary>
    internal const int MostWatchedZones = 64;

    private const int MostZones = 256;

    private int[] _places = new int[16];

    private void WriteZones(MetricsView view)
    {
        var rows = view.FreeBlocks.Rows;
        rows = rows[..Math.Min(rows.Length, MostZones)];
        var pageBytes = (ulong)view.PageBytes;
        _text.Gauge("zone_managed_bytes"u8, "Memory of the zone that the page allocator owns."u8);
        foreach (ref readonly var row in rows)
        {
            if (view.Sizes.TryFind(row.Id, out var size))
            {
                _text.Sample().Labels(row.Id).Is(size.ManagedPages * pageBytes);
            }
        }

        _text.Gauge("zone_free_bytes"u8, "Free memory of the zone, in blocks of any size."u8);
        foreach (ref readonly var row in rows)
        {
            _text.Sample().Labels(row.Id).Is(row.Free.FreePages * pageBytes);
        }

        if (view.Settings.Metrics.FreeBlocks)
        {
            _text.Gauge("zone_free_blocks"u8, "Free blocks of the zone by size: 2^size pages each."u8);
            foreach (ref readonly var row in rows)
            {
                for (var order = 0; order < row.Free.Orders; order++)
                {
                    _text.Sample().Labels(row.Id).Label("size"u8, order).Is(row.Free[order]);
                }
            }
        }
    }

    private void WriteWatches(MetricsView view)
    {
        var zones = view.Zones.Zones;
        var places = Places(zones);
        _text.Gauge("watch_suitable_blocks"u8,
            "Blocks of the watched order that the zone could hand out now, larger ones split."u8);
        foreach (var place in places)
        {
            Watched(zones[place]).Is(zones[place].Suitable);
        }

        _text.Gauge("watch_floor_blocks"u8, "Fewer blocks than this are too few; 0 for a watch without a floor."u8);
        foreach (var place in places)
        {
            Watched(zones[place]).Is(zones[place].FloorBlocks);
        }

        _text.Gauge("watch_unusable_ratio"u8,
            "Share of the zone's free memory that lies in blocks smaller than the watched order."u8);
        foreach (var place in places)
        {
            Watched(zones[place]).IsParts(zones[place].UnusablePermille, 3);
        }

        _text.Gauge("watch_breached"u8, "Whether the zone has been too low for longer than the watch allows."u8);
        foreach (var place in places)
        {
            Watched(zones[place]).Is(zones[place].IsBreached);
        }

        _text.Gauge("watch_diagnosis"u8, "Why the zone is breached; all 0 while it is not."u8);
        foreach (var place in places)
        {
            WriteDiagnosis(zones[place], Diagnosis.Fragmented);
            WriteDiagnosis(zones[place], Diagnosis.LowMemory);
        }

        _text.Gauge(
            "watch_zones_omitted"u8, "Watched zones that are not among these metrics, because there are too many."u8);
        _text.Sample().Is(zones.Length - places.Length);
    }

    private void WriteDiagnosis(in WatchedZone zone, Diagnosis diagnosis) =>
        Watched(zone).Label("diagnosis"u8, diagnosis.Word()).Is(zone.IsBreached && zone.Diagnosis == diagnosis);

    private ExpositionText Watched(in WatchedZone zone) =>
        _text.Sample().Label("watch"u8, zone.WatchName).Labels(zone.Id).Label("order"u8, zone.Order);

    // All of them; of too many the breached ones, and then as many others as there is room for.
    private ReadOnlySpan<int> Places(ReadOnlySpan<WatchedZone> zones)
    {
        var room = Math.Min(zones.Length, MostWatchedZones);
        if (_places.Length < room)
        {
            _places = new int[MostWatchedZones];
        }

        var breached = 0;
        foreach (ref readonly var zone in zones)
        {
            breached += zone.IsBreached ? 1 : 0;
        }

        var others = Math.Max(0, room - breached);
        var count = 0;
        for (var place = 0; place < zones.Length && count < room; place++)
        {
            if (zones[place].IsBreached || others-- > 0)
            {
                _places[count++] = place;
            }
        }

        return _places.AsSpan(0, count);
    }
}
