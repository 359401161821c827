using System.Globalization;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>An amount of memory: <c>"64KiB"</c>, <c>"16MiB"</c>, <c>"2GiB"</c>, <c>"1TiB"</c>, <c>"512B"</c>; whole
/// numbers, one unit.</summary>
/// <remarks>K alone, KB and kB mean 1000 to some and 1024 to others: they are not taken, and the message says what to
/// write.</remarks>
internal static class SizeFormat
{
    internal const string All = "all";
    internal const string Expected = "a size such as \"64KiB\", \"16MiB\" or \"2GiB\"";

    // From small to large; the first name is the one that is taken, the others are recognised to tell it.
    private static readonly (ulong Bytes, string[] Names)[] Units =
    [
        (1, ["B", "b", "byte", "bytes"]),
        (1UL << 10, ["KiB", "k", "kb", "kib", "ki"]),
        (1UL << 20, ["MiB", "m", "mb", "mib", "mi"]),
        (1UL << 30, ["GiB", "g", "gb", "gib", "gi"]),
        (1UL << 40, ["TiB", "t", "tb", "tib", "ti"]),
        (1UL << 50, ["PiB", "p", "pb", "pib", "pi"]),
    ];

    /// <summary>Reads a size within a range of bytes.</summary>
    internal static ValueFormat<ulong> Within(Range<ulong> range) => (object value, out ulong result) =>
    {
        result = 0;
        if (value is string text && TryParse(text, out result))
        {
            return WhyOutside(range, value, result);
        }

        return value switch
        {
            long and >= 0 => $"is {value} without a unit; for bytes write \"{Write((ulong)(long)value)}\"",
            string wrong when Meant(wrong) is { } meant => $"is {ValueFormat.Shown(value)}; did you mean \"{meant}\"?",
            _ => $"is {ValueFormat.Shown(value)}; expected {Expected}",
        };
    };

    /// <summary>Reads the size of a remedy's key.</summary>
    internal static ValueFormat<ulong> Of(SizeKey key)
    {
        var size = Within(new Range<ulong>(key.Min, key.Max));
        return !key.MayBeAll ? size : (object value, out ulong result) =>
        {
            result = SizeKey.All;
            return value is All ? null : size(value, out result) is { } wrong ? $"{wrong}; or \"{All}\"" : null;
        };
    }

    /// <summary>What is wrong with a size outside its range; null for one inside.</summary>
    internal static string? WhyOutside(Range<ulong> range, object value, ulong bytes) => range.Contains(bytes)
        ? null
        : $"is {ValueFormat.Shown(value)}; expected {Write(range.Min)} to {Write(range.Max)}";

    /// <summary>Reads a size in exactly this form.</summary>
    internal static bool TryParse(string text, out ulong bytes)
    {
        bytes = 0;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is <= 0 or > 16
            || Array.Find(Units, one => one.Names[0] == text[digits..]) is not { Names: not null } unit
            || !ulong.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        // More than fits is out of every range, as the most that fits.
        bytes = number > long.MaxValue / unit.Bytes ? long.MaxValue : number * unit.Bytes;
        return true;
    }

    /// <summary>A size in this form, in the largest unit that it is whole in.</summary>
    internal static string Write(ulong bytes) => Quantity.Exact(bytes);

    /// <summary>What was probably meant: blanks, other spellings of units, fractions, a bare number for
    /// bytes.</summary>
    internal static string? Meant(string text)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        var digits = ValueFormat.NumberLength(plain);
        var (number, name) = (plain[..digits], digits == plain.Length ? "b" : plain[digits..]);
        if (number.Length > 12
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || Array.Find(Units, one => one.Names.AsSpan(1).Contains(name)) is not { Names: not null } unit)
        {
            return null;
        }

        var bytes = amount * unit.Bytes;
        return bytes == decimal.Truncate(bytes) && bytes <= long.MaxValue ? Write((ulong)bytes) : null;
    }
}
