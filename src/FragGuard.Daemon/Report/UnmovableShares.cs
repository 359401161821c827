using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard.Daemon;

/// <summary>How much of a zone compaction can never win back: read once, when a ladder is exhausted. pagetypeinfo walks
/// the free lists under the zone lock, so nothing polls it.</summary>
internal static class UnmovableShares
{
    private static readonly KernelVersion SafeSince = new(5, 4);

    /// <returns>Null where the kernel does not let it be read, or holds its lock for too long while it is: before 5.4
    /// that has locked up large hosts.</returns>
    internal static UnmovableShare? Read(KernelRoot root, KernelVersion? kernel, ZoneId? zone)
    {
        if (kernel < SafeSince)
        {
            return null;
        }

        using var file = new KernelFile(root, PageTypeInfo.Path);
        return zone is { } id && file.TryRead(out var text)
            && PageTypeInfo.TryParse(text, out var info) && info.TryFind(id, out var blocks)
            ? new UnmovableShare(blocks.StuckPermille)
            : null;
    }
}
