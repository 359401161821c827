using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace FragGuard.Systemd.Hosting;

/// <summary>SIGINT stops the host: the package's systemd lifetime listens for SIGTERM alone.</summary>
/// <remarks>
/// Without it, ^C on a terminal where NOTIFY_SOCKET is set, or KillSignal=SIGINT, would end the process before anything
/// is put back. A second SIGINT is left to the runtime and ends the process at once, for somebody who waits.
/// </remarks>
/// <param name="application">What the signal stops.</param>
internal sealed class StopOnInterrupt(IHostApplicationLifetime application) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _registration;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Gives the signal back to the runtime.</summary>
    public void Dispose() => _registration?.Dispose();

    /// <summary>Stops the host.</summary>
    /// <param name="context">Cancelled, which means handled, unless the host is stopping already.</param>
    internal void OnInterrupt(PosixSignalContext context)
    {
        context.Cancel = !application.ApplicationStopping.IsCancellationRequested;
        application.StopApplication();
    }
}
