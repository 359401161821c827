using FragGuard.Policy;

namespace FragGuard;

/// <summary>How the watches stand: as the daemon sees them where it runs, which has looked for longer, else as one look
/// tells.</summary>
internal static class WatchViews
{
    /// <summary>Every watch of the settings, and those that the daemon made of failures in the kernel log.</summary>
    internal static List<WatchView> Of(
        GuardSettings settings, Assessment seen, ZoneNumbers numbers, DaemonView daemon, MachineFacts machine)
    {
        var watches = new List<WatchView>();
        for (var i = 0; i < settings.Watches.Count; i++)
        {
            var watch = settings.Watches[i];
            watches.Add(new WatchView(watch.Name, watch.Order.On(machine), watch, ZonesOf(i, seen, numbers, daemon)));
        }

        AddMadeByDaemon(watches, numbers, daemon);
        return watches;
    }

    private static List<WatchedZoneView> ZonesOf(int watch, Assessment seen, ZoneNumbers numbers, DaemonView daemon)
    {
        var zones = new List<WatchedZoneView>();
        foreach (ref readonly var zone in seen.Zones)
        {
            if (zone.Watch == watch && numbers.At(zone.Id, zone.Order) is { } read)
            {
                var state = daemon.Find(zone.WatchName, zone.Id)?.State ?? zone.State;
                zones.Add(new WatchedZoneView(zone.Id, zone.Order, zone.FloorBlocks, zone.NeededBlocks, state, read));
            }
        }

        return zones;
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
            var view = new WatchedZoneView(zone.Id, order, zone.Floor ?? 0, ClearBlocks: 0, zone.State, read);
            var grown = new WatchView(zone.Watch, order, Settings: null, [.. before, view]);
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
