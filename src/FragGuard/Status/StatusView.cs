using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>Everything that <c>status</c> shows.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="FreeBlocks">The free blocks of each zone.</param>
/// <param name="Sizes">Sizes and watermarks of the zones; null where the kernel does not tell.</param>
/// <param name="Watches">The watches, in the order of the settings.</param>
/// <param name="Daemon">The guard's own view.</param>
internal sealed record StatusView(
    MachineProfile Machine,
    BuddyTable FreeBlocks,
    ZoneInfoTable? Sizes,
    IReadOnlyList<WatchView> Watches,
    DaemonView Daemon)
{
    /// <summary>Which kind of memory free blocks and pageblocks serve; null where it cannot be read, or not without
    /// harm.</summary>
    internal PageTypeInfo? Types { get; init; }

    /// <summary>Free pages of one zone on per-CPU lists, where they do not merge; null where the kernel does not
    /// tell.</summary>
    internal ulong? HiddenPages(ZoneId id) =>
        Sizes is not null && Sizes.TryFind(id, out var size) ? size.HiddenPages : null;

    /// <summary>The page size.</summary>
    internal int PageBytes => Machine.Facts.PageBytes;

    /// <summary>The worst state that any watch sees this zone in; null if none watches it.</summary>
    internal ZoneState? StateOf(ZoneId id)
    {
        ZoneState? worst = null;
        foreach (var watch in Watches)
        {
            foreach (var zone in watch.Zones)
            {
                worst = zone.Id == id && (worst is null || zone.State > worst) ? zone.State : worst;
            }
        }

        return worst;
    }
}

/// <summary>A watch and its zones.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Order">The watched order; null where it watches huge pages and the kernel has none.</param>
/// <param name="Terms">When it is breached; null for one that the guard made of a failure in the kernel log.</param>
/// <param name="Zones">The zones that it covers.</param>
internal sealed record WatchView(string Name, int? Order, WatchTerms? Terms, IReadOnlyList<WatchedZoneView> Zones)
{
    /// <summary>The window during which it is on; null for one that always is.</summary>
    internal string? During { get; init; }

    /// <summary>That window is closed.</summary>
    internal bool IsWaiting { get; init; }

    /// <summary>The worst state of its zones.</summary>
    internal ZoneState State
    {
        get
        {
            var worst = ZoneState.Ok;
            foreach (var zone in Zones)
            {
                worst = zone.State > worst ? zone.State : worst;
            }

            return worst;
        }
    }
}

/// <summary>When a watch is breached, beside its floor.</summary>
/// <param name="For">How long a zone must stay too low.</param>
/// <param name="UnusableAbovePermille">A higher unusable free space index counts as too low; null where it does not
/// count.</param>
internal sealed record WatchTerms(TimeSpan For, int? UnusableAbovePermille)
{
    /// <summary>The terms of a watch in the settings.</summary>
    internal static WatchTerms Of(WatchSettings watch) =>
        new(watch.For, watch.UnusableAbovePermille) { StallsAbove = watch.StallsAbove };

    /// <summary>More stalls in a minute than this are too many; null where they do not count.</summary>
    internal ulong? StallsAbove { get; init; }

    /// <summary>True if a zone with these numbers is too low.</summary>
    internal bool IsTooLow(OrderNumbers numbers, ulong floorBlocks) =>
        numbers.Suitable < floorBlocks || numbers.UnusablePermille > (UnusableAbovePermille ?? 1000);
}

/// <summary>One zone as one watch sees it.</summary>
/// <param name="Id">The zone.</param>
/// <param name="Order">The watched order.</param>
/// <param name="FloorBlocks">Fewer blocks than this are too few; 0 where the watch has no floor.</param>
/// <param name="ClearBlocks">So many blocks end a breach; 0 where that is not known.</param>
/// <param name="State">How the zone stands.</param>
/// <param name="Numbers">What was read of it.</param>
internal sealed record WatchedZoneView(
    ZoneId Id, int Order, ulong FloorBlocks, ulong ClearBlocks, ZoneState State, OrderNumbers Numbers)
{
    /// <summary>Since when it has stood so, on the guard's clock; null where the guard has not seen it yet.</summary>
    internal TimeSpan? Since { get; init; }

    /// <summary>How long it must stay too low before it is breached.</summary>
    internal TimeSpan For { get; init; }

    /// <summary>It is not low yet: its trend says that it will be.</summary>
    internal bool IsPredicted { get; init; }

    /// <summary>Programs stall too often.</summary>
    internal bool IsStalling { get; init; }

    /// <summary>Without watermarks nobody knows whether what is free may be used.</summary>
    internal bool IsDiagnosisUnknown => Diagnosis == Policy.Diagnosis.Fragmented && Numbers.ReservedPages == 0;

    /// <summary>Why it is breached; null while it is not.</summary>
    internal Diagnosis? Diagnosis =>
        State == ZoneState.Breached ? Diagnoses.Of(Numbers.FreePages, Numbers.ReservedPages, FloorBlocks, Order) : null;
}

/// <summary>What one reading says of one zone at one order.</summary>
/// <param name="Suitable">Blocks of the order that could be handed out.</param>
/// <param name="UnusablePermille">The unusable free space index.</param>
/// <param name="ExtfragPermille">The fragmentation index.</param>
/// <param name="FreePages">Free pages.</param>
/// <param name="ReservedPages">The low watermark and the lowmem protection together; 0 where they are unknown.</param>
internal readonly record struct OrderNumbers(
    ulong Suitable, int UnusablePermille, int ExtfragPermille, ulong FreePages, ulong ReservedPages)
{
    /// <summary>Works them out.</summary>
    internal static OrderNumbers Of(in FreeBlocks free, int order, ulong reservedPages = 0) => new(
        free.Suitable(order),
        UnusableFreeSpaceIndex.Permille(free, order),
        FragmentationIndex.Permille(free, order),
        free.FreePages,
        reservedPages);
}

/// <summary>The zones of one reading, with their sizes where these are known.</summary>
internal readonly record struct ZoneNumbers(BuddyTable FreeBlocks, ZoneInfoTable? Sizes)
{
    /// <summary>What the reading says of one zone at one order; null if it has no such zone.</summary>
    internal OrderNumbers? At(ZoneId id, int order) =>
        FreeBlocks.TryFind(id, out var row) ? OrderNumbers.Of(row.Free, order, ReservedPages(id)) : null;

    private ulong ReservedPages(ZoneId id) =>
        Sizes is not null && Sizes.TryFind(id, out var size) ? size.LowPages + size.ProtectionPages : 0;
}
