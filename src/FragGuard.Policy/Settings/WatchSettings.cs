using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>A watch: which zones, which order, how few is too few, for how long.</summary>
public sealed record WatchSettings
{
    /// <summary>What people call it; unique in a file.</summary>
    public required string Name { get; init; }

    /// <summary>The order that must stay available.</summary>
    public OrderSetting Order { get; init; } = new(OrderUnit.Order, 4);

    /// <summary>A zone with less than this is breached; null where only <see cref="UnusableAbovePermille"/>
    /// counts.</summary>
    public Amount? Floor { get; init; } = Amount.Blocks(64);

    /// <summary>A breached zone is clear again at this; null for one and a half times the floor.</summary>
    public Amount? Clear { get; init; }

    /// <summary>A zone whose unusable free space index is above this is breached; null to ignore the index.
    /// Permille.</summary>
    public int? UnusableAbovePermille { get; init; }

    /// <summary>The index must fall below this to clear; null for 80 permille under
    /// <see cref="UnusableAbovePermille"/>.</summary>
    public int? UnusableBelowPermille { get; init; }

    /// <summary>How long a zone must stay too low before it is breached.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Zones by name; empty for all.</summary>
    public ValueList<ZoneName> Zones { get; init; }

    /// <summary>NUMA nodes by id; empty for all.</summary>
    public ValueList<int> Nodes { get; init; }

    /// <summary>Zones that manage less memory than this are left out, in bytes: a 15 MiB DMA zone never
    /// alarms.</summary>
    public ulong MinZoneBytes { get; init; } = DefaultMinZoneBytes;

    /// <summary>Also count a zone whose trend crosses the floor within this time; zero for off.</summary>
    public TimeSpan Ahead { get; init; }

    /// <summary>The watch is on only while the window of this name is open; null for always.</summary>
    public string? During { get; init; }

    /// <summary>Its zones are breached, too, when programs stall more often than this, in a minute, in direct
    /// compaction and direct reclaim; null to ignore that.</summary>
    public ulong? StallsAbove { get; init; }

    /// <summary>The default of <see cref="MinZoneBytes"/>.</summary>
    public const ulong DefaultMinZoneBytes = 256UL << 20;

    /// <summary>The index under which a breached zone is clear, in permille; null where the index does not
    /// count.</summary>
    public int? ClearBelowPermille => UnusableBelowPermille ?? UnusableAbovePermille - 80;

    /// <summary>True if this zone, with this much managed memory, is in the watch's scope.</summary>
    public bool Covers(ZoneId id, ulong managedPages, int pageBytes) =>
        (Zones.Count == 0 || Zones.Span.Contains(id.Zone))
        && (Nodes.Count == 0 || Nodes.Span.Contains(id.Node))
        && (UInt128)managedPages * (ulong)pageBytes >= MinZoneBytes;
}
