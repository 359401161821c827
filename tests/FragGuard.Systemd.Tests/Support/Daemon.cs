using FragGuard.Systemd.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FragGuard.Systemd.Tests.Support;

/// <summary>The smallest daemon: what the tests start as a process of its own.</summary>
internal static class Daemon
{
    /// <summary>The exit code of a clean stop.</summary>
    internal const int ExitCode = 42;

    /// <summary>The argument that makes the stop take for ever.</summary>
    internal const string NeverStops = "never-stops";

    private static async Task<int> Main(string[] arguments)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddNonBlockingSystemd();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        if (arguments.Contains(NeverStops))
        {
            builder.Services.AddHostedService<Stubborn>();
        }

        await builder.Build().RunAsync();
        return ExitCode;
    }

    private sealed class Stubborn : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
