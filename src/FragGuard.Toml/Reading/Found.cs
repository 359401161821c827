using System.Globalization;
using System.Text;

namespace FragGuard.Toml.Reading;

/// <summary>Puts what stands in a document into words for a message: short, printable, on one line.</summary>
internal static class Found
{
    private const int LongestQuoteChars = 40;

    // No more than this is decoded for a message, however long a word is.
    private const int LongestQuoteBytes = LongestQuoteChars * 4;

    /// <summary>What comes next, as the object of "found".</summary>
    public static string Next(Utf8Cursor cursor)
    {
        if (cursor.AtEnd)
        {
            return "the end of the file";
        }

        if (cursor.AtNewline)
        {
            return "the end of the line";
        }

        var next = (char)cursor.Peek();
        var word = cursor.TakeUntil(Characters.TokenStops);
        if (word.Length > 0)
        {
            return Word(word);
        }

        return next switch
        {
            ' ' or '\t' => "a space",
            '#' => "a comment",
            '"' => "a quotation mark",
            _ => char.IsControl(next) ? Control(next) : $"\"{next}\"",
        };
    }

    /// <summary>
    /// A word of the document in quotation marks; or its name, if it starts with an unprintable character.
    /// </summary>
    public static string Word(ReadOnlySpan<byte> word) => Odd(word) ?? Quote(word);

    /// <summary>
    /// What the first character is, if it is one that is easily overlooked: not UTF-8, typographic quotes, spaces that
    /// are no spaces, invisible characters.
    /// </summary>
    /// <returns>Null for an ordinary character.</returns>
    public static string? Odd(ReadOnlySpan<byte> word)
    {
        if (Rune.DecodeFromUtf8(word, out var rune, out _) != System.Buffers.OperationStatus.Done)
        {
            return NotUtf8(word);
        }

        var code = $"U+{rune.Value:X4}";
        return Rune.GetUnicodeCategory(rune) switch
        {
            _ when rune.IsAscii => null,
            UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation =>
                $"a typographic quotation mark ({code}; use a plain \" instead)",
            UnicodeCategory.SpaceSeparator => $"a special space ({code}; use an ordinary space instead)",
            UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator => $"an invisible character ({code})",
            _ => null,
        };
    }

    /// <summary>A control character by its number, and what it may mean.</summary>
    public static string Control(int character) => character switch
    {
        '\r' => "a carriage return (U+000D) without a line feed",
        0 => "a NUL character (U+0000)",
        _ => $"a control character (U+{character:X4})",
    };

    /// <summary>The first byte of a sequence that is not UTF-8.</summary>
    public static string NotUtf8(ReadOnlySpan<byte> bytes) => $"a byte that is not UTF-8 (0x{bytes[0]:X2})";

    /// <summary>Text of the document in quotation marks, cut when it is long, unprintable characters escaped.</summary>
    public static string Quote(ReadOnlySpan<byte> text) => TomlText.String(Shorten(text));

    /// <summary>Text of the document as it is, cut when it is long. For tokens of plain ASCII only.</summary>
    public static string Shorten(ReadOnlySpan<byte> text) =>
        Shorten(Encoding.UTF8.GetString(text.Length > LongestQuoteBytes ? text[..LongestQuoteBytes] : text));

    /// <summary>Some parts of a key, joined by dots, as the document would write them.</summary>
    public static string Path(IEnumerable<KeyPart> parts)
    {
        var path = new StringBuilder();
        foreach (var part in parts)
        {
            path.Append(path.Length > 0 ? "." : "").Append(TomlText.Key(part.Name));
        }

        return Shorten(path.ToString());
    }

    /// <summary>The same in quotation marks, if it has none of its own.</summary>
    public static string Key(IEnumerable<KeyPart> parts)
    {
        var path = Path(parts);
        return path.Contains('"', StringComparison.Ordinal) ? path : $"\"{path}\"";
    }

    private static string Shorten(string text)
    {
        if (text.Length <= LongestQuoteChars)
        {
            return text;
        }

        var length = char.IsHighSurrogate(text[LongestQuoteChars - 1]) ? LongestQuoteChars - 1 : LongestQuoteChars;
        return text[..length] + "...";
    }
}
