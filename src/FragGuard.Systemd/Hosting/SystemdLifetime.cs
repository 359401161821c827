using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FragGuard.Systemd.Hosting;

/// <summary>
/// Ties the host to the service manager: READY=1 once every hosted service has started, STOPPING=1 when the host begins
/// to stop; SIGTERM and SIGINT stop the host.
/// </summary>
/// <remarks>
/// A stop signal is taken away from the runtime, which would end the process by itself: Main returns when the host has
/// stopped, so the exit code is the application's. A second SIGINT is left to the runtime and ends the process at once,
/// for somebody who waits at a terminal; a second SIGTERM changes nothing. A signal during start-up cancels the token
/// of StartAsync: a hosted service that lets OperationCanceledException out makes RunAsync throw it too.
/// </remarks>
public sealed partial class SystemdLifetime : IHostLifetime, IDisposable
{
    private readonly IHostEnvironment _environment;
    private readonly IHostApplicationLifetime _application;
    private readonly ISystemdNotifier _notifier;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _registrations = [];

    /// <summary>Made by the host's container.</summary>
    /// <param name="environment">Named in the line that is logged at the start.</param>
    /// <param name="applicationLifetime">Whose events are passed on, and what a signal stops.</param>
    /// <param name="systemdNotifier">The way to the manager.</param>
    /// <param name="loggerFactory">Logs under <c>Microsoft.Hosting.Lifetime</c>, as the console lifetime does.</param>
    public SystemdLifetime(
        IHostEnvironment environment,
        IHostApplicationLifetime applicationLifetime,
        ISystemdNotifier systemdNotifier,
        ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(applicationLifetime);
        ArgumentNullException.ThrowIfNull(systemdNotifier);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        (_environment, _application, _notifier) = (environment, applicationLifetime, systemdNotifier);
        _logger = loggerFactory.CreateLogger("Microsoft.Hosting.Lifetime");
    }

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(_application.ApplicationStarted.Register(OnStarted));
        _registrations.Add(_application.ApplicationStopping.Register(OnStopping));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnStopSignal));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnStopSignal));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Gives the signals back to the runtime.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _registrations.Clear();
    }

    /// <summary>Stops the host on a stop signal.</summary>
    /// <param name="context">The signal; cancelled, which means handled, unless it is a second SIGINT.</param>
    internal void OnStopSignal(PosixSignalContext context)
    {
        var isStopping = _application.ApplicationStopping.IsCancellationRequested;
        var isImpatient = isStopping && context.Signal == PosixSignal.SIGINT;
        context.Cancel = !isImpatient;
        _application.StopApplication();
    }

    private void OnStarted()
    {
        // A stop signal during start-up lets the start finish first; READY=1 after STOPPING=1 would be a lie.
        if (_application.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }

        LogStarted(_logger, _environment.EnvironmentName, _environment.ContentRootPath);
        _notifier.Notify(ServiceState.Ready);
    }

    private void OnStopping()
    {
        _notifier.Notify(ServiceState.Stopping);
        LogStopping(_logger);
    }

    [LoggerMessage(LogLevel.Information, "Application started. Environment: {Environment}; root: {ContentRoot}")]
    private static partial void LogStarted(ILogger logger, string environment, string contentRoot);

    [LoggerMessage(LogLevel.Information, "Application is shutting down")]
    private static partial void LogStopping(ILogger logger);
}
