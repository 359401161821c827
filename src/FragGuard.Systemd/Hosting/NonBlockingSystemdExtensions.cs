using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Systemd.Hosting;

/// <summary>Registers Microsoft.Extensions.Hosting.Systemd with a notifier that never waits.</summary>
public static class NonBlockingSystemdExtensions
{
    /// <summary>Makes systemd the host's lifetime, if anything speaks its protocol to this process.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The same services.</returns>
    /// <remarks>
    /// Instead of the package's AddSystemd(), which also links its console formatter and its own notifier, and is not
    /// active where NOTIFY_SOCKET alone is set: podman, s6 and test harnesses speak the protocol without being the
    /// parent. An <see cref="ISystemdNotifier"/> is registered always; outside a service it does nothing.
    /// </remarks>
    public static IServiceCollection AddNonBlockingSystemd(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var notifySocket = Environment.GetEnvironmentVariable(NonBlockingNotifier.SocketVariable);
        return AddNonBlockingSystemd(
            services, SystemdHelpers.IsSystemdService() || !string.IsNullOrEmpty(notifySocket));
    }

    /// <summary>The registration, told whether a manager listens.</summary>
    internal static IServiceCollection AddNonBlockingSystemd(IServiceCollection services, bool isActive)
    {
        services.AddSingleton<ISystemdNotifier, NonBlockingNotifier>();
        if (isActive)
        {
            // The host has registered its console lifetime already; the last one wins.
            services.AddSingleton<IHostLifetime, SystemdLifetime>();
            services.AddHostedService<StopOnInterrupt>();
        }

        return services;
    }
}
