using System.Globalization;
using Serilog.Events;

namespace FragGuard.Systemd.Records;

/// <summary>syslog(3) priorities, 0 (emergency) to 7 (debug), and which one a log event has.</summary>
internal static class SyslogPriority
{
    /// <summary>The property, and journal field, that overrides the level's priority.</summary>
    internal const string PropertyName = "PRIORITY";

    /// <summary>LOG_CRIT.</summary>
    internal const int Critical = 2;

    /// <summary>LOG_ERR.</summary>
    internal const int Error = 3;

    /// <summary>LOG_WARNING.</summary>
    internal const int Warning = 4;

    /// <summary>LOG_NOTICE: normal but worth noticing; Serilog has no level for it.</summary>
    internal const int Notice = 5;

    /// <summary>LOG_INFO.</summary>
    internal const int Information = 6;

    /// <summary>LOG_DEBUG.</summary>
    internal const int Debug = 7;

    /// <summary>The priority of an event: its PRIORITY property when that is 0 to 7, else its level's.</summary>
    internal static int Of(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue(PropertyName, out var value) && TryRead(value, out var priority)
            ? priority
            : Of(logEvent.Level);

    /// <summary>Reads a value as a priority.</summary>
    /// <returns>False when it is not a whole number from 0 to 7.</returns>
    internal static bool TryRead(LogEventPropertyValue value, out int priority)
    {
        priority = Debug;
        return value is ScalarValue { Value: { } scalar }
            && int.TryParse(
                Convert.ToString(scalar, CultureInfo.InvariantCulture),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out priority)
            && priority <= Debug;
    }

    /// <summary>The priority of a level.</summary>
    internal static int Of(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => Critical,
        LogEventLevel.Error => Error,
        LogEventLevel.Warning => Warning,
        LogEventLevel.Information => Information,
        _ => Debug,
    };

    /// <summary>One word for a priority, as a person at a terminal reads it.</summary>
    internal static string Word(int priority) => priority switch
    {
        < Error => "fatal",
        Error => "error",
        Warning => "warn",
        Notice => "notice",
        Information => "info",
        _ => "debug",
    };
}
