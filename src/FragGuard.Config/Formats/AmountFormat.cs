using System.Globalization;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>An amount of free memory: <c>64</c> blocks, <c>"16MiB"</c>, or <c>"0.5%"</c> of the zone.</summary>
internal static class AmountFormat
{
    private const int PartsPerPercent = 10_000;
    private const string Expected = "a number of blocks (64), a size (\"16MiB\") or a share of the zone (\"0.5%\")";

    /// <summary>Reads an amount.</summary>
    internal static string? Read(object value, out Amount result)
    {
        result = default;
        switch (value)
        {
            case long blocks when blocks >= 1 && blocks <= Limits.MaxBlocks:
                result = Amount.Blocks((ulong)blocks);
                return null;
            case long blocks:
                return $"is {blocks}; expected 1 to {Limits.MaxBlocks} blocks";
            case string text when SizeFormat.TryParse(text, out var bytes):
                result = new Amount(AmountUnit.Bytes, bytes);
                return SizeFormat.WhyOutside(Limits.AmountBytes, value, bytes);
            case string text when TryParseShare(text, out var parts):
                result = new Amount(AmountUnit.PartsPerMillion, parts);
                return parts is >= 1 and <= 100 * PartsPerPercent
                    ? null
                    : $"is {ValueFormat.Shown(value)}; expected 0.0001% to 100%";
            case string text:
                return $"is {ValueFormat.Shown(value)}; {Advice(text)}";
            default:
                return $"is {ValueFormat.Shown(value)}; expected {Expected}";
        }
    }

    /// <summary>An amount in this form, as TOML.</summary>
    internal static string Write(Amount amount) => amount.Unit switch
    {
        AmountUnit.Blocks => amount.Value.ToString(CultureInfo.InvariantCulture),
        AmountUnit.Bytes => $"\"{SizeFormat.Write(amount.Value)}\"",
        _ => $"\"{WriteShare(amount.Value)}\"",
    };

    /// <summary>A share in this form: <c>0.5%</c>.</summary>
    internal static string WriteShare(ulong parts) =>
        ((decimal)parts / PartsPerPercent).ToString("0.####", CultureInfo.InvariantCulture) + "%";

    private static bool TryParseShare(string text, out ulong parts)
    {
        parts = 0;
        var number = text.AsSpan().TrimEnd('%');
        if (text is not [>= '0' and <= '9', .., '%'] || text.Length > 12
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            || percent * PartsPerPercent is var exact && exact != decimal.Truncate(exact))
        {
            return false;
        }

        parts = (ulong)exact;
        return true;
    }

    private static string Advice(string text)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal).Replace(',', '.');
        if (ulong.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var blocks))
        {
            return $"for blocks write {blocks} without quotes";
        }

        return plain != text && TryParseShare(plain, out _) ? $"did you mean \"{plain}\"?"
            : SizeFormat.Meant(text) is { } meant ? $"did you mean \"{meant}\"?"
            : plain.EndsWith('%') ? "expected a share of the zone from 0.0001% to 100%, with at most four decimals"
            : $"expected {Expected}";
    }
}
