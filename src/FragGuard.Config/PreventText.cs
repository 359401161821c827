using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Says in words what <c>[prevent]</c> holds, and what each setting is worth and costs.</summary>
/// <remarks>The figures are those of a busy host of 1 GB on Linux 6.1, medians of three runs or one
/// (bench/results/versus/table.md).</remarks>
internal static class PreventText
{
    /// <summary>One paragraph; none where nothing is held.</summary>
    internal static IEnumerable<string> Paragraphs(GuardSettings settings)
    {
        var set = settings.Prevent.Set;
        if (set.Count == 0)
        {
            yield break;
        }

        var knobs = set.Join(", ", TuneRemedy.Words);
        yield return $"For as long as FragGuard runs, it sets {knobs}. The original values are stored first, and put "
            + "back when it stops, at the next start after a crash, or by \"fragguard restore\". What the kernel "
            + "refuses, or somebody else sets meanwhile, is logged once and left alone. A tune rung may override it; "
            + $"when the incident closes, the value set here comes back.{set.Join("", Worth)}";
    }

    // What was measured, and no more than that: bench/README.md has the table.
    private static string Worth(TuneEntry entry) => entry.Knob switch
    {
        "vm.compaction_proactiveness" => Measured(entry, "with 0, as RHEL ships it, 32 blocks of 2MiB were there for "
            + "41% of the time, with 20 for 54%, with 60 for 60%; the kernel's threads took 1.2, 1.6 and 2.6 s of 300, "
            + "and 60 moved more than twice as many pages as 20"),
        "vm.min_free_kbytes" => Measured(entry, "with 6% of memory kept free, 32 blocks of 2MiB were there for 64% of "
            + "the time and not for 54%, and a third more blocks of 64KiB at the fewest; programs have so much less, "
            + "and MemAvailable falls by as much"),
        "vm.defrag_mode" => Measured(entry, "in an hour of Linux 7.2, 32 blocks of 2MiB were there for 44% and 47% "
            + "of the time, without for 36% and 37%; half as many pages again were moved, and in 20 min no effect "
            + "could be seen: what it prevents builds up, and best from the boot on"),
        "vm.watermark_boost_factor" => Measured(entry, "0 and 30000 both had fewer blocks of 2MiB, one run each: "
            + "leave it at the kernel's 15000"),
        "vm.watermark_scale_factor" => Measured(entry, "100 had fewer blocks of 2MiB in its one run"),
        "vm.percpu_pagelist_high_fraction" => Measured(entry, "no effect could be seen; what compaction wins shows "
            + "sooner with short lists, which is why compact_memory shortens them by itself"),
        "thp.defrag" => Measured(entry, "no effect could be seen"),
        "thp.enabled" => Measured(entry, "with never, 32 blocks of 2MiB were there for 22% of the time and not for "
            + "54%, and the kernel worked half as long again"),
        _ => "",
    };

    private static string Measured(TuneEntry entry, string what) => $" {entry.Knob}, on a busy host: {what}.";
}
