using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FragGuard.Tests;

public sealed class PlainHostTests
{
    [Fact]
    public async Task AddPlainHost_EmptyHost_StartsAndStopsWithNeitherLogNorMetrics()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddPlainHost();
        using var host = builder.Build();
        var application = host.Services.GetRequiredService<IHostApplicationLifetime>();

        await host.StartAsync();
        application.StopApplication();
        await host.WaitForShutdownAsync();

        Assert.True(application.ApplicationStopped.IsCancellationRequested);
        Assert.IsType<ConsoleLifetime>(host.Services.GetRequiredService<IHostLifetime>());
        Assert.Same(NullLoggerFactory.Instance, host.Services.GetRequiredService<ILoggerFactory>());
        Assert.Null(host.Services.GetService<IStartupValidator>());
    }

    [Fact]
    public void AddPlainHost_Options_AreThePackagesDefaults()
    {
        var settings = new HostApplicationBuilderSettings { DisableDefaults = true };
        using var plain = Build(static services => services.AddPlainHost());
        using var usual = Build(static services => services);

        Assert.Equivalent(Of<HostOptions>(usual), Of<HostOptions>(plain));
        Assert.Equivalent(Of<ConsoleLifetimeOptions>(usual), Of<ConsoleLifetimeOptions>(plain));

        IHost Build(Func<IServiceCollection, IServiceCollection> add)
        {
            var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings);
            add(builder.Services);
            return builder.Build();
        }

        static T Of<T>(IHost host)
            where T : class => host.Services.GetRequiredService<IOptions<T>>().Value;
    }
}
