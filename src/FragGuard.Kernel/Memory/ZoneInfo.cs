namespace FragGuard.Kernel;

/// <summary>One zone of <c>/proc/zoneinfo</c>: how large it is and how far the kernel lets its free memory
/// sink.</summary>
/// <remarks>Unit: pages. Mode 0444, since 2.6.13. Source: mm/vmstat.c zoneinfo_show_print().</remarks>
/// <param name="Id">Which zone.</param>
/// <param name="FreePages">Pages on the free lists (<c>pages free</c>); pages on per-CPU lists are not counted.</param>
/// <param name="MinPages">Below this only allocations that may use the reserves go through.</param>
/// <param name="LowPages">Below this kswapd is woken.</param>
/// <param name="HighPages">Up to here kswapd reclaims.</param>
/// <param name="BoostPages">How much watermark boosting has raised the marks for now; 0 on kernels that do not print it
/// (5.10 and older).</param>
/// <param name="PresentPages">Physical pages of the zone; 0 for a zone that this machine does not have.</param>
/// <param name="ManagedPages">Pages that the page allocator owns: the denominator for shares of a zone. Kernels before
/// 3.13 do not print it: the present pages then stand in, which is too many by what was reserved at boot.</param>
/// <param name="CmaPages">Pages set aside for contiguous device memory; 0 on kernels that do not print it (5.10 and
/// older).</param>
/// <param name="ProtectionPages">The largest number of <c>protection: (...)</c>: what allocations that could use a
/// higher zone must leave.</param>
public readonly record struct ZoneInfo(
    ZoneId Id,
    ulong FreePages,
    ulong MinPages,
    ulong LowPages,
    ulong HighPages,
    ulong BoostPages,
    ulong PresentPages,
    ulong ManagedPages,
    ulong CmaPages,
    ulong ProtectionPages)
{
    /// <summary>Free pages on the lists of all CPUs (<c>count:</c> under <c>pagesets</c>), where they do not merge into
    /// larger blocks: they count as free in no other file. Blocks of higher orders on the lists are in the
    /// sum.</summary>
    public ulong HiddenPages { get; init; }

    /// <summary>Where the kernel shows it.</summary>
    public const string Path = "/proc/zoneinfo";

    /// <summary>False for a zone that the kernel lists although the machine has no memory in it.</summary>
    public bool IsPopulated => PresentPages > 0;
}
