using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Config.Toml;

/// <summary>Puts what a file says into messages: short, printable, on one line.</summary>
internal static class TomlText
{
    private const int LongestQuoteChars = 40;

    /// <summary>Text in quotation marks, cut when it is long.</summary>
    internal static string Quote(string text) => TomlValue.Text(Shorten(text));

    /// <summary>A key as the file writes it, dots and quotes and all, in quotation marks if it has none.</summary>
    internal static string Source(string key) =>
        key.AsSpan().ContainsAny('"', '\'') && key.EnumerateRunes().All(SafeText.IsSafe) ? Shorten(key) : Quote(key);

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
            UnicodeCategory.OtherNotAssigned => null,
            UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation =>
                $"a typographic quotation mark (U+{rune.Value:X4}; use a plain \" instead)",
            UnicodeCategory.SpaceSeparator => $"a special space (U+{rune.Value:X4}; use an ordinary space instead)",
            _ => SafeText.IsSafe(rune) ? null : $"an invisible character (U+{rune.Value:X4})",
        };
    }

    /// <summary>A control character by its number, and what it may mean.</summary>
    internal static string Control(char character) => character switch
    {
        '\r' => "a carriage return (U+000D) without a line feed",
        '\0' => "a NUL character (U+0000)",
        _ => $"a control character (U+{(int)character:X4})",
    };
}
