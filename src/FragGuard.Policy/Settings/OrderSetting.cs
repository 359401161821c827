using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>How a setting names an order.</summary>
public enum OrderUnit
{
    /// <summary>By its number: <c>order = 4</c>.</summary>
    Order,

    /// <summary>By the size of the block: <c>order = "64KiB"</c>; the smallest order that holds it.</summary>
    Bytes,

    /// <summary>As the size of a transparent huge page: <c>order = "thp"</c>.</summary>
    Thp,
}

/// <summary>An order as the administrator wrote it. What it means depends on the machine's page size.</summary>
/// <param name="Unit">How to read <paramref name="Value"/>.</param>
/// <param name="Value">The order, or the size in bytes; 0 for <see cref="OrderUnit.Thp"/>.</param>
public readonly record struct OrderSetting(OrderUnit Unit, ulong Value)
{
    /// <summary>The order on this machine; null where huge pages are asked for and the kernel has none.</summary>
    public int? On(MachineFacts machine) => Unit switch
    {
        OrderUnit.Order => (int)Value,
        OrderUnit.Bytes => Order.ForBytes(Value, machine.PageBytes),
        _ => machine.ThpOrder,
    };
}
