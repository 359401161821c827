using System.Globalization;

namespace FragGuard.Systemd;

/// <summary>How long the manager waits for a sign of life: sd_watchdog_enabled(3).</summary>
public static class WatchdogInterval
{
    /// <summary>Reads WatchdogSec= from the environment (WATCHDOG_USEC, WATCHDOG_PID).</summary>
    /// <returns>The interval, or null when no watchdog is set for this process. Feed it twice as often.</returns>
    public static TimeSpan? Read() => Parse(
        Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
        Environment.GetEnvironmentVariable("WATCHDOG_PID"),
        Environment.ProcessId);

    /// <summary>The reading, from its evidence.</summary>
    /// <param name="watchdogUsec">WATCHDOG_USEC: microseconds.</param>
    /// <param name="watchdogPid">WATCHDOG_PID: the process that is watched; absent means whoever reads.</param>
    /// <param name="processId">This process.</param>
    /// <returns>Null when absent, not a number, zero, infinite, or meant for another process.</returns>
    internal static TimeSpan? Parse(string? watchdogUsec, string? watchdogPid, int processId)
    {
        var invariant = CultureInfo.InvariantCulture;
        if (!ulong.TryParse(watchdogUsec, NumberStyles.None, invariant, out var usec) || usec is 0 or ulong.MaxValue)
        {
            return null;
        }

        var isForAnother = !string.IsNullOrEmpty(watchdogPid)
            && (!int.TryParse(watchdogPid, NumberStyles.None, invariant, out var pid) || pid != processId);
        if (isForAnother)
        {
            return null;
        }

        var maxUsec = (ulong)(long.MaxValue / TimeSpan.TicksPerMicrosecond);
        return TimeSpan.FromTicks((long)Math.Min(usec, maxUsec) * TimeSpan.TicksPerMicrosecond);
    }
}
