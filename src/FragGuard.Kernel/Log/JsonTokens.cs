using System.Buffers.Text;
using System.Text;

namespace FragGuard.Kernel;

/// <summary>What <see cref="JsonTokens"/> has read.</summary>
internal enum JsonToken
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>A string in front of a colon or an arrow.</summary>
    Key,

    /// <summary>A string.</summary>
    Text,

    /// <summary>A number or a word without quotes.</summary>
    Word,

    /// <summary>The start of an array of numbers: a text that is not UTF-8, as journald writes it.</summary>
    Array,

    /// <summary>An object ended, and another follows.</summary>
    NextObject,
}

/// <summary>Walks through the strings of a JSON text, or of what is like it: Ruby's arrows, Python's single quotes,
/// text
/// before, behind or in between, a line that was cut.</summary>
/// <remarks>A log must be readable where a strict reader stops at the first wrong comma.</remarks>
internal ref struct JsonTokens(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The string without quotes and still escaped, or the word.</summary>
    internal ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The quote around the string that was read last.</summary>
    private byte _quote;

    /// <summary>Reads the next token.</summary>
    internal JsonToken Next()
    {
        while (!_rest.IsEmpty)
        {
            var first = _rest[0];
            switch (first)
            {
                case (byte)'"':
                case (byte)'\'' when IsQuote():
                    return ReadString(first);
                case (byte)'}' when IsNextObject():
                    Skip(1);
                    return JsonToken.NextObject;
                case (byte)'[' when IsNumberArray():
                    return JsonToken.Array;
                case >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'z':
                    var length = _rest.IndexOfAnyExcept(LogBytes.JsonWord);
                    Value = length < 0 ? _rest : _rest[..length];
                    Skip(Value.Length);
                    return JsonToken.Word;
                default:
                    _quote = first is (byte)'{' or (byte)',' or (byte)':' or (byte)'[' ? (byte)0 : _quote;
                    Skip(1);
                    break;
            }
        }

        return JsonToken.End;
    }

    /// <summary>Reads an array of numbers as bytes.</summary>
    internal int ReadBytes(Span<byte> buffer)
    {
        var written = 0;
        var end = _rest.IndexOf((byte)']');
        var numbers = end < 0 ? _rest : _rest[..end];
        Skip(end < 0 ? _rest.Length : end + 1);
        foreach (var range in numbers.Split((byte)','))
        {
            var number = numbers[range].Trim("[ "u8);
            if (written < buffer.Length && Utf8Parser.TryParse(number, out byte value, out var read)
                && read == number.Length)
            {
                buffer[written++] = value;
            }
        }

        return written;
    }

    /// <summary>Undoes the escapes of a string.</summary>
    /// <returns>How many bytes were written; as many as the string has at most.</returns>
    internal static int Unescape(ReadOnlySpan<byte> text, Span<byte> buffer)
    {
        var written = 0;
        while (!text.IsEmpty)
        {
            var at = text.IndexOf((byte)'\\');
            var plain = at < 0 ? text : text[..at];
            plain.CopyTo(buffer[written..]);
            written += plain.Length;
            text = text[plain.Length..];
            if (text.Length < 2)
            {
                return written;
            }

            text = text[UnescapeOne(text, buffer, ref written)..];
        }

        return written;
    }

    private static int UnescapeOne(ReadOnlySpan<byte> text, Span<byte> buffer, ref int written)
    {
        switch (text[1])
        {
            case (byte)'n': buffer[written++] = (byte)'\n'; return 2;
            case (byte)'t': buffer[written++] = (byte)'\t'; return 2;
            case (byte)'r' or (byte)'b' or (byte)'f': return 2;
            case (byte)'u' when text.Length >= 6 && Utf8Parser.TryParse(text.Slice(2, 4), out ushort code, out var read,
                'x')
                && read == 4:
                written += Rune.TryCreate((char)code, out var rune) ? rune.EncodeToUtf8(buffer[written..]) : 0;
                return 6;

            // The kernel's own escapes are kept for whoever undoes them.
            case (byte)'x': buffer[written++] = (byte)'\\'; return 1;
            default: buffer[written++] = text[1]; return 2;
        }
    }

    private JsonToken ReadString(byte quote)
    {
        var end = 1;
        while (end < _rest.Length && _rest[end] != quote)
        {
            end += _rest[end] == (byte)'\\' ? 2 : 1;
        }

        Value = _rest[1..Math.Min(end, _rest.Length)];
        Skip(Math.Min(end + 1, _rest.Length));
        var next = _rest.TrimStart(" \t"u8);
        _quote = quote;
        if (next.StartsWith(":"u8) || next.StartsWith("=>"u8))
        {
            _rest = next;
            return JsonToken.Key;
        }

        return JsonToken.Text;
    }

    // An apostrophe opens a string only where a value or a key can begin.
    private readonly bool IsQuote() => _quote is 0 or (byte)'\'';

    private readonly bool IsNextObject() => _rest[1..].TrimStart(" ,"u8).StartsWith("{"u8);

    private readonly bool IsNumberArray()
    {
        var inside = _rest[1..];
        var length = inside.IndexOfAnyExcept(LogBytes.JsonArray);
        return length > 4 && inside[length] == (byte)']' && inside[..length].Count((byte)',') > 2;
    }

    private void Skip(int bytes) => _rest = _rest[bytes..];
}
