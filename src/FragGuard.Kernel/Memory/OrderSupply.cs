namespace FragGuard.Kernel;

/// <summary>What an allocation of one order finds in a zone.</summary>
/// <param name="Blocks">suitable(k): how many blocks of the order could be handed out now, larger ones split.</param>
/// <param name="Pages">The free pages in them.</param>
/// <param name="FreePages">All free pages of the zone.</param>
public readonly record struct OrderSupply(ulong Blocks, ulong Pages, ulong FreePages)
{
    /// <summary>The unusable free space index at the order, in permille.</summary>
    public int UnusablePermille => UnusableFreeSpaceIndex.Permille(FreePages, Pages);
}
