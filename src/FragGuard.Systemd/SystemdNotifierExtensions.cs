using FragGuard.Systemd.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Systemd;

/// <summary>What a daemon says to its manager, in words.</summary>
public static class SystemdNotifierExtensions
{
    /// <summary>Feeds the watchdog: with <see cref="NonBlockingNotifier"/>, one system call and no
    /// allocation.</summary>
    /// <param name="notifier">The way to the manager.</param>
    public static void NotifyWatchdog(this ISystemdNotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);

        // The package's state keeps its bytes to itself: sending it means making a string of them first.
        if (notifier is NonBlockingNotifier own)
        {
            own.NotifyWatchdog();
        }
        else
        {
            notifier.Notify(ServiceStates.Watchdog);
        }
    }

    /// <summary>Tries again what the manager has not taken yet.</summary>
    /// <param name="notifier">The way to the manager.</param>
    public static void Retry(this ISystemdNotifier notifier) => (notifier as NonBlockingNotifier)?.Retry();

    /// <summary>Sets the line that <c>systemctl status</c> shows.</summary>
    /// <param name="notifier">The way to the manager.</param>
    /// <param name="text">See <see cref="ServiceStates.Status"/>.</param>
    public static void NotifyStatus(this ISystemdNotifier notifier, string text)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        if (notifier.IsEnabled)
        {
            notifier.Notify(ServiceStates.Status(text));
        }
    }

    /// <summary>Says that a reload begins; <see cref="ServiceState.Ready"/> says that it is complete.</summary>
    /// <param name="notifier">The way to the manager.</param>
    public static void NotifyReloading(this ISystemdNotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        if (notifier.IsEnabled)
        {
            notifier.Notify(ServiceStates.Reloading());
        }
    }

    /// <summary>Asks the manager for more time to start, reload or stop.</summary>
    /// <param name="notifier">The way to the manager.</param>
    /// <param name="duration">See <see cref="ServiceStates.ExtendTimeout"/>.</param>
    public static void NotifyExtendTimeout(this ISystemdNotifier notifier, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        if (notifier.IsEnabled)
        {
            notifier.Notify(ServiceStates.ExtendTimeout(duration));
        }
    }
}
