using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>How a setting counts free memory.</summary>
public enum AmountUnit
{
    /// <summary>In blocks of the watched order: <c>floor = 64</c>.</summary>
    Blocks,

    /// <summary>In bytes that lie in such blocks: <c>floor = "16MiB"</c>.</summary>
    Bytes,

    /// <summary>In millionths of the zone's managed memory: <c>floor = "0.5%"</c> is 5000.</summary>
    PartsPerMillion,
}

/// <summary>An amount of free memory in blocks, bytes or a share of the zone.</summary>
public readonly record struct Amount(AmountUnit Unit, ulong Value)
{
    /// <summary>An amount in blocks.</summary>
    public static Amount Blocks(ulong blocks) => new(AmountUnit.Blocks, blocks);

    /// <summary>The amount in blocks of this order, rounded up; a share of a zone is at least one block.</summary>
    /// <param name="order">The watched order.</param>
    /// <param name="pageBytes">The page size.</param>
    /// <param name="managedPages">The zone's managed pages; only a share needs them.</param>
    public ulong InBlocks(int order, int pageBytes, ulong managedPages)
    {
        var blockPages = Order.Pages(order);
        return Unit switch
        {
            AmountUnit.Blocks => Value,
            AmountUnit.Bytes => DivideUp(Value, (UInt128)blockPages * (ulong)pageBytes),
            _ => Math.Max(1, DivideUp((UInt128)managedPages * Value, (UInt128)blockPages * 1_000_000)),
        };
    }

    private static ulong DivideUp(UInt128 dividend, UInt128 divisor) => (ulong)((dividend + divisor - 1) / divisor);
}
