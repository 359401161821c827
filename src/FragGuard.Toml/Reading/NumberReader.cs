using System.Globalization;

namespace FragGuard.Toml.Reading;

/// <summary>Reads integers and floats: pure functions from a token to a value or to what is wrong with it.</summary>
/// <remarks>
/// A float beyond the range of a binary64 becomes infinity and one too small becomes zero, as IEEE 754 rounds. An
/// integer beyond 64 bits is an error, because TOML forbids to lose anything of it.
/// </remarks>
internal static class NumberReader
{
    /// <summary>True when the token is a number, or was most likely meant as one.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> token) =>
        char.IsAsciiDigit((char)token[0])
        || token[0] is (byte)'+' or (byte)'-'
        || (token is [(byte)'.' or (byte)'_', var next, ..] && char.IsAsciiDigit((char)next))
        || token.SequenceEqual("inf"u8)
        || token.SequenceEqual("nan"u8);

    /// <summary>Reads one number.</summary>
    /// <returns>Null when it is one; else the message, and the value is null.</returns>
    public static string? Read(ReadOnlySpan<byte> token, out object? value)
    {
        value = null;
        var isSigned = token[0] is (byte)'+' or (byte)'-';
        var unsigned = isSigned ? token[1..] : token;
        if (unsigned.SequenceEqual("inf"u8))
        {
            value = token[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return null;
        }

        if (unsigned.SequenceEqual("nan"u8))
        {
            value = double.NaN;
            return null;
        }

        return unsigned switch
        {
            [(byte)'0', (byte)'x' or (byte)'X', ..] => ReadPrefixed(token, isSigned, radixBits: 4, out value),
            [(byte)'0', (byte)'o' or (byte)'O', ..] => ReadPrefixed(token, isSigned, radixBits: 3, out value),
            [(byte)'0', (byte)'b' or (byte)'B', ..] => ReadPrefixed(token, isSigned, radixBits: 1, out value),
            _ => ReadDecimal(token, isSigned ? 1 : 0, out value),
        };
    }

    private static string? ReadPrefixed(ReadOnlySpan<byte> token, bool isSigned, int radixBits, out object? value)
    {
        value = null;
        var prefix = isSigned ? token[1..3] : token[..2];
        if (char.IsAsciiLetterUpper((char)prefix[1]))
        {
            return $"a number's prefix is in lower case: write 0{(char)(prefix[1] | 0x20)} "
                + $"instead of {Found.Shorten(prefix)}";
        }

        if (isSigned)
        {
            return $"a number that starts with {Found.Shorten(prefix)} cannot have a sign, "
                + $"found {Found.Quote(token)}";
        }

        var at = 2;
        if (SkipDigits(token, ref at, radixBits) is { } problem)
        {
            return problem;
        }

        if (at < token.Length)
        {
            return NotANumber(token);
        }

        if (!TryAccumulate(token[2..], radixBits, out var number))
        {
            return TooLarge(token);
        }

        value = number;
        return null;
    }

    private static string? ReadDecimal(ReadOnlySpan<byte> token, int signLength, out object? value)
    {
        value = null;
        var at = signLength;
        if (at < token.Length && token[at] == '.')
        {
            return $"a number needs a digit before the dot: write 0.5 and not .5, found {Found.Quote(token)}";
        }

        if (SkipDigits(token, ref at) is { } problem)
        {
            return problem;
        }

        var whole = signLength..at;
        if ((SkipFraction(token, ref at) ?? SkipExponent(token, ref at)) is { } fractionProblem)
        {
            return fractionProblem;
        }

        if (at < token.Length)
        {
            return NotANumber(token);
        }

        return token[whole] is [(byte)'0', _, ..]
            ? LeadingZeros(token, whole)
            : Convert(token, isFloat: at > whole.End.Value, out value);
    }

    private static string? SkipFraction(ReadOnlySpan<byte> token, ref int at)
    {
        if (at == token.Length || token[at] != '.')
        {
            return null;
        }

        at++;
        return at == token.Length || !char.IsAsciiDigit((char)token[at])
            ? $"a number needs a digit after the dot: write 1.0 and not 1., found {Found.Quote(token)}"
            : SkipDigits(token, ref at);
    }

    private static string? SkipExponent(ReadOnlySpan<byte> token, ref int at)
    {
        if (at == token.Length || token[at] is not ((byte)'e' or (byte)'E'))
        {
            return null;
        }

        at++;
        if (at < token.Length && token[at] is (byte)'+' or (byte)'-')
        {
            at++;
        }

        return SkipDigits(token, ref at);
    }

    /// <summary>Goes over digits with single underscores between them; there must be at least one.</summary>
    private static string? SkipDigits(ReadOnlySpan<byte> token, ref int at, int radixBits = 0)
    {
        var start = at;
        while (at < token.Length)
        {
            if (token[at] == '_')
            {
                var isBetweenDigits = at > start && token[at - 1] != '_'
                    && at + 1 < token.Length && IsDigit(token[at + 1], radixBits);
                if (!isBetweenDigits)
                {
                    return $"an underscore must stand between two digits, found {Found.Quote(token)}";
                }
            }
            else if (!IsDigit(token[at], radixBits))
            {
                break;
            }

            at++;
        }

        return at == start ? NotANumber(token) : null;
    }

    private static bool IsDigit(byte character, int radixBits) => radixBits switch
    {
        4 => char.IsAsciiHexDigit((char)character),
        3 => character is >= (byte)'0' and <= (byte)'7',
        1 => character is (byte)'0' or (byte)'1',
        _ => char.IsAsciiDigit((char)character),
    };

    private static bool TryAccumulate(ReadOnlySpan<byte> digits, int radixBits, out long number)
    {
        number = 0;
        foreach (var character in digits)
        {
            if (character == '_')
            {
                continue;
            }

            if (number > long.MaxValue >> radixBits)
            {
                return false;
            }

            var digit = character <= '9' ? character - '0' : (character | 0x20) - 'a' + 10;
            number = (number << radixBits) | (uint)digit;
        }

        return true;
    }

    private static string? Convert(ReadOnlySpan<byte> token, bool isFloat, out object? value)
    {
        Span<byte> digits = token.Length <= 128 ? stackalloc byte[token.Length] : new byte[token.Length];
        var length = 0;
        foreach (var character in token)
        {
            if (character != '_')
            {
                digits[length++] = character;
            }
        }

        digits = digits[..length];
        if (isFloat)
        {
            value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
            return null;
        }

        var fits = long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        value = fits ? number : null;
        return fits ? null : TooLarge(token);
    }

    private static string LeadingZeros(ReadOnlySpan<byte> token, Range whole)
    {
        var digits = token[whole].TrimStart("0_"u8);
        var right = Found.Shorten(token[..whole.Start.Value])
            + (digits.IsEmpty ? "0" : Found.Shorten(digits))
            + Found.Shorten(token[whole.End.Value..]);
        return $"leading zeros are not allowed in numbers: write {right} instead of {Found.Shorten(token)}";
    }

    private static string TooLarge(ReadOnlySpan<byte> token) =>
        $"the integer {Found.Shorten(token)} does not fit in 64 bits: "
        + "it must be from -9223372036854775808 to 9223372036854775807";

    private static string NotANumber(ReadOnlySpan<byte> token) =>
        $"{Found.Quote(token)} is not a number; if text is meant, put it in quotes";
}
