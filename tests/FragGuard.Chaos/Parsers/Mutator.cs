namespace FragGuard.Chaos.Parsers;

/// <summary>Damages a text at random: bytes changed, cut, doubled, numbers made absurd, two texts spliced.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly byte[][] Tokens =
    [
        "0"u8.ToArray(), "-1"u8.ToArray(), "18446744073709551615"u8.ToArray(), "18446744073709551616"u8.ToArray(),
        "9223372036854775808"u8.ToArray(), "1e308"u8.ToArray(), "NaN"u8.ToArray(), "\n"u8.ToArray(), "\r\n"u8.ToArray(),
        "\0"u8.ToArray(), "  "u8.ToArray(), "\t"u8.ToArray(), "\""u8.ToArray(), "'''"u8.ToArray(), "[["u8.ToArray(),
        "]"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "="u8.ToArray(), "."u8.ToArray(), ","u8.ToArray(),
        "#"u8.ToArray(), "\\u"u8.ToArray(), "order:"u8.ToArray(), "Node 0, zone"u8.ToArray(), "managed"u8.ToArray(),
        "full avg10="u8.ToArray(), "@ "u8.ToArray(), "page allocation failure"u8.ToArray(),
        [0xe2, 0x80, 0xae], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80],
    ];

    private const int LargestBytes = 64 << 10;

    /// <summary>A damaged copy.</summary>
    /// <param name="original">The text.</param>
    /// <param name="other">Another one, to take pieces from.</param>
    internal byte[] Damage(byte[] original, byte[] other)
    {
        var text = new List<byte>(original);
        for (var hits = random.Next(1, 9); hits > 0 && text.Count < LargestBytes; hits--)
        {
            Hit(text, other);
        }

        return [.. text];
    }

    private void Hit(List<byte> text, byte[] other)
    {
        var at = random.Next(text.Count + 1);
        var length = Math.Min(text.Count - at, random.Next(1, 40));
        switch (random.Next(9))
        {
            case 0 when at < text.Count: text[at] = (byte)random.Next(256); break;
            case 1 when at < text.Count: text[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: text.RemoveRange(at, length); break;
            case 3: text.RemoveRange(at, text.Count - at); break;
            case 4: text.InsertRange(at, text.GetRange(at, length)); break;
            case 5: text.InsertRange(at, Piece(other)); break;
            case 6: Repeat(text, at, length); break;
            case 7: ReplaceNumber(text, at); break;
            default: text.InsertRange(at, Tokens[random.Next(Tokens.Length)]); break;
        }
    }

    private byte[] Piece(byte[] other)
    {
        var from = random.Next(other.Length + 1);
        return other[from..(from + Math.Min(other.Length - from, random.Next(200)))];
    }

    private void Repeat(List<byte> text, int at, int length)
    {
        var piece = text.GetRange(at, Math.Min(length, 8));
        for (var times = random.Next(1, 60); times > 0; times--)
        {
            text.InsertRange(at, piece);
        }
    }

    private void ReplaceNumber(List<byte> text, int from)
    {
        var start = from;
        while (start < text.Count && !char.IsAsciiDigit((char)text[start]))
        {
            start++;
        }

        var end = start;
        while (end < text.Count && char.IsAsciiDigit((char)text[end]))
        {
            end++;
        }

        text.RemoveRange(start, end - start);
        text.InsertRange(start, Tokens[random.Next(7)]);
    }
}
