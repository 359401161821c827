using System.Globalization;
using Serilog.Events;
using Serilog.Parsing;

namespace FragGuard.Systemd.Tests.Support;

/// <summary>Makes log events.</summary>
internal static class LogEvents
{
    private static readonly DateTimeOffset Noon =
        DateTimeOffset.Parse("2026-11-21T12:34:56+02:00", CultureInfo.InvariantCulture);

    internal static LogEvent Make(
        string template,
        LogEventLevel level = LogEventLevel.Information,
        Exception? exception = null,
        params (string Name, object? Value)[] properties) =>
        new(
            Noon,
            level,
            exception,
            new MessageTemplateParser().Parse(template),
            properties.Select(static property => new LogEventProperty(
                property.Name,
                property.Value as LogEventPropertyValue ?? new ScalarValue(property.Value))));
}
