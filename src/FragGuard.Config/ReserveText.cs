using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Says in words what is kept in reserve.</summary>
internal static class ReserveText
{
    /// <summary>One paragraph; none where nothing is kept.</summary>
    internal static IEnumerable<string> Paragraphs(GuardSettings settings, MachineFacts? machine)
    {
        if (!settings.Reserve.IsOn)
        {
            yield break;
        }

        var reserve = settings.Reserve;
        var pages = machine?.ThpOrder is { } order
            && Order.Pages(order) * (ulong)machine.PageBytes is var bytes
            ? $" ({reserve.PagesOf(bytes)} of {SizeFormat.Write(bytes)} here)"
            : "";
        var dry = settings.DryRun ? " This is a dry run: nothing is taken." : "";
        yield return $"{SizeFormat.Write(reserve.SizeBytes)} in whole huge pages{pages} are kept in reserve on each "
            + "NUMA node that is watched, by a process of the guard's own that dies with it and is the first to be "
            + "killed when memory runs out. They are taken only while every watch is healthy, and only from blocks "
            + "that are free beyond every floor, never by reclaim or compaction; what a rung has let go, or what was "
            + $"lost, is taken again after {DurationFormat.Write(reserve.RefillAfter)} of calm, and not within "
            + $"relapse_window of an incident that a rung has healed.{dry}";
    }
}
