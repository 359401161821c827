using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>A memory zone of the machine that a configuration is for.</summary>
/// <param name="Id">Which.</param>
/// <param name="Orders">How many orders its free blocks are counted by: one more than the highest.</param>
/// <param name="ManagedPages">How large it is; null if that is not known.</param>
internal sealed record MachineZone(ZoneId Id, int Orders, ulong? ManagedPages)
{
    /// <summary>What is free in it now.</summary>
    internal FreeBlocks Free { get; init; }
}

/// <summary>The memory zones of the machine that a configuration is for: what its watches can cover.</summary>
internal sealed record MachineZones(IReadOnlyList<MachineZone> All)
{
    /// <summary>The memory of all zones, in pages; null if it is not known of every zone.</summary>
    internal ulong? ManagedPages
    {
        get
        {
            ulong pages = 0;
            foreach (var zone in All)
            {
                pages += zone.ManagedPages ?? 0;
            }

            return All.All(zone => zone.ManagedPages is not null) ? pages : null;
        }
    }

    /// <summary>The zones that a watch covers; one of unknown size is large enough for any, but for DMA.</summary>
    internal IReadOnlyList<MachineZone> CoveredBy(WatchSettings watch, int pageBytes) =>
        [.. All.Where(zone => watch.Covers(zone.Id, zone.ManagedPages ?? Unknown(zone), pageBytes))];

    // As the guard does: DMA beside another zone is as large as what is free in it.
    private ulong Unknown(MachineZone zone) =>
        zone.Id.Zone.IsDma && All.Any(other => other.Id.Node == zone.Id.Node && other != zone)
            ? zone.Free.FreePages : ulong.MaxValue / 2;

    /// <summary>The zones that these texts show.</summary>
    /// <param name="buddyInfo">The text of <c>/proc/buddyinfo</c>.</param>
    /// <param name="zoneInfo">The text of <c>/proc/zoneinfo</c>; empty where it cannot be read.</param>
    /// <returns>Null if there is none.</returns>
    internal static MachineZones? Parse(ReadOnlySpan<byte> buddyInfo, ReadOnlySpan<byte> zoneInfo)
    {
        var free = new BuddyTable();
        if (!free.Parse(buddyInfo))
        {
            return null;
        }

        var sizes = new ZoneInfoTable();
        var hasSizes = sizes.Parse(zoneInfo);
        var zones = new List<MachineZone>();
        foreach (ref readonly var row in free.Rows)
        {
            ulong? managed = hasSizes && sizes.TryFind(row.Id, out var zone) ? zone.ManagedPages : null;
            zones.Add(new MachineZone(row.Id, row.Free.Orders, managed) { Free = row.Free });
        }

        return new MachineZones(zones);
    }
}
