using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Judges <c>[reserve]</c> by the ladder that is to let go of it, and by the machine that it is for.</summary>
internal static class ReserveChecks
{
    private const string Key = "reserve";

    /// <summary>Notes what is not as it seems to be meant. Warnings all: one file serves many machines.</summary>
    internal static void Judge(GuardSettings settings, Section top, MachineFacts? machine, MachineZones? zones)
    {
        if (!top.IsSound(Key, "ladder"))
        {
            return;
        }

        var hasRung = false;
        foreach (var rung in settings.Ladder)
        {
            hasRung |= rung.Remedy is ReleaseReserveSettings;
        }

        if (hasRung != settings.Reserve.IsOn)
        {
            top.WarnAt(top.AtKey(hasRung ? "ladder" : Key), hasRung
                ? $"the ladder has a rung {ReleaseReserveRemedy.RemedyName}, and nothing is kept in reserve: "
                    + "set size in [reserve]"
                : "[reserve]: no rung of the ladder lets go of it: add one with remedy = "
                    + $"\"{ReleaseReserveRemedy.RemedyName}\"");
        }

        if (settings.Reserve.IsOn && machine is not null)
        {
            JudgeSize(settings.Reserve, top, machine, zones);
        }
    }

    private static void JudgeSize(ReserveSettings reserve, Section top, MachineFacts machine, MachineZones? zones)
    {
        var size = $"[reserve]: size is \"{SizeFormat.Write(reserve.SizeBytes)}\"";
        if (machine.ThpOrder is not { } order)
        {
            top.WarnAt(top.AtKey(Key), $"{size}, and this kernel has no transparent huge pages: nothing is kept here");
            return;
        }

        var hugeBytes = Order.Pages(order) * (ulong)machine.PageBytes;
        if (reserve.SizeBytes % hugeBytes != 0)
        {
            var whole = SizeFormat.Write(reserve.PagesOf(hugeBytes) * hugeBytes);
            top.WarnAt(
                top.AtKey(Key), $"{size}, and a huge page here has {SizeFormat.Write(hugeBytes)}: {whole} are kept");
        }

        var free = new SortedDictionary<int, ulong>();
        foreach (var zone in zones?.All ?? [])
        {
            free[zone.Id.Node] = free.GetValueOrDefault(zone.Id.Node) + zone.Free.Suitable(order);
        }

        foreach (var (node, pages) in free)
        {
            if (pages < reserve.PagesOf(hugeBytes))
            {
                top.WarnAt(top.AtKey(Key), $"{size} on each NUMA node, and node {node} has only "
                    + $"{SizeFormat.Write(pages * hugeBytes)} in free huge pages now: what is free beyond the "
                    + "floors is taken, the rest when there is more");
            }
        }
    }
}
