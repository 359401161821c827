namespace FragGuard.Kernel;

/// <summary>extfrag(k): why an allocation of order k would fail now: -1000 it would not; towards 0 for lack of memory;
/// towards 1000 for fragmentation.</summary>
/// <remarks>Equal to the digit to <c>/sys/kernel/debug/extfrag/extfrag_index</c> for the same counts, read as permille.
/// Source: mm/vmstat.c __fragmentation_index(). Values between -1000 and 0 occur when few blocks are free. The index
/// says nothing about how near failure is: one suitable block makes it -1000. Judge by
/// <see cref="UnusableFreeSpaceIndex"/>.</remarks>
public static class FragmentationIndex
{
    /// <summary>The index for one zone and order, in permille.</summary>
    public static int Permille(in FreeBlocks free, int order)
    {
        if (order >= free.Orders)
        {
            return 0;
        }

        var blocksTotal = free.BlocksTotal;
        if (blocksTotal == 0)
        {
            return 0;
        }

        if (free.PagesAtOrAbove(order) > 0)
        {
            return -1000;
        }

        var requested = 1000 + (Saturating.Multiply(free.FreePages, 1000) / Order.Pages(order));
        return (int)(1000 - (long)(requested / blocksTotal));
    }
}
