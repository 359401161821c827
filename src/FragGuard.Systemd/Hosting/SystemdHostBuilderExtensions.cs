using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FragGuard.Systemd.Hosting;

/// <summary>Registers the systemd integration. Stands in for Microsoft.Extensions.Hosting.Systemd.</summary>
public static class SystemdHostBuilderExtensions
{
    /// <summary>Makes systemd the host's lifetime, if this process is a systemd service; else does nothing.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The same services.</returns>
    /// <remarks>
    /// Also active wherever NOTIFY_SOCKET is set, which the package is not: podman, s6 and test harnesses speak the
    /// same protocol without being the parent. Registers <see cref="ISystemdNotifier"/> only when active, as the
    /// package does; <c>AddSystemdNotifier</c> is for code that wants one always.
    /// </remarks>
    public static IServiceCollection AddSystemd(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var notifySocket = Environment.GetEnvironmentVariable(SystemdHelpers.NotifySocketVariable);
        return AddSystemd(services, SystemdHelpers.IsSystemdService() || !string.IsNullOrEmpty(notifySocket));
    }

    /// <summary>The registration, told whether it is active.</summary>
    internal static IServiceCollection AddSystemd(IServiceCollection services, bool isActive)
    {
        if (!isActive)
        {
            return services;
        }

        services.TryAddSingleton<ISystemdNotifier, SystemdNotifier>();

        // The host has registered its console lifetime already; the last one wins.
        return services.AddSingleton<IHostLifetime, SystemdLifetime>();
    }
}
