using System.Runtime.InteropServices;
using FragGuard.Systemd.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Systemd.Tests.Hosting;

public sealed class NonBlockingSystemdTests
{
    [Fact]
    public async Task Host_StartAndStop_NotifiesReadyOnceStartedThenStopping()
    {
        var notifier = new RecordingNotifier();
        using var host = Build(notifier);

        Assert.Empty(notifier.States);
        await host.StartAsync();
        var afterStart = notifier.States.ToArray();
        await host.StopAsync();

        Assert.Equal(["started", "READY=1"], afterStart);
        Assert.Equal(["started", "READY=1", "STOPPING=1", "stopped"], notifier.States);
    }

    [Fact]
    public async Task OnInterrupt_First_IsHandledAndStopsTheApplication()
    {
        using var host = Build(new RecordingNotifier());
        await host.StartAsync();
        var context = new PosixSignalContext(PosixSignal.SIGINT);

        InterruptOf(host).OnInterrupt(context);

        Assert.True(context.Cancel);
        Assert.True(StoppingOf(host).IsCancellationRequested);
        await host.WaitForShutdownAsync();
    }

    [Fact]
    public async Task OnInterrupt_WhileStopping_IsLeftToTheRuntime()
    {
        using var host = Build(new RecordingNotifier());
        await host.StartAsync();
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var context = new PosixSignalContext(PosixSignal.SIGINT);

        InterruptOf(host).OnInterrupt(context);

        Assert.False(context.Cancel);
        await host.WaitForShutdownAsync();
    }

    [Fact]
    public void AddNonBlockingSystemd_NotUnderSystemd_RegistersANotifierAndLeavesTheLifetimeAlone()
    {
        var services = new ServiceCollection();

        NonBlockingSystemdExtensions.AddNonBlockingSystemd(services, isActive: false);

        var only = Assert.Single(services);
        Assert.Equal(
            (typeof(ISystemdNotifier), typeof(NonBlockingNotifier)),
            (only.ServiceType, only.ImplementationType));
    }

    [Fact]
    public void AddNonBlockingSystemd_AfterThePackagesOwn_Wins()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ISystemdNotifier, SystemdNotifier>();

        NonBlockingSystemdExtensions.AddNonBlockingSystemd(builder.Services, isActive: true);
        using var host = builder.Build();

        Assert.IsType<NonBlockingNotifier>(host.Services.GetRequiredService<ISystemdNotifier>());
        Assert.IsType<SystemdLifetime>(host.Services.GetRequiredService<IHostLifetime>());
    }

    private static StopOnInterrupt InterruptOf(IHost host) =>
        host.Services.GetServices<IHostedService>().OfType<StopOnInterrupt>().Single();

    private static CancellationToken StoppingOf(IHost host) =>
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    private static IHost Build(RecordingNotifier notifier)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        NonBlockingSystemdExtensions.AddNonBlockingSystemd(builder.Services, isActive: true);
        builder.Services.Replace(ServiceDescriptor.Singleton<ISystemdNotifier>(notifier));
        builder.Services.AddHostedService(_ => notifier);
        return builder.Build();
    }

    /// <summary>Writes down the notifications among a hosted service's own start and stop.</summary>
    private sealed class RecordingNotifier : ISystemdNotifier, IHostedService
    {
        public List<string> States { get; } = [];

        public Action DuringStart { get; set; } = static () => { };

        public bool IsEnabled => true;

        public void Notify(ServiceState state) => States.Add(state.ToString());

        public Task StartAsync(CancellationToken cancellationToken)
        {
            DuringStart();
            States.Add("started");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            States.Add("stopped");
            return Task.CompletedTask;
        }
    }
}
