using System.Globalization;
using FragGuard.Kernel;
using FragGuard.Systemd.Records;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace FragGuard.Systemd.Journal;

/// <summary>Writes the parts of a log event as the fields of a record.</summary>
/// <remarks>Keeps buffers, so it is for one thread at a time.</remarks>
internal sealed class JournalFields(string syslogIdentifier)
{
    private readonly MessageText _message = new();
    private readonly JsonValueFormatter _json = new(typeTagName: null);

    /// <summary>Writes one event: MESSAGE, PRIORITY, SYSLOG_IDENTIFIER, one field a property, EXCEPTION.</summary>
    /// <param name="logEvent">The event.</param>
    /// <param name="record">An empty record.</param>
    /// <remarks>
    /// MESSAGE is without control characters (see <see cref="SafeText"/>); the fields hold the values as they are.
    /// Fields that a record has no room for are left out, the message never.
    /// </remarks>
    internal void Write(LogEvent logEvent, JournalRecord record)
    {
        WriteHead(record, _message.Render(logEvent, keepNewlines: true), SyslogPriority.Of(logEvent));
        if (logEvent.Exception is { } exception)
        {
            record.Append("EXCEPTION"u8, exception.ToString());
        }

        foreach (var (name, value) in logEvent.Properties)
        {
            WriteProperty(record, name, value);
        }
    }

    /// <summary>Writes a record of the sink's own: how many were lost before it.</summary>
    /// <param name="record">An empty record.</param>
    /// <param name="lostCount">How many.</param>
    /// <param name="errno">Why the last one was.</param>
    internal void WriteLost(JournalRecord record, long lostCount, int errno)
    {
        var invariant = CultureInfo.InvariantCulture;
        var noun = lostCount == 1 ? "record was" : "records were";
        var message = string.Create(invariant, $"{lostCount} log {noun} lost before this one (last errno {errno})");
        WriteHead(record, message, SyslogPriority.Warning);
        record.Append("LOST_RECORDS"u8, lostCount.ToString(invariant));
        record.Append("ERRNO"u8, errno.ToString(invariant));
    }

    private void WriteHead(JournalRecord record, string message, int priority)
    {
        record.Append("MESSAGE"u8, message);
        record.Append("PRIORITY"u8, priority.ToString(CultureInfo.InvariantCulture));
        record.Append("SYSLOG_IDENTIFIER"u8, syslogIdentifier);
    }

    private void WriteProperty(JournalRecord record, string propertyName, LogEventPropertyValue value)
    {
        // The head has said it already.
        if (propertyName == SyslogPriority.PropertyName && SyslogPriority.TryRead(value, out _))
        {
            return;
        }

        Span<byte> name = stackalloc byte[JournalFieldName.MaxBytes];
        WriteValue(record, name[..JournalFieldName.Write(propertyName, name)], value);
    }

    private void WriteValue(JournalRecord record, ReadOnlySpan<byte> name, LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue { Value: null }:
                // Absent is what journald has for null: a match on the field finds only records that have it.
                return;
            case ScalarValue { Value: byte[] bytes }:
                record.Append(name, (ReadOnlySpan<byte>)bytes);
                return;
            case ScalarValue scalar:
                record.Append(name, ScalarText(scalar.Value));
                return;
            default:
                using (var json = new StringWriter(CultureInfo.InvariantCulture))
                {
                    _json.Format(value, json);
                    record.Append(name, json.ToString());
                }

                return;
        }
    }

    /// <summary>A value as text, the same in every culture.</summary>
    internal static string? ScalarText(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };
}
