using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard.Report;

/// <summary>How much of a zone compaction can never win back: read once, when a ladder is exhausted. pagetypeinfo walks the
/// free lists under the zone lock, so nothing polls it.</summary>
internal static class UnmovableShares
{
    /// <returns>Null where the kernel does not let it be read.</returns>
    internal static UnmovableShare? Read(KernelRoot root, ZoneId? zone)
    {
        using var file = new KernelFile(root, PageTypeInfo.Path);
        return zone is { } id && file.TryRead(out var text) && PageTypeInfo.TryParse(text, out var info) && info.TryFind(id, out var blocks)
            ? new UnmovableShare(blocks.StuckPermille)
            : null;
    }
}
