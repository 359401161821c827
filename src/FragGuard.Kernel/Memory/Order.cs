using System.Numerics;

namespace FragGuard.Kernel;

/// <summary>The order of a block: it holds 2^order contiguous pages.</summary>
/// <remarks>What an order means in bytes depends on the page size: order 4 is 64 KiB on 4 KiB pages and 1 MiB on 64 KiB
/// pages.</remarks>
public static class Order
{
    /// <summary>The highest order that any kernel row can have here.</summary>
    public const int Max = FreeBlocks.MaxOrders - 1;

    /// <summary>Pages in a block of this order.</summary>
    public static ulong Pages(int order) => 1UL << order;

    /// <summary>The smallest order whose block holds this many bytes.</summary>
    /// <param name="bytes">How much contiguous memory is wanted; at least 1.</param>
    /// <param name="pageBytes">The page size, a power of two.</param>
    public static int ForBytes(ulong bytes, int pageBytes)
    {
        var pages = ((bytes - 1) / (ulong)pageBytes) + 1;
        return pages == 1 ? 0 : BitOperations.Log2(pages - 1) + 1;
    }
}
