using FragGuard.Kernel;

namespace FragGuard;

/// <summary>One zone in two readings.</summary>
/// <param name="Id">The zone.</param>
/// <param name="Before">Its free blocks in the first; null for a zone that appeared.</param>
/// <param name="After">Its free blocks in the second; null for a zone that vanished.</param>
internal sealed record ZoneChange(ZoneId Id, FreeBlocks? Before, FreeBlocks? After)
{
    /// <summary>How many orders there are to compare.</summary>
    internal int Orders => Math.Max(Before?.Orders ?? 0, After?.Orders ?? 0);

    /// <summary>True if both readings have the zone, with the same counts.</summary>
    internal bool IsNone => Before is { } before && After is { } after && before == after;

    /// <summary>Every zone of either reading: those that appeared behind the others of their node.</summary>
    internal static List<ZoneChange> Between(BuddyTable before, BuddyTable after)
    {
        var changes = new List<ZoneChange>();
        foreach (ref readonly var row in before.Rows)
        {
            changes.Add(new ZoneChange(row.Id, row.Free, after.TryFind(row.Id, out var now) ? now.Free : null));
        }

        foreach (ref readonly var row in after.Rows)
        {
            if (!before.TryFind(row.Id, out _))
            {
                var node = row.Id.Node;
                var last = changes.FindLastIndex(change => change.Id.Node <= node);
                changes.Insert(last + 1, new ZoneChange(row.Id, Before: null, row.Free));
            }
        }

        return changes;
    }
}
