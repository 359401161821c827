using System.Buffers;

namespace FragGuard.Kernel;

/// <summary>Walks through one kernel message by exact pieces of text, without allocating.</summary>
internal ref struct TextCursor(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>What has not been read yet.</summary>
    internal ReadOnlySpan<byte> Rest { get; private set; } = text;

    /// <summary>Skips exactly this text.</summary>
    /// <returns>False, with nothing consumed, if it is not next.</returns>
    internal bool TrySkip(ReadOnlySpan<byte> literal)
    {
        var next = Rest.StartsWith(literal);
        Rest = next ? Rest[literal.Length..] : Rest;
        return next;
    }

    /// <summary>Skips one byte.</summary>
    /// <returns>False, with nothing consumed, if another or none is next.</returns>
    internal bool TrySkip(char ascii)
    {
        var next = !Rest.IsEmpty && Rest[0] == ascii;
        Rest = next ? Rest[1..] : Rest;
        return next;
    }

    /// <summary>Reads up to this text, and skips the text itself.</summary>
    /// <returns>False, with nothing consumed, if it does not come.</returns>
    internal bool TryReadUntil(ReadOnlySpan<byte> literal, out ReadOnlySpan<byte> before)
    {
        var at = Rest.IndexOf(literal);
        before = at < 0 ? default : Rest[..at];
        Rest = at < 0 ? Rest : Rest[(at + literal.Length)..];
        return at >= 0;
    }

    /// <summary>Reads bytes of one kind, possibly none.</summary>
    internal ReadOnlySpan<byte> ReadWhile(SearchValues<byte> accepted)
    {
        var length = Rest.IndexOfAnyExcept(accepted);
        var read = length < 0 ? Rest : Rest[..length];
        Rest = Rest[read.Length..];
        return read;
    }

    /// <summary>Reads decimal digits, whatever stands behind them.</summary>
    /// <returns>False, with nothing consumed, if there are none or the number does not fit.</returns>
    internal bool TryReadNumber(out ulong number)
    {
        var before = Rest;
        var digits = new FieldReader(ReadWhile(Digits));
        if (digits.TryReadUInt64(out number))
        {
            return true;
        }

        Rest = before;
        return false;
    }

    /// <summary>Reads a number as C's <c>%#x</c> prints it: <c>0xcc0</c>, or <c>0</c>.</summary>
    /// <returns>The number with its prefix; empty, with nothing consumed, if there is none.</returns>
    internal ReadOnlySpan<byte> ReadHex()
    {
        var before = Rest;
        if (!TrySkip("0x"u8))
        {
            return TrySkip('0') ? before[..1] : default;
        }

        var digits = ReadWhile(HexDigits);
        Rest = digits.IsEmpty ? before : Rest;
        return digits.IsEmpty ? default : before[..(2 + digits.Length)];
    }
}
