using FragGuard.Config;
using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Reads the memory zones of this machine, for what judges settings by them.</summary>
internal static class MachineZonesReader
{
    /// <returns>Null if the kernel shows none.</returns>
    internal static MachineZones? Read(KernelRoot root)
    {
        using var buddyInfo = new KernelFile(root, BuddyInfo.Path);
        using var zoneInfo = new KernelFile(root, ZoneInfo.Path);
        return buddyInfo.TryRead(out var free)
            ? MachineZones.Parse(free, zoneInfo.TryRead(out var sizes) ? sizes : default)
            : null;
    }
}
