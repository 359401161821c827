using FragGuard.Daemon;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>The answer of <c>status --check</c>: one line and an exit code, for scripts and monitoring.</summary>
/// <param name="ExitCode">0 healthy, 1 breached or exhausted, 2 unknown.</param>
/// <param name="Line">Why, in one line.</param>
internal sealed record StatusVerdict(int ExitCode, string Line)
{
    /// <summary>Judges what was read.</summary>
    /// <param name="view">What was read.</param>
    /// <param name="settingsProblem">Why the settings of the file could not be used; null if they could, or if the
    /// guard's own count.</param>
    /// <param name="now">The time on the guard's clock.</param>
    internal static StatusVerdict Of(StatusView view, string? settingsProblem, TimeSpan now)
    {
        var (zones, breached, falling) = (0, new List<(string Watch, WatchedZoneView Zone)>(), 0);
        foreach (var watch in view.Watches)
        {
            foreach (var zone in watch.Zones)
            {
                zones++;
                falling += zone.State == ZoneState.Falling ? 1 : 0;
                if (zone.State == ZoneState.Breached)
                {
                    breached.Add((watch.Name, zone));
                }
            }
        }

        var incident = Incident(view.Daemon, now);
        var silence = view.Daemon.Silence is { } words ? "; " + words : "";
        var state = view.Daemon is { IsRunning: true, Error: null, IsExhausted: true } ? "exhausted" : "breached";
        return breached.Count > 0
            ? new StatusVerdict(
                ExitCodes.No, $"{state}: {Breached(breached)}{(incident is null ? "" : "; " + incident)}{silence}")
            : incident is not null ? new StatusVerdict(ExitCodes.No, $"{state}: {incident}{silence}")
            : Doubt(view.Daemon, zones > 0 || IsWaiting(view), settingsProblem) is { } doubt ? Unknown(doubt)
            : new StatusVerdict(ExitCodes.Ok, Healthy(zones, falling, view.Daemon));
    }

    /// <summary>The answer where nothing could be read.</summary>
    internal static StatusVerdict Unknown(string why) => new(ExitCodes.Unknown, "unknown: " + why);

    private static string Healthy(int zones, int falling, DaemonView daemon)
    {
        var low = falling > 0 ? $", {falling} too low, but not for long enough yet" : "";
        return $"healthy: {Quantity.Of(zones, "zone")} watched"
            + $"{low}{(daemon.IsRunning ? "" : "; the guard is not running")}";
    }

    private static string Breached(List<(string Watch, WatchedZoneView Zone)> breached)
    {
        var (watch, zone) = breached.MinBy(entry => Health(entry.Zone));
        var blocks = Quantity.Of(zone.Numbers.Suitable, "block");
        var floor = zone.FloorBlocks > 0 ? $", floor {zone.FloorBlocks}" : "";
        var more = breached.Count > 1 ? $", and {breached.Count - 1} more" : "";
        return $"{zone.Id} has {blocks} of order {zone.Order}{floor} (watch {watch}){more}";
    }

    // Permille of the floor that is there; by the index where the watch has no floor.
    private static UInt128 Health(WatchedZoneView zone) => zone.FloorBlocks > 0
        ? (UInt128)zone.Numbers.Suitable * 1000 / zone.FloorBlocks
        : (UInt128)(1000 - zone.Numbers.UnusablePermille);

    private static string? Incident(DaemonView daemon, TimeSpan now)
    {
        if (daemon is not { IsRunning: true, Error: null, Incident: { } incident })
        {
            return null;
        }

        var age = StatusMembers.Seconds(incident, "opened_at_s") is { } at && at <= now
            ? $", open for {Quantity.Time(now - at)}"
            : "";
        var phase = StatusMembers.Text(incident, "phase") is { } words ? $": {words}" : "";
        return $"incident {StatusMembers.Number(incident, "id")}{age}{phase}";
    }

    // Watches that wait for their window watch nothing, and are meant to.
    private static bool IsWaiting(StatusView view) =>
        view.Watches.Count > 0 && view.Watches.All(watch => watch.IsWaiting);

    private static string? Doubt(DaemonView daemon, bool isWatching, string? settingsProblem) =>
        daemon.Problem is { } problem ? $"the guard's status cannot be read: {problem}"
        : daemon is { IsRunning: true, Error: { } error } ? $"the guard is blind: {error}"
        : daemon.Silence is { } silence ? silence
        : daemon is { IsRunning: true, Note: { } note } ? note
        : settingsProblem is not null ? settingsProblem
        : !isWatching ? "no zone is watched"
        : null;
}
