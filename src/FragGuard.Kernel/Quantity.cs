using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FragGuard.Kernel;

/// <summary>Amounts as people write them: sizes, counts, shares, durations and plurals. Every text of FragGuard takes
/// them from here.</summary>
/// <remarks>What an administrator writes into the configuration file has its own exact forms, which read back equal:
/// these do not.</remarks>
[SuppressMessage("Naming", "CA1720", Justification = "Short and Long are forms of words, not of integers.")]
public static class Quantity
{
    private const string Units = "BKMGTPEZY";
    private const ulong LargestWholeCount = 9_999_999;

    /// <summary>Bytes in binary units, at most five characters: <c>4K</c>, <c>9.4M</c>, <c>1023M</c>.</summary>
    public static string Short(UInt128 bytes)
    {
        var (number, unit) = Scale(bytes);
        return bytes == 0 ? "0" : number + Units[unit];
    }

    /// <summary>Bytes in binary units with their full names: <c>4 KiB</c>, <c>9.4 MiB</c>, <c>512 bytes</c>.</summary>
    public static string Long(UInt128 bytes)
    {
        var (number, unit) = Scale(bytes);
        return unit == 0 ? $"{number} bytes" : $"{number} {Units[unit]}iB";
    }

    /// <summary>Bytes as the configuration file has them, exact: <c>64MiB</c>, <c>1536KiB</c>, <c>0B</c>.</summary>
    public static string Exact(ulong bytes)
    {
        var unit = 0;
        for (; unit < 5 && bytes > 0 && bytes % 1024 == 0; bytes /= 1024)
        {
            unit++;
        }

        return unit == 0 ? $"{bytes}B" : $"{bytes}{Units[unit]}iB";
    }

    /// <summary>A number of blocks, at most seven characters: whole up to ten millions, then <c>12.3M</c>, <c>4.5G</c>
    /// by thousands.</summary>
    public static string Count(ulong count)
    {
        if (count <= LargestWholeCount)
        {
            return count.ToString(CultureInfo.InvariantCulture);
        }

        var (scaled, unit) = (count / 1e6, 2);
        for (; scaled >= 999.95; scaled /= 1000)
        {
            unit++;
        }

        return scaled.ToString("0.0", CultureInfo.InvariantCulture) + Units[unit];
    }

    /// <summary>A change with its sign; nothing for none.</summary>
    public static string Change(ulong before, ulong after) =>
        after == before ? "" : after > before ? "+" + Count(after - before) : "-" + Count(before - after);

    /// <summary>A gain or a loss, always with a sign: <c>+12</c>, <c>-3</c>, <c>+0</c>.</summary>
    public static string Gain(long gain) => gain.ToString("+0;-0;+0", CultureInfo.InvariantCulture);

    /// <summary>Thousandths as a percentage: <c>1.7%</c>.</summary>
    public static string Percent(int permille) => $"{permille / 10}.{permille % 10}%";

    /// <summary>Hundredths of a percent with no more decimals than they need: <c>20%</c>, <c>20.04%</c>.</summary>
    public static string PercentOfBasisPoints(long hundredths) =>
        (hundredths / 100m).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>Thousandths as the kernel prints its indices: <c>0.875</c>, <c>-1.000</c>.</summary>
    public static string Index(int permille)
    {
        var (whole, thousandths) = Math.DivRem(Math.Abs(permille), 1000);
        return $"{(permille < 0 ? "-" : "")}{whole}.{thousandths:000}";
    }

    /// <summary>A time span, as exact as it matters: <c>250 ms</c>, <c>1.5 s</c>, <c>45 s</c>, <c>12 min</c>, <c>2.5
    /// h</c>, <c>3 d</c>. Rounded to the nearest.</summary>
    public static string Time(TimeSpan time)
    {
        var (number, unit) = Scale(time);
        return $"{number} {unit}";
    }

    /// <summary>How much of a time span has passed: <c>2 of 30 s</c>, <c>90 s of 5 min</c>.</summary>
    public static string Time(TimeSpan passed, TimeSpan whole)
    {
        var ((some, someUnit), (all, allUnit)) = (Scale(passed), Scale(whole));
        return someUnit == allUnit || passed <= TimeSpan.Zero ? $"{some} of {all} {allUnit}"
            : $"{some} {someUnit} of {all} {allUnit}";
    }

    /// <summary>A number of things with their name: <c>1 zone</c>, <c>3 zones</c>, <c>2 watches</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="thing">What one of them is called.</param>
    public static string Of(long count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {Plural(thing)}";

    /// <summary>A number of things with their name: <c>1 block</c>, <c>3 blocks</c>.</summary>
    public static string Of(ulong count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {Plural(thing)}";

    /// <summary>The size of a block of this order.</summary>
    public static UInt128 BlockBytes(int order, int pageBytes) => (UInt128)Order.Pages(order) * (UInt128)pageBytes;

    private static string Plural(string thing) =>
        thing.EndsWith("ch", StringComparison.Ordinal) ? thing + "es" : thing + "s";

    private static (string Number, string Unit) Scale(TimeSpan time)
    {
        var seconds = time.TotalSeconds;
        return seconds switch
        {
            >= 0.001 and < 0.9995 => (Digits(time.TotalMilliseconds, decimalsBelow: 0), "ms"),
            < 119.5 => (Digits(seconds), "s"),
            < 119.5 * 60 => (Digits(time.TotalMinutes), "min"),
            < 47.5 * 3600 => (Digits(time.TotalHours), "h"),
            _ => (Digits(time.TotalDays), "d"),
        };
    }

    private static string Digits(double number, double decimalsBelow = 9.95) =>
        number.ToString(number < decimalsBelow ? "0.#" : "0", CultureInfo.InvariantCulture);

    // One decimal below ten unless the number is whole, none above: two digits tell enough.
    private static (string Number, int Unit) Scale(UInt128 bytes)
    {
        var unit = 0;
        var scaled = (double)bytes;
        for (; scaled >= 1023.5 && unit < Units.Length - 1; scaled /= 1024)
        {
            unit++;
        }

        var hasDecimal = scaled < 9.95 && scaled != Math.Floor(scaled);
        return (scaled.ToString(hasDecimal ? "0.0" : "0", CultureInfo.InvariantCulture), unit);
    }
}
