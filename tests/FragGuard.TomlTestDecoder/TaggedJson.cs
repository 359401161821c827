using System.Globalization;
using System.Text.Json;
using FragGuard.Config.Toml;
using Tomlyn.Syntax;

namespace FragGuard.TomlTestDecoder;

/// <summary>
/// Writes a document as the toml-test suite wants it: tables as objects, arrays as arrays, and each scalar as
/// <c>{"type": "integer", "value": "42"}</c>.
/// </summary>
internal static class TaggedJson
{
    /// <summary>Writes a document and a newline.</summary>
    internal static void Write(TomlTable document, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            WriteTable(json, document);
        }

        output.WriteByte((byte)'\n');
    }

    private static void WriteTable(Utf8JsonWriter json, TomlTable table)
    {
        json.WriteStartObject();
        foreach (var (key, item) in table)
        {
            json.WritePropertyName(key);
            WriteValue(json, item.Value);
        }

        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, TomlArray array)
    {
        json.WriteStartArray();
        for (var i = 0; i < array.Count; i++)
        {
            WriteValue(json, array[i].Value);
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
            case DateTimeValueSyntax date:
                WriteScalar(json, Tag(date.Kind), Canonical(date));
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

    private static string Tag(SyntaxKind kind) => kind switch
    {
        SyntaxKind.LocalDateTime => "datetime-local",
        SyntaxKind.LocalDate => "date-local",
        SyntaxKind.LocalTime => "time-local",
        _ => "datetime",
    };

    /// <summary>The text as RFC 3339 wants it: a capital T and Z, and the seconds, which TOML 1.1 may leave
    /// out.</summary>
    private static string Canonical(DateTimeValueSyntax date)
    {
        var text = date.Token!.Text!.ToUpperInvariant().Replace(' ', 'T');
        var minutesEnd = text.IndexOf(':', StringComparison.Ordinal) + 3;
        return minutesEnd > 2 && (minutesEnd == text.Length || text[minutesEnd] != ':')
            ? text.Insert(minutesEnd, ":00")
            : text;
    }
}
