using Serilog;
using Serilog.Configuration;
using Serilog.Events;

namespace FragGuard.Systemd.Journal;

/// <summary><c>WriteTo.Journal()</c>. Stands in for Serilog.Sinks.Journal.</summary>
public static class JournalLoggerConfigurationExtensions
{
    /// <summary>Writes events to the journal.</summary>
    /// <param name="sinks"><c>WriteTo</c>.</param>
    /// <param name="restrictedToMinimumLevel">Events below it are not written.</param>
    /// <param name="syslogIdentifier">What journalctl -t selects; by default the executable's name.</param>
    /// <param name="socketPath">The journal's socket.</param>
    /// <returns>The configuration, for chaining.</returns>
    public static LoggerConfiguration Journal(
        this LoggerSinkConfiguration sinks,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        string? syslogIdentifier = null,
        string socketPath = JournalSocket.DefaultPath)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        return sinks.Sink(new JournalSink(syslogIdentifier, socketPath), restrictedToMinimumLevel);
    }
}
