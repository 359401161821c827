using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Why a zone is breached.</summary>
public enum Diagnosis
{
    /// <summary>Free memory is there, in pieces: compaction can form blocks of it.</summary>
    Fragmented,

    /// <summary>There is not enough free memory to form the floor of: compaction can do nothing.</summary>
    LowMemory,
}

/// <summary>Tells the two diagnoses apart.</summary>
public static class Diagnoses
{
    /// <summary>Fragmented when the free pages beyond the low watermark and the lowmem protection could form the floor
    /// and leave the kernel its compaction gap of twice a block; else low on memory.</summary>
    /// <param name="freePages">The zone's free pages.</param>
    /// <param name="reservedPages">Its low watermark and lowmem protection together; 0 where they are unknown.</param>
    /// <param name="floorBlocks">The floor, in blocks of <paramref name="order"/>.</param>
    /// <param name="order">The watched order.</param>
    /// <remarks>Source: mm/compaction.c compaction_suitable(), compact_gap().</remarks>
    public static Diagnosis Of(ulong freePages, ulong reservedPages, ulong floorBlocks, int order)
    {
        if (freePages <= reservedPages)
        {
            return Diagnosis.LowMemory;
        }

        var usablePages = (UInt128)(freePages - reservedPages);
        var blockPages = (UInt128)Order.Pages(order);
        return usablePages >= blockPages * floorBlocks && usablePages >= 2 * blockPages
            ? Diagnosis.Fragmented
            : Diagnosis.LowMemory;
    }

    /// <summary>The word in the journal, in JSON and on the terminal.</summary>
    public static string Word(this Diagnosis diagnosis) =>
        diagnosis == Diagnosis.Fragmented ? "fragmented" : "low-memory";
}
