using System.Globalization;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>An order: <c>4</c>, the size of the block <c>"64KiB"</c>, or <c>"thp"</c> for a transparent huge
/// page.</summary>
internal static class OrderFormat
{
    private const string Thp = "thp";
    private const string Expected = "an order (4), the size of a block (\"64KiB\") or \"thp\"";

    /// <summary>Reads an order.</summary>
    internal static string? Read(object value, out OrderSetting result)
    {
        result = default;
        switch (value)
        {
            case long order when Limits.Order.Contains(order):
                result = new OrderSetting(OrderUnit.Order, (ulong)order);
                return null;
            case 0L:
                return "is 0; a block of order 0 is a single page, which fragmentation cannot take away: expected 1 or "
                    + "more";
            case long order:
                return order >= 4096
                    ? $"is {order}; expected an order from 1 to {Order.Max}, or the size of a block as in "
                        + $"\"{SizeFormat.Write((ulong)order)}\""
                    : $"is {order}; expected an order from 1 to {Order.Max}";
            case Thp:
                result = new OrderSetting(OrderUnit.Thp, 0);
                return null;
            case string text when SizeFormat.TryParse(text, out var bytes):
                result = new OrderSetting(OrderUnit.Bytes, bytes);
                return SizeFormat.WhyOutside(Limits.BlockBytes, value, bytes);
            case string text:
                return $"is {ValueFormat.Shown(value)}; {Advice(text)}";
            default:
                return $"is {ValueFormat.Shown(value)}; expected {Expected}";
        }
    }

    /// <summary>An order in this form, as TOML.</summary>
    internal static string Write(OrderSetting order) => order.Unit switch
    {
        OrderUnit.Order => order.Value.ToString(CultureInfo.InvariantCulture),
        OrderUnit.Bytes => $"\"{SizeFormat.Write(order.Value)}\"",
        _ => $"\"{Thp}\"",
    };

    private static string Advice(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return $"write {number} without quotes";
        }

        return string.Equals(text, Thp, StringComparison.OrdinalIgnoreCase) ? $"did you mean \"{Thp}\"?"
            : SizeFormat.Meant(text) is { } meant ? $"did you mean \"{meant}\"?"
            : $"expected {Expected}";
    }
}
