using FragGuard.Systemd.Journal;
using Serilog;
using Serilog.Configuration;
using Serilog.Events;

namespace FragGuard.Systemd.Lines;

/// <summary><c>WriteTo.</c> methods for stderr, and for whatever fits how the process was started.</summary>
public static class LineLoggerConfigurationExtensions
{
    /// <summary>Readable lines on stderr, coloured where <see cref="ConsoleLineSink.IsColourWanted()"/>.</summary>
    /// <param name="sinks"><c>WriteTo</c>.</param>
    /// <param name="restrictedToMinimumLevel">Events below it are not written.</param>
    /// <returns>The configuration, for chaining.</returns>
    public static LoggerConfiguration StderrLines(
        this LoggerSinkConfiguration sinks,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        return sinks.Sink(new ConsoleLineSink(ConsoleLineSink.IsColourWanted()), restrictedToMinimumLevel);
    }

    /// <summary>Lines with &lt;N&gt; priorities on stderr.</summary>
    /// <param name="sinks"><c>WriteTo</c>.</param>
    /// <param name="restrictedToMinimumLevel">Events below it are not written.</param>
    /// <returns>The configuration, for chaining.</returns>
    public static LoggerConfiguration StderrPriorityLines(
        this LoggerSinkConfiguration sinks,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        return sinks.Sink(new PriorityLineSink(), restrictedToMinimumLevel);
    }

    /// <summary>JSON objects on stdout, one a line.</summary>
    /// <param name="sinks"><c>WriteTo</c>.</param>
    /// <param name="restrictedToMinimumLevel">Events below it are not written.</param>
    /// <param name="syslogIdentifier">SYSLOG_IDENTIFIER; by default the executable's name.</param>
    /// <returns>The configuration, for chaining.</returns>
    public static LoggerConfiguration StdoutJsonLines(
        this LoggerSinkConfiguration sinks,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        string? syslogIdentifier = null)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        return sinks.Sink(
            new JsonLineSink(
                syslogIdentifier ?? Path.GetFileName(Environment.ProcessPath) ?? "dotnet"), restrictedToMinimumLevel);
    }

    /// <summary>The sink of a destination.</summary>
    /// <param name="sinks"><c>WriteTo</c>.</param>
    /// <param name="destination">Usually <see cref="LogDestinations.Choose(string)"/>.</param>
    /// <param name="restrictedToMinimumLevel">Events below it are not written.</param>
    /// <param name="syslogIdentifier">For the journal: see <see cref="JournalSink"/>.</param>
    /// <param name="socketPath">For the journal: its socket.</param>
    /// <returns>The configuration, for chaining.</returns>
    public static LoggerConfiguration Destination(
        this LoggerSinkConfiguration sinks,
        LogDestination destination,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        string? syslogIdentifier = null,
        string socketPath = JournalSocket.DefaultPath) => destination switch
        {
            LogDestination.Terminal => sinks.StderrLines(restrictedToMinimumLevel),
            LogDestination.Journal => sinks.Journal(restrictedToMinimumLevel, syslogIdentifier, socketPath),
            LogDestination.PriorityLines => sinks.StderrPriorityLines(restrictedToMinimumLevel),
            LogDestination.JsonLines => sinks.StdoutJsonLines(restrictedToMinimumLevel, syslogIdentifier),
            _ => throw new ArgumentOutOfRangeException(nameof(destination), destination, "Not a destination."),
        };
}
