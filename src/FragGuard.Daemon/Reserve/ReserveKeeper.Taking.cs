using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Taking a part of the reserve: as much as can be spared now, within the memory limit.</summary>
internal sealed partial class ReserveKeeper
{
    private void Take(NodeReserve node, Assessment seen, BuddyTable free, ZoneInfoTable sizes)
    {
        var room = ReserveRoom.Of(node.Node, _machine.ThpOrder!.Value, _settings, seen, free, sizes);
        var part = Math.Max(1, PartBytes / HugeBytes);
        var pages = Math.Min(Math.Min(part, room), Wanted - node.Held);
        if (pages == 0)
        {
            TellHeld(node, "no more huge pages are free beyond the floors");
        }
        else if (IsWithinLimit(node, pages) && HasHolder(node, free))
        {
            Tell(node, (int)pages);
        }
    }

    // A limit that has no room for all of it is no limit to fill up: the guard itself lives below it.
    private bool IsWithinLimit(NodeReserve node, ulong pages)
    {
        var memory = _host.Memory();
        var whole = (Wanted * HugeBytes * (ulong)_nodes.Count) + OwnBytes;
        if (memory.LimitBytes < whole)
        {
            var (each, limit) = (Quantity.Exact(Wanted * HugeBytes), Quantity.Exact(memory.LimitBytes.Value));
            Refuse($"{each} on {Quantity.Of(_nodes.Count, "node")} and the guard itself need {Quantity.Exact(whole)}, "
                + $"and the memory limit here is {limit}: raise MemoryMax= (see the example reserve.conf), or the "
                + "pod's limit");
            EndAll();
            return false;
        }

        if (memory.RoomBytes < (pages * HugeBytes) + (OwnBytes / 4))
        {
            TellHeld(node, "the memory limit leaves no room for more now");
            return false;
        }

        return true;
    }

    private bool HasHolder(NodeReserve node, BuddyTable free)
    {
        if (node.Holder is not null)
        {
            return true;
        }

        node.Holder = _host.Start(IsOnly(node.Node, free) ? -1 : node.Node, HugeBytes, (int)Wanted, out var error);
        if (node.Holder is null)
        {
            node.RestsSince = _now;
            TellHeld(node, error!);
            return false;
        }

        node.Most = Wanted;
        _waiting.Add(node.Holder.WaitFd);
        return true;
    }

    private static bool IsOnly(int node, BuddyTable free)
    {
        foreach (ref readonly var row in free.Rows)
        {
            if (row.Id.Node != node)
            {
                return false;
            }
        }

        return true;
    }
}
