using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>One event on its way to the program that is told: as JSON, and as environment variables.</summary>
internal sealed class Notification
{
    private const string NodeVariable = "NODE_NAME";
    private const int MostTextLength = 8 << 10;

    private readonly List<EventField> _fields;

    private Notification(List<EventField> fields) => _fields = fields;

    /// <summary>Which event a record is; null for one that nobody is told of.</summary>
    internal static string? KindOf(string name) => name switch
    {
        EventNames.IncidentOpened => NotifyEvent.Opened,
        EventNames.LadderExhausted => NotifyEvent.Exhausted,
        EventNames.IncidentClosed => NotifyEvent.Closed,
        EventNames.AllocationFailure => NotifyEvent.Failure,
        EventNames.TunableChanged or EventNames.TunableRestored => NotifyEvent.Tuned,
        _ => null,
    };

    /// <summary>Makes it of a record of the journal.</summary>
    internal static Notification Of(EventRecord record, DateTimeOffset at, bool isDryRun)
    {
        var node = Environment.GetEnvironmentVariable(NodeVariable);
        List<EventField> fields =
        [
            new("EVENT", record.Name),
            new("TIME", at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
            new("HOST", string.IsNullOrEmpty(node) ? Environment.MachineName : node),
            new("PRIORITY", record.Priority),
            new("MESSAGE", record.Message),
        ];
        if (isDryRun)
        {
            fields.Add(new EventField("DRY_RUN", true));
        }

        fields.AddRange(record.Added);
        return new Notification(fields);
    }

    /// <summary>One JSON object, with a newline behind it. Names are those of the journal in lower case, without their
    /// prefix.</summary>
    /// <param name="leftOut">How many events before it nobody was told of.</param>
    internal byte[] Json(int leftOut)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var field in _fields)
            {
                Write(json, field.Name.ToLowerInvariant(), field.Value);
            }

            if (leftOut > 0)
            {
                json.WriteNumber("left_out"u8, leftOut);
            }

            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>The same as <c>NAME=value</c>, by the journal's names.</summary>
    internal List<string> Variables(int leftOut)
    {
        var variables = new List<string>();
        foreach (var field in _fields)
        {
            variables.Add($"FRAGGUARD_{field.Name}={(field.Value is true ? "1" : Text(field.Value))}");
        }

        if (leftOut > 0)
        {
            variables.Add($"FRAGGUARD_LEFT_OUT={leftOut}");
        }

        return variables;
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case int or long:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, Text(value));
                break;
        }
    }

    private static string Text(object value)
    {
        var text = value is IFormattable number
            ? number.ToString(null, CultureInfo.InvariantCulture)
            : value.ToString() ?? "";
        return text.Length > MostTextLength ? text[..MostTextLength] : text;
    }
}
