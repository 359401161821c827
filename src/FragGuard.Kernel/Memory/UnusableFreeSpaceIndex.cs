namespace FragGuard.Kernel;

/// <summary>unusable(k): the share of a zone's free memory that an allocation of order k cannot use, 0 (all usable) to
/// 1000.</summary>
/// <remarks>Equal to the digit to <c>/sys/kernel/debug/extfrag/unusable_index</c> for the same counts, read as
/// permille. Source: mm/vmstat.c unusable_free_index(): u64, divisions truncate, a zone with nothing free reads
/// 1000.</remarks>
public static class UnusableFreeSpaceIndex
{
    /// <summary>The index for one zone and order, in permille.</summary>
    public static int Permille(in FreeBlocks free, int order) => free.SupplyFor(order).UnusablePermille;

    internal static int Permille(ulong freePages, ulong usablePages) =>
        freePages == 0 ? 1000 : (int)(Saturating.Multiply(freePages - usablePages, 1000) / freePages);
}
