using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Amounts as people write them.</summary>
internal static class Quantity
{
    private const string Units = "BKMGTPEZY";
    private const ulong LargestWholeCount = 9_999_999;

    /// <summary>Bytes in binary units, at most five characters: <c>4K</c>, <c>9.4M</c>, <c>1023M</c>.</summary>
    internal static string Short(UInt128 bytes)
    {
        var (number, unit) = Scale(bytes);
        return bytes == 0 ? "0" : number + Units[unit];
    }

    /// <summary>Bytes in binary units with their full names: <c>4 KiB</c>, <c>9.4 MiB</c>, <c>512 bytes</c>.</summary>
    internal static string Long(UInt128 bytes)
    {
        var (number, unit) = Scale(bytes);
        return unit == 0 ? $"{number} bytes" : $"{number} {Units[unit]}iB";
    }

    /// <summary>A number of blocks, at most seven characters: whole up to ten millions, then <c>12.3M</c>, <c>4.5G</c>
    /// by thousands.</summary>
    internal static string Count(ulong count)
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
    internal static string Change(ulong before, ulong after) =>
        after == before ? "" : after > before ? "+" + Count(after - before) : "-" + Count(before - after);

    /// <summary>Thousandths as a percentage: <c>1.7 %</c>.</summary>
    internal static string Percent(int permille) => $"{permille / 10}.{permille % 10} %";

    /// <summary>Thousandths as the kernel prints its indices: <c>0.875</c>, <c>-1.000</c>.</summary>
    internal static string Index(int permille)
    {
        var (whole, thousandths) = Math.DivRem(Math.Abs(permille), 1000);
        return $"{(permille < 0 ? "-" : "")}{whole}.{thousandths:000}";
    }

    /// <summary>A time span, as exact as it matters: <c>45 s</c>, <c>12 min</c>, <c>5 h</c>, <c>3 d</c>.</summary>
    internal static string Time(TimeSpan time) => time switch
    {
        { TotalMinutes: < 2 } => $"{(long)time.TotalSeconds} s",
        { TotalHours: < 2 } => $"{(long)time.TotalMinutes} min",
        { TotalDays: < 2 } => $"{(long)time.TotalHours} h",
        _ => $"{(long)time.TotalDays} d",
    };

    /// <summary>A number of things with their name: <c>1 zone</c>, <c>3 zones</c>.</summary>
    internal static string Of(long count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    /// <summary>The size of a block of this order.</summary>
    internal static UInt128 BlockBytes(int order, int pageBytes) => (UInt128)Order.Pages(order) * (UInt128)pageBytes;

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
