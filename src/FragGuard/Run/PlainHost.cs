using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FragGuard;

/// <summary>Spares the host what the guard has no use for: options from elsewhere, its own log and metrics.</summary>
internal static class PlainHost
{
    /// <summary>Registers what those come to here: defaults, and nothing.</summary>
    /// <remarks>The packages register them as open generic types. A native program has to put those together at run
    /// time, with its type loader and reflection; that was half of what the start allocated.</remarks>
    internal static IServiceCollection AddPlainHost(this IServiceCollection services) => services
        .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
        .AddSingleton<ILogger<ApplicationLifetime>>(NullLogger<ApplicationLifetime>.Instance)
        .AddSingleton(Options.Create(new HostOptions()))
        .AddSingleton(Options.Create(new ConsoleLifetimeOptions()))
        .AddSingleton<IHostApplicationLifetime>(static provider =>
            new ApplicationLifetime(provider.GetRequiredService<ILogger<ApplicationLifetime>>()))
        .AddSingleton<IHostLifetime>(static provider => new ConsoleLifetime(
            provider.GetRequiredService<IOptions<ConsoleLifetimeOptions>>(),
            provider.GetRequiredService<IHostEnvironment>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<IOptions<HostOptions>>(),
            provider.GetRequiredService<ILoggerFactory>()))

        // It would only make the manager of metrics that nobody listens to.
        .RemoveAll<IStartupValidator>();
}
