using FragGuard.Systemd.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FragGuard.Systemd;

/// <summary>
/// What a daemon says to its manager, in words. Needs only the package's own shape, so it outlives the stand-in.
/// </summary>
public static class SystemdNotifierExtensions
{
    /// <summary>Registers a notifier if there is none; outside a service it is one that does nothing.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddSystemdNotifier(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<ISystemdNotifier, SystemdNotifier>();
        return services;
    }

    /// <summary>Feeds the watchdog: one system call, no allocation.</summary>
    /// <param name="notifier">The way to the manager.</param>
    public static void NotifyWatchdog(this ISystemdNotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        notifier.Notify(ServiceStates.Watchdog);
    }

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
}
