namespace FragGuard.Config.Toml;

/// <summary>Says what is wrong with a value without quotes: a number, a date, or a word.</summary>
/// <remarks>Whether it is right, Tomlyn is asked, and so it is about what may have been meant.</remarks>
internal static class ScalarFault
{
    private const int LongestNumber = 100;

    /// <summary>What is wrong with it; null if nothing is.</summary>
    internal static string? Of(string word)
    {
        var digits = word.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var lower = word.ToLowerInvariant();
        return lower switch
        {
            _ when TomlReader.IsValue(word) => null,
            _ when TomlText.Odd(word, 0) is { } oddity => $"expected a value, found {oddity}",
            _ when digits > 0 && word[digits] is '-' or ':' => $"{TomlText.Quote(word)} is not a date or time; "
                + "a date is written like 1979-05-27, a time like 07:32 or 07:32:00, both with a T or a space between",
            _ when digits != 0 || word[0] is '+' or '-' or '.' or '_' => OfNumber(word),
            "true" or "false" or "inf" or "nan" => Unquoted($"write {lower} in lower case"),
            "yes" or "no" or "on" or "off" => Unquoted("a boolean is true or false"),
            "null" or "nil" or "none" => Unquoted("TOML has no null: leave the key out"),
            _ => Unquoted("a string must be in quotes"),
        };

        string Unquoted(string hint) => $"expected a value, found {TomlText.Quote(word)}; {hint}";
    }

    /// <summary>The message about an integer that is too long.</summary>
    internal static string TooLarge(string number) => $"the integer {TomlText.Shorten(number)} does not fit in "
        + $"64 bits: it must be from {long.MinValue} to {long.MaxValue}";

    private static string OfNumber(string word)
    {
        var unsigned = word.TrimStart('+', '-');
        var (sign, rest) = (word[..^unsigned.Length], unsigned.TrimStart('0', '_'));
        var zero = rest.Length > 0 && char.IsAsciiDigit(rest[0]) || unsigned == rest ? "" : "0";
        (string Meant, string Rule)[] attempts =
        [
            (word.Replace("_", "", StringComparison.Ordinal), "an underscore must stand between two digits"),
            (word.ToLowerInvariant(), "a number's prefix is in lower case"),
            (word.Replace(".", "0.", StringComparison.Ordinal), "a number needs a digit before the dot"),
            (word.Replace(".", ".0", StringComparison.Ordinal), "a number needs a digit after the dot"),
            (sign + zero + rest, "leading zeros are not allowed in numbers"),
        ];
        foreach (var (meant, rule) in attempts)
        {
            if (meant.Length < LongestNumber && TomlReader.IsValue(meant))
            {
                return $"{rule}: write {TomlText.Shorten(meant)} instead of {TomlText.Shorten(word)}";
            }
        }

        var start = word[..Math.Min(word.Length, "9223372036854775807".Length - 1)];
        return start != word && TomlReader.IsValue(start) && word[start.Length..].All(char.IsAsciiHexDigit)
            ? TooLarge(word)
            : $"{TomlText.Quote(word)} is not a number; if text is meant, put it in quotes";
    }
}
