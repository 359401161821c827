using System.Globalization;

namespace FragGuard.Config;

/// <summary>Numbers with a point that the policy counts in whole units: shares in permille, pressures in hundredths of
/// a percent.</summary>
internal static class FractionFormat
{
    /// <summary>Reads a share between 0 and 1 as permille: 0.95 is 950.</summary>
    internal static string? Permille(object value, out int result)
    {
        result = 0;
        if (value is string text)
        {
            return Percent(text) is { } share
                ? $"is {ValueFormat.Shown(value)}; write it as a fraction: {share}"
                : $"is {ValueFormat.Shown(value)}; expected a fraction between 0 and 1 such as 0.95";
        }

        return Scale(value, 1000, out result) switch
        {
            Scaling.Exact when result is > 0 and < 1000 => null,
            Scaling.Finer => $"is {ValueFormat.Shown(value)}; finer than 0.001 cannot be measured",
            Scaling.Exact when result is > 1000 and < 100_000 =>
                $"is {ValueFormat.Shown(value)}; expected a fraction between 0 and 1, "
                + $"perhaps {Decimal(result / 100_000m)}",
            _ => $"is {ValueFormat.Shown(value)}; expected a fraction between 0 and 1 such as 0.95",
        };
    }

    /// <summary>Reads a percentage from 0 to 100 as hundredths of a percent: 20.0 is 2000.</summary>
    internal static string? BasisPoints(object value, out int result)
    {
        result = 0;
        if (value is string text)
        {
            return TryParse(text.TrimEnd('%', ' '), out var percent)
                ? $"is {ValueFormat.Shown(value)}; write {Decimal(percent)} without quotes or sign"
                : $"is {ValueFormat.Shown(value)}; expected a percentage from 0 to 100 such as 20.0";
        }

        return Scale(value, 100, out result) switch
        {
            Scaling.Exact when result is >= 0 and <= 100_00 => null,
            Scaling.Finer => $"is {ValueFormat.Shown(value)}; the kernel measures no finer than 0.01",
            _ => $"is {ValueFormat.Shown(value)}; expected a percentage from 0 to 100 such as 20.0",
        };
    }

    /// <summary>Permille in this form, as TOML.</summary>
    internal static string WritePermille(int permille) => Decimal(permille / 1000m);

    /// <summary>Hundredths of a percent in this form, as TOML.</summary>
    internal static string WriteBasisPoints(int basisPoints) => Decimal(basisPoints / 100m);

    private enum Scaling
    {
        Exact,
        Finer,
        NoNumber,
    }

    private static Scaling Scale(object value, int scale, out int result)
    {
        result = 0;
        var number = value switch
        {
            long whole => whole,
            double real => real,
            _ => double.NaN,
        };
        if (!(Math.Abs(number) < 1e6))
        {
            return Scaling.NoNumber;
        }

        // A decimal holds what was written; a double times 1000 does not.
        var exact = (decimal)number * scale;
        result = (int)decimal.Truncate(exact);
        return exact == result && (exact == 0) == (number == 0) ? Scaling.Exact : Scaling.Finer;
    }

    private static string? Percent(string text) =>
        text.EndsWith('%') && TryParse(text.TrimEnd('%'), out var percent) ? Decimal(percent / 100) : null;

    private static bool TryParse(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static string Decimal(decimal number) => number.ToString("0.0##", CultureInfo.InvariantCulture);
}
