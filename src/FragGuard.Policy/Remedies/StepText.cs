using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What a step would do here and now, as a phrase: for dry runs.</summary>
public static class StepText
{
    /// <summary>The phrase.</summary>
    /// <param name="step">The step.</param>
    /// <param name="environment">The machine, asked for what a setting is now.</param>
    public static string Of(RemedyStep step, IRemedyEnvironment environment) => step switch
    {
        KnobWrite write when KnobAt(write.Path) is { } knob && environment.ReadKnob(write.Path).Value is { } now =>
            now == write.Value
                ? $"would write {write.Value} to {knob.Name} again"
                : $"would set {knob.Name} from {now} to {write.Value}",
        KnobWrite write =>
            $"would write {write.Value} to {write.Path}{(write.DrainsCpus ? ", and drain per-CPU page lists" : "")}",
        FilesSync sync => $"would write dirty file pages out, for at most {Quantity.Time(sync.Patience)}",
        Pause pause => $"would wait for {Quantity.Time(pause.Duration)}",
        FileMark mark => $"would create {mark.Path}",
        CommandRun command => $"would run {string.Join(' ', command.Command)}",
        ReserveRelease { Bytes: SizeKey.All } release => $"would let go of all that is held on node {release.Node}",
        ReserveRelease release =>
            $"would let go of {Quantity.Long(release.Bytes)} of what is held on node {release.Node}",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "a step without words"),
    };

    private static Knob? KnobAt(string path)
    {
        foreach (var knob in KnobCatalog.All)
        {
            if ("/" + knob.RelativePath == path)
            {
                return knob;
            }
        }

        return null;
    }
}
