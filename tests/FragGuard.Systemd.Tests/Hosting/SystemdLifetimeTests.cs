using System.Runtime.InteropServices;
using FragGuard.Systemd.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FragGuard.Systemd.Tests.Hosting;

public sealed class SystemdLifetimeTests
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

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task OnStopSignal_First_IsHandledAndStopsTheApplication(PosixSignal signal)
    {
        using var host = Build(new RecordingNotifier());
        var lifetime = Assert.IsType<SystemdLifetime>(host.Services.GetRequiredService<IHostLifetime>());
        await host.StartAsync();
        var context = new PosixSignalContext(signal);

        lifetime.OnStopSignal(context);

        Assert.True(context.Cancel);
        Assert.True(StoppingOf(host).IsCancellationRequested);
        await host.WaitForShutdownAsync();
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM, true)]
    [InlineData(PosixSignal.SIGINT, false)]
    public async Task OnStopSignal_WhileStopping_OnlyInterruptIsLeftToTheRuntime(PosixSignal signal, bool isHandled)
    {
        using var host = Build(new RecordingNotifier());
        var lifetime = Assert.IsType<SystemdLifetime>(host.Services.GetRequiredService<IHostLifetime>());
        await host.StartAsync();
        lifetime.OnStopSignal(new PosixSignalContext(PosixSignal.SIGTERM));
        var second = new PosixSignalContext(signal);

        lifetime.OnStopSignal(second);

        Assert.Equal(isHandled, second.Cancel);
        await host.WaitForShutdownAsync();
    }

    [Fact]
    public async Task Host_StopRequestedDuringStart_IsNeverReady()
    {
        var notifier = new RecordingNotifier();
        using var host = Build(notifier);
        notifier.DuringStart = host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication;

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["STOPPING=1", "started", "stopped"], notifier.States);
    }

    [Fact]
    public void AddSystemd_NotUnderSystemd_RegistersNothing()
    {
        var services = new ServiceCollection();

        SystemdHostBuilderExtensions.AddSystemd(services, isActive: false);

        Assert.Empty(services);
    }

    [Fact]
    public void AddSystemdNotifier_BesideAddSystemd_KeepsOne()
    {
        var services = new ServiceCollection();

        SystemdHostBuilderExtensions.AddSystemd(services, isActive: true).AddSystemdNotifier();

        Assert.Single(services, static service => service.ServiceType == typeof(ISystemdNotifier));
    }

    private static CancellationToken StoppingOf(IHost host) =>
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    private static IHost Build(RecordingNotifier notifier)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        SystemdHostBuilderExtensions.AddSystemd(builder.Services, isActive: true);
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
