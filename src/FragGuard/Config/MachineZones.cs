using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>A memory zone of the machine that a configuration is for.</summary>
/// <param name="Id">Which.</param>
/// <param name="Orders">How many orders its free blocks are counted by: one more than the highest.</param>
/// <param name="ManagedPages">How large it is; null if that is not known.</param>
internal sealed record MachineZone(ZoneId Id, int Orders, ulong? ManagedPages);

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

    /// <summary>The zones that a watch covers; one of unknown size is large enough for any.</summary>
    internal IReadOnlyList<MachineZone> CoveredBy(WatchSettings watch, int pageBytes) =>
        [.. All.Where(zone => watch.Covers(zone.Id, zone.ManagedPages ?? ulong.MaxValue / 2, pageBytes))];

    /// <summary>Reads them from <c>/proc/buddyinfo</c> and <c>/proc/zoneinfo</c>.</summary>
    /// <returns>Null if the kernel shows none.</returns>
    internal static MachineZones? Read(KernelRoot root)
    {
        var free = new BuddyTable();
        using var buddyInfo = new KernelFile(root, BuddyInfo.Path);
        if (!buddyInfo.TryRead(out var text) || !free.Parse(text))
        {
            return null;
        }

        var sizes = new ZoneInfoTable();
        using var zoneInfo = new KernelFile(root, ZoneInfo.Path);
        var hasSizes = zoneInfo.TryRead(out var sizeText) && sizes.Parse(sizeText);
        var zones = new List<MachineZone>();
        foreach (ref readonly var row in free.Rows)
        {
            ulong? managed = hasSizes && sizes.TryFind(row.Id, out var zone) ? zone.ManagedPages : null;
            zones.Add(new MachineZone(row.Id, row.Free.Orders, managed));
        }

        return new MachineZones(zones);
    }
}
