using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FragGuard.Systemd.Journal;
using FragGuard.Systemd.Records;
using Serilog.Events;

namespace FragGuard.Systemd.Lines;

/// <summary>One JSON object a line on stdout, with the fields that the journal would get: for a container's
/// log.</summary>
/// <remarks>Every value is text, as in <c>journalctl -o json</c>; <c>time</c> is RFC 3339 in UTC.</remarks>
public sealed class JsonLineSink : LineSink
{
    private readonly string _syslogIdentifier;

    /// <summary>A sink on stdout.</summary>
    /// <param name="syslogIdentifier">SYSLOG_IDENTIFIER.</param>
    public JsonLineSink(string syslogIdentifier) : this(LineOutput.ForStandardOutput(), syslogIdentifier)
    {
    }

    /// <summary>A sink on the given output.</summary>
    internal JsonLineSink(LineOutput output, string syslogIdentifier) : base(output) =>
        _syslogIdentifier = syslogIdentifier;

    private protected override string Format(LogEvent logEvent, MessageText message)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, logEvent.Timestamp.UtcDateTime.ToString(
                "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("MESSAGE"u8, message.Render(logEvent, keepNewlines: true));
            json.WriteString("PRIORITY"u8, SyslogPriority.Of(logEvent).ToString(CultureInfo.InvariantCulture));
            json.WriteString("SYSLOG_IDENTIFIER"u8, _syslogIdentifier);
            if (logEvent.Exception is { } exception)
            {
                json.WriteString("EXCEPTION"u8, exception.ToString());
            }

            WriteProperties(json, logEvent);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.WrittenSpan) + "\n";
    }

    private static void WriteProperties(Utf8JsonWriter json, LogEvent logEvent)
    {
        Span<byte> name = stackalloc byte[JournalFieldName.MaxBytes];
        foreach (var (property, value) in logEvent.Properties)
        {
            if (property != SyslogPriority.PropertyName && value is ScalarValue { Value: { } scalar })
            {
                json.WriteString(name[..JournalFieldName.Write(property, name)], JournalFields.ScalarText(scalar));
            }
        }
    }
}
