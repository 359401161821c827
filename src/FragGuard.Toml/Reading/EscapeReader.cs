using System.Buffers;
using System.Globalization;
using System.Text;

namespace FragGuard.Toml.Reading;

/// <summary>Reads what stands after a backslash in a basic string.</summary>
internal static class EscapeReader
{
    /// <summary>Reads the escape sequence whose backslash is next, and writes what it stands for.</summary>
    /// <returns>
    /// False when it is none, which is reported. A backslash before the line's end is left to the caller.
    /// </returns>
    public static bool Read(ref Utf8Cursor cursor, ErrorLog errors, IBufferWriter<byte> text)
    {
        var position = cursor.Here();
        cursor.Advance();
        switch (cursor.Peek())
        {
            case 'b': return Write(ref cursor, text, "\b"u8);
            case 't': return Write(ref cursor, text, "\t"u8);
            case 'n': return Write(ref cursor, text, "\n"u8);
            case 'f': return Write(ref cursor, text, "\f"u8);
            case 'r': return Write(ref cursor, text, "\r"u8);
            case 'e': return Write(ref cursor, text, "\u001B"u8);
            case '"': return Write(ref cursor, text, "\""u8);
            case '\\': return Write(ref cursor, text, "\\"u8);
            case 'x': return ReadCodePoint(ref cursor, errors, text, position, digitCount: 2);
            case 'u': return ReadCodePoint(ref cursor, errors, text, position, digitCount: 4);
            case 'U': return ReadCodePoint(ref cursor, errors, text, position, digitCount: 8);
            case '\n' or Utf8Cursor.EndOfText: return false;
            case '\r' when cursor.AtNewline: return false;
            default: return Refuse(ref cursor, errors, position);
        }
    }

    private static bool Write(ref Utf8Cursor cursor, IBufferWriter<byte> text, ReadOnlySpan<byte> meaning)
    {
        cursor.Advance();
        text.Write(meaning);
        return true;
    }

    private static bool ReadCodePoint(
        ref Utf8Cursor cursor, ErrorLog errors, IBufferWriter<byte> text, TomlPosition position, int digitCount)
    {
        var letter = (char)cursor.Peek();
        var code = 0u;
        cursor.Advance();
        for (var i = 0; i < digitCount; i++)
        {
            if (cursor.AtEnd || !char.IsAsciiHexDigit((char)cursor.Peek()))
            {
                var found = Found.Next(cursor);
                errors.Add(position, $"expected {digitCount} hexadecimal digits after \\{letter}, found {found}");
                return false;
            }

            code = (code << 4) | HexDigit(cursor.Peek());
            cursor.Advance();
        }

        if (!Rune.TryCreate(code, out var rune))
        {
            var name = code.ToString($"X{digitCount}", CultureInfo.InvariantCulture);
            var reason = code <= char.MaxValue ? "is half a surrogate pair" : "lies beyond U+10FFFF, the last one";
            errors.Add(position, $"\\{letter}{name} is not a Unicode character: it {reason}");
            return false;
        }

        text.Advance(rune.EncodeToUtf8(text.GetSpan(4)));
        return true;
    }

    private static bool Refuse(ref Utf8Cursor cursor, ErrorLog errors, TomlPosition position)
    {
        _ = Rune.DecodeFromUtf8(cursor.Rest, out _, out var length);
        var next = cursor.Rest[..length];
        var found = char.IsControl((char)next[0]) || next[0] == ' ' ? Found.Next(cursor) : Found.Word(next);
        errors.Add(
            position,
            $"\\ starts an escape sequence such as \\n or \\\\, found {found} after it; "
            + "write \\\\ for a backslash, or put the string in single quotes");
        cursor.Advance(length);
        return false;
    }

    private static uint HexDigit(int character) =>
        (uint)(character <= '9' ? character - '0' : (character | 0x20) - 'a' + 10);
}
