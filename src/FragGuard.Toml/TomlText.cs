using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace FragGuard.Toml;

/// <summary>Writes keys and values as TOML text that reads back equal.</summary>
/// <remarks>
/// Uses only what TOML 1.0 readers know, too. Everything a terminal could act on or hide, control and format
/// characters, is written as an escape sequence.
/// </remarks>
public static class TomlText
{
    /// <summary>A key: bare where TOML allows it, else in quotes.</summary>
    /// <exception cref="ArgumentException">
    /// The key holds half a surrogate pair, which is no Unicode character.
    /// </exception>
    public static string Key(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Length > 0 && key.All(IsBare) ? key : String(key);
    }

    /// <summary>A string on one line, in double quotes.</summary>
    /// <exception cref="ArgumentException">
    /// The text holds half a surrogate pair, which is no Unicode character.
    /// </exception>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "TOML's own word for the type.")]
    public static string String(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                throw new ArgumentException($"half a surrogate pair at index {at} cannot be written", nameof(text));
            }

            AppendRune(quoted, rune);
            at += rune.Utf16SequenceLength;
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Any value, on one line: tables in braces, arrays in brackets.</summary>
    /// <exception cref="ArgumentException">The value is of a type that TOML does not have.</exception>
    /// <exception cref="InvalidOperationException">
    /// Deeper than <see cref="TomlReader.MaxNesting"/>, or in itself.
    /// </exception>
    public static string Value(object value)
    {
        var text = new StringBuilder();
        AppendValue(text, TomlValue.Checked(value), depth: 1);
        return text.ToString();
    }

    /// <summary>Writes a value that stands in so many tables and arrays.</summary>
    internal static void AppendValue(StringBuilder text, object value, int depth)
    {
        switch (value)
        {
            case string characters:
                text.Append(String(characters));
                break;
            case long number:
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                text.Append(Float(number));
                break;
            case bool truth:
                text.Append(truth ? "true" : "false");
                break;
            case TomlTable table:
                AppendTable(text, table, depth);
                break;
            case TomlArray array:
                AppendArray(text, array, depth);
                break;
            case TomlTableArray array:
                AppendArray(text, array, depth);
                break;
            default:
                text.Append(((TomlDateTime)value).ToString());
                break;
        }
    }

    /// <summary>Refuses what no reader would take back; a table that is put into itself has no end.</summary>
    internal static void ThrowIfTooDeep(int depth)
    {
        if (depth > TomlReader.MaxNesting)
        {
            throw new InvalidOperationException(
                $"tables and arrays are nested more than {TomlReader.MaxNesting} deep, or one stands in itself");
        }
    }

    private static void AppendTable(StringBuilder text, TomlTable table, int depth)
    {
        ThrowIfTooDeep(depth);
        var separator = "{ ";
        foreach (var (key, value) in table)
        {
            text.Append(separator).Append(Key(key)).Append(" = ");
            AppendValue(text, value, depth + 1);
            separator = ", ";
        }

        text.Append(table.Count == 0 ? "{}" : " }");
    }

    private static void AppendArray(StringBuilder text, IEnumerable<object> array, int depth)
    {
        ThrowIfTooDeep(depth);
        var separator = "";
        text.Append('[');
        foreach (var value in array)
        {
            text.Append(separator);
            AppendValue(text, value, depth + 1);
            separator = ", ";
        }

        text.Append(']');
    }

    private static void AppendRune(StringBuilder quoted, Rune rune)
    {
        var escape = rune.Value switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\f' => "\\f",
            '\r' => "\\r",
            _ when IsPrintable(rune) => null,
            <= char.MaxValue => $"\\u{rune.Value:X4}",
            _ => $"\\U{rune.Value:X8}",
        };
        quoted.Append(escape ?? rune.ToString());
    }

    private static bool IsBare(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-';

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Float(double number)
    {
        if (double.IsNaN(number))
        {
            return "nan";
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? "inf" : "-inf";
        }

        var shortest = number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return shortest.AsSpan().ContainsAny('.', 'e') ? shortest : shortest + ".0";
    }
}
