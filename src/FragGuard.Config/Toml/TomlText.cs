using System.Globalization;
using System.Text;

namespace FragGuard.Config.Toml;

/// <summary>Writes keys and values as TOML text that reads back equal, and puts what a file says into messages: short,
/// printable, on one line.</summary>
/// <remarks>What a terminal could act on or hide, control and format characters, becomes an escape sequence.</remarks>
internal static class TomlText
{
    private const int LongestQuoteChars = 40;

    /// <summary>A key: bare where TOML allows it, else in quotes.</summary>
    internal static string Key(string key) => key.Length > 0 && key.All(Scan.IsBareKey) ? key : String(key);

    /// <summary>A string on one line, in double quotes. Half a surrogate pair becomes U+FFFD.</summary>
    internal static string String(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                _ when !IsHidden(rune) => rune.ToString(),
                <= char.MaxValue => $"\\u{rune.Value:X4}",
                _ => $"\\U{rune.Value:X8}",
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A float with a point or an exponent, so that it reads back as one.</summary>
    internal static string Float(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return text.AsSpan().ContainsAny('.', 'e', 'n')
            ? text.Replace("infinity", "inf", StringComparison.Ordinal)
            : text + ".0";
    }

    /// <summary>Text in quotation marks, cut when it is long.</summary>
    internal static string Quote(string text) => String(Shorten(text));

    /// <summary>A key as the file writes it, dots and quotes and all, in quotation marks if it has none.</summary>
    internal static string Source(string key) =>
        key.AsSpan().ContainsAny('"', '\'') && !key.EnumerateRunes().Any(IsHidden) ? Shorten(key) : Quote(key);

    /// <summary>Text cut when it is long.</summary>
    internal static string Shorten(string text) => text.Length <= LongestQuoteChars ? text
        : text[..(LongestQuoteChars - (char.IsHighSurrogate(text[LongestQuoteChars - 1]) ? 1 : 0))] + "...";

    /// <summary>What stands at a place of a file, as the object of "found".</summary>
    internal static string TokenText(string text, int at)
    {
        var end = Scan.Word(text, at);
        return text[at] switch
        {
            _ when end > at => Odd(text, at) ?? Quote(text[at..end]),
            ' ' or '\t' => "a space",
            '#' => "a comment",
            '"' => "a quotation mark",
            < ' ' or '\x7F' => Control(text[at]),
            _ => $"\"{text[at]}\"",
        };
    }

    /// <summary>The character at a place by its name, if it is one that is easily overlooked: a typographic quotation
    /// mark, a space that is none, an invisible one.</summary>
    internal static string? Odd(string text, int at)
    {
        _ = Rune.TryGetRuneAt(text, at, out var rune);
        return Rune.GetUnicodeCategory(rune) switch
        {
            _ when rune.IsAscii => null,
            UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation =>
                $"a typographic quotation mark (U+{rune.Value:X4}; use a plain \" instead)",
            UnicodeCategory.SpaceSeparator => $"a special space (U+{rune.Value:X4}; use an ordinary space instead)",
            _ => IsHidden(rune) ? $"an invisible character (U+{rune.Value:X4})" : null,
        };
    }

    /// <summary>A control character by its number, and what it may mean.</summary>
    internal static string Control(char character) => character switch
    {
        '\r' => "a carriage return (U+000D) without a line feed",
        '\0' => "a NUL character (U+0000)",
        _ => $"a control character (U+{(int)character:X4})",
    };

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
