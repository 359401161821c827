using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Advice for what nothing but a boot can do: no setting, and so no <c>[prevent]</c>, reaches it.</summary>
/// <remarks>Source: Documentation/admin-guide/kernel-parameters.txt and mm/memory-hotplug.rst (zone Movable).</remarks>
internal static class BootAdvice
{
    private const int Half = 2;
    private const ulong OneGib = 1 << 20;

    /// <summary>A zone Movable, where the kernel's own memory has broken up most of a zone.</summary>
    /// <param name="stuckPermille">The share of a zone's pageblocks that hold unmovable or reclaimable pages.</param>
    /// <param name="hasMovable">There is a zone Movable already.</param>
    /// <param name="heldKib">What the kernel holds that cannot move.</param>
    /// <param name="totalKib">All memory.</param>
    /// <returns>Null where it would not help, or where what the kernel holds would not fit beside it.</returns>
    internal static Advice? Movable(int stuckPermille, bool hasMovable, ulong heldKib, ulong totalKib)
    {
        // In what is left the kernel has to find twice as much as it holds now.
        if (hasMovable || totalKib / Half < OneGib || heldKib * Half > totalKib / Half)
        {
            return null;
        }

        return new Advice(
            $"From the next boot on, movablecore={totalKib / Half >> 20}G on the kernel's command line",
            $"Unmovable pages, in {Quantity.Percent(stuckPermille)} of the pageblocks now, never go into a zone "
                + "Movable, so that compaction can win it back; only a boot can set it aside. What the kernel holds "
                + $"({Quantity.Long((UInt128)heldKib << 10)} now) has to fit into the rest: where it does not, the "
                + "kernel fails with memory free. Try it on one host first.");
    }

    /// <summary>What lasts over boots where a setting of transparent huge pages is advised.</summary>
    internal static string HugePages(string value) =>
        $" For good: transparent_hugepage={value} on the kernel's command line.";

    /// <summary>What to know of huge pages that are reserved.</summary>
    internal static string Reserved =>
        " Pages of 1 GiB (hugepagesz=1G hugepages=N) can hardly be had at any other time.";
}
