using FragGuard.Policy;

namespace FragGuard.Show;

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

        watches.AddRange(MadeByDaemon(settings, numbers, daemon));
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

    private static List<WatchView> MadeByDaemon(GuardSettings settings, ZoneNumbers numbers, DaemonView daemon)
    {
        var known = settings.Watches.Select(watch => watch.Name).ToHashSet(StringComparer.Ordinal);
        var made = new List<(string Watch, int Order, List<WatchedZoneView> Zones)>();
        foreach (var zone in daemon.IsRunning && daemon.Error is null ? daemon.Zones : [])
        {
            if (zone.Order is not { } order || known.Contains(zone.Watch))
            {
                continue;
            }

            var place = made.FindIndex(watch => watch.Watch == zone.Watch && watch.Order == order);
            if (place < 0)
            {
                place = made.Count;
                made.Add((zone.Watch, order, []));
            }

            if (View(zone) is { } view)
            {
                made[place].Zones.Add(view);
            }
        }

        return made.ConvertAll(watch => new WatchView(watch.Watch, watch.Order, Settings: null, watch.Zones));

        WatchedZoneView? View(DaemonZone zone) => numbers.At(zone.Id, zone.Order!.Value) is { } read
            ? new WatchedZoneView(zone.Id, zone.Order.Value, zone.Floor ?? 0, ClearBlocks: 0, zone.State, read)
            : null;
    }
}
