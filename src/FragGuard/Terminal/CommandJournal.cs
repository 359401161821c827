using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;
using FragGuard.Systemd.Journal;
using FragGuard.Systemd.Lines;
using Serilog;
using Serilog.Core;

namespace FragGuard;

/// <summary>Tells the journal what a person's command changed: it is part of what happened to the machine, and whoever
/// reads the guard's records must find it among them. Without a journal nothing is lost but the record.</summary>
internal sealed class CommandJournal : IDisposable
{
    private readonly Logger? _log;
    private readonly Reporter? _reporter;

    private CommandJournal(Logger? log)
    {
        _log = log;
        _reporter = log is null ? null : new Reporter(log, TimeProvider.System);
    }

    /// <summary>Opens the journal of this machine; one that tells nobody where there is none.</summary>
    internal static CommandJournal Open(KernelRoot root)
    {
        var socket = root.Path(JournalSocket.DefaultPath);
        return new CommandJournal(File.Exists(socket)
            ? new LoggerConfiguration()
                .WriteTo.Destination(LogDestination.Journal, syslogIdentifier: "fragguard", socketPath: socket)
                .CreateLogger()
            : null);
    }

    /// <summary>Tells of a setting that was changed or put back.</summary>
    internal void Report(TunableChange change) => _reporter?.TunableChanged(change, incident: 0);

    /// <summary>Tells of a rung that has ended. It belongs to no incident of the guard.</summary>
    internal void Report(PolicyEvent told)
    {
        if (told.Kind == PolicyEventKind.RungFinished)
        {
            _reporter?.Report(told with { Incident = 0 });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();
}
