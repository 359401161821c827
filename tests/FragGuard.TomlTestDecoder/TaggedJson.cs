using System.Globalization;
using System.Text.Json;
using FragGuard.Toml;

namespace FragGuard.TomlTestDecoder;

/// <summary>
/// Writes a document as the toml-test suite wants it: tables as objects, arrays as arrays, and each scalar as
/// <c>{"type": "integer", "value": "42"}</c>.
/// </summary>
public static class TaggedJson
{
    /// <summary>Writes a document and a newline.</summary>
    public static void Write(TomlTable document, Stream output)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(output);
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            WriteTable(json, document);
        }

        output.WriteByte((byte)'\n');
    }

    private static void WriteTable(Utf8JsonWriter json, TomlTable table)
    {
        json.WriteStartObject();
        foreach (var (key, value) in table)
        {
            json.WritePropertyName(key);
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, IEnumerable<object> array)
    {
        json.WriteStartArray();
        foreach (var value in array)
        {
            WriteValue(json, value);
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case TomlTable table:
                WriteTable(json, table);
                break;
            case TomlArray array:
                WriteArray(json, array);
                break;
            case TomlTableArray array:
                WriteArray(json, array);
                break;
            case string text:
                WriteScalar(json, "string", text);
                break;
            case long number:
                WriteScalar(json, "integer", number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                WriteScalar(json, "float", Float(number));
                break;
            case bool truth:
                WriteScalar(json, "bool", truth ? "true" : "false");
                break;
            case TomlDateTime dateTime:
                WriteScalar(json, Tag(dateTime.Kind), dateTime.ToString());
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, string type, string value)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    private static string Float(double number) => number switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Tag(TomlDateTimeKind kind) => kind switch
    {
        TomlDateTimeKind.OffsetDateTime => "datetime",
        TomlDateTimeKind.LocalDateTime => "datetime-local",
        TomlDateTimeKind.LocalDate => "date-local",
        _ => "time-local",
    };
}
