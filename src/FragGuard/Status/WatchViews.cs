using FragGuard.Policy;

namespace FragGuard;

/// <summary>How the watches stand: as the guard sees them where it runs, which has looked for longer, else as one look
/// tells.</summary>
internal static class WatchViews
{
    /// <summary>Every watch in force, and those that the guard made of failures in the kernel log.</summary>
    /// <param name="settings">The settings of the file: they count where the guard does not say its own.</param>
    /// <param name="seen">What one look by these settings sees.</param>
    /// <param name="numbers">The zones as they were read.</param>
    /// <param name="daemon">The guard's own view.</param>
    /// <param name="machine">What an order means here.</param>
    /// <param name="open">The windows that are open, as the files say.</param>
    internal static List<WatchView> Of(
        GuardSettings settings,
        Assessment seen,
        ZoneNumbers numbers,
        DaemonView daemon,
        MachineFacts machine,
        ValueList<string> open = default)
    {
        var watches = new List<WatchView>();
        if (daemon is { IsRunning: true, Error: null, Watches: { } inForce })
        {
            foreach (var watch in inForce)
            {
                watches.Add(new WatchView(
                    watch.Name, watch.Order.On(machine), watch.Terms, ZonesOf(watch, numbers, daemon))
                {
                    During = watch.During,
                    IsWaiting = watch.During is not null && !daemon.Windows.Any(window => window.Name == watch.During),
                });
            }
        }
        else
        {
            for (var i = 0; i < settings.Watches.Count; i++)
            {
                var watch = settings.Watches[i];
                watches.Add(new WatchView(
                    watch.Name,
                    watch.Order.On(machine),
                    WatchTerms.Of(watch),
                    ZonesOf(i, WatchTerms.Of(watch), seen, numbers, daemon))
                {
                    During = watch.During,
                    IsWaiting = watch.During is not null && !open.Span.Contains(watch.During),
                });
            }
        }

        AddMadeByDaemon(watches, numbers, daemon);
        return watches;
    }

    private static List<WatchedZoneView> ZonesOf(DaemonWatch watch, ZoneNumbers numbers, DaemonView daemon)
    {
        var zones = new List<WatchedZoneView>();
        foreach (var zone in daemon.Seen)
        {
            if (zone.Watch == watch.Name && zone.Order is { } order && numbers.At(zone.Id, order) is { } read)
            {
                var view = new WatchedZoneView(zone.Id, order, zone.Floor ?? 0, zone.Clear ?? 0, zone.State, read);
                zones.Add(UpToDate(view, zone, watch.Terms));
            }
        }

        return zones;
    }

    private static List<WatchedZoneView> ZonesOf(
        int watch, WatchTerms terms, Assessment seen, ZoneNumbers numbers, DaemonView daemon)
    {
        var zones = new List<WatchedZoneView>();
        foreach (ref readonly var zone in seen.Zones)
        {
            if (zone.Watch == watch && numbers.At(zone.Id, zone.Order) is { } read)
            {
                var view =
                    new WatchedZoneView(zone.Id, zone.Order, zone.FloorBlocks, zone.NeededBlocks, zone.State, read);
                zones.Add(daemon.Find(zone.WatchName, zone.Id) is { } known ? UpToDate(view, known, terms) : view);
            }
        }

        return zones;
    }

    // The guard looks more seldom than a person may ask, and tells only what has changed: a zone that it saw well may
    // be too low by now, and one that was too low may be well again. What must last, it alone knows.
    private static WatchedZoneView UpToDate(WatchedZoneView view, DaemonZone known, WatchTerms terms)
    {
        var isTooLow = terms.IsTooLow(view.Numbers, view.FloorBlocks) || known.IsStalling;
        var isPredicted = known.IsPredicted && !isTooLow;
        var state = known.State switch
        {
            ZoneState.Ok when isTooLow => ZoneState.Falling,
            ZoneState.Falling when !isTooLow && !isPredicted => ZoneState.Ok,
            var told => told,
        };
        return view with
        {
            State = state,
            Since = state == known.State ? known.Since : null,
            For = terms.For,
            IsPredicted = isPredicted,
            IsStalling = known.IsStalling,
        };
    }

    private static void AddMadeByDaemon(List<WatchView> watches, ZoneNumbers numbers, DaemonView daemon)
    {
        var configured = watches.Count;
        foreach (var zone in daemon.Seen)
        {
            if (zone.Order is not { } order || watches.FindIndex(0, configured, watch => watch.Name == zone.Watch) >= 0
                || numbers.At(zone.Id, order) is not { } read)
            {
                continue;
            }

            var at = watches.FindIndex(configured, watch => watch.Name == zone.Watch && watch.Order == order);
            var before = at < 0 ? [] : watches[at].Zones;
            var view = new WatchedZoneView(zone.Id, order, zone.Floor ?? 0, zone.Clear ?? 0, zone.State, read);
            var grown = new WatchView(zone.Watch, order, Terms: null, [.. before, view]);
            if (at < 0)
            {
                watches.Add(grown);
            }
            else
            {
                watches[at] = grown;
            }
        }
    }
}
