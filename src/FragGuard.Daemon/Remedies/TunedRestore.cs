using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Puts tuned settings back. A value that somebody else has changed meanwhile is theirs: it is left alone, and said.</summary>
internal static class TunedRestore
{
    /// <summary>The steps that put back what one of these policies covers.</summary>
    internal static IEnumerable<RemedyStep> Run(IReadOnlyCollection<RestorePolicy> policies, RemedyRun run)
    {
        foreach (var setting in run.Tuned.All.Where(setting => policies.Contains(setting.Restore)).ToArray())
        {
            var found = KnobValue.Read(run.Ground.Root, setting.Path);
            if (found == setting.Value && found != setting.Original)
            {
                yield return new KnobWrite(setting.Path, setting.Original);
                if (run.Last.End is StepEnd.Killed or StepEnd.Failed)
                {
                    // Whoever stops the guard may have stopped the child that was putting the setting back, too.
                    run.Last = default;
                    yield return new KnobWrite(setting.Path, setting.Original);
                }

                if (run.Last.End != StepEnd.Done)
                {
                    continue;
                }

                run.Changed(new TunableChange(setting.Knob, setting.Value, setting.Original, IsRestored: true));
            }
            else if (found != setting.Original)
            {
                run.Changed(new TunableChange(setting.Knob, found ?? "nothing", setting.Original, IsRestored: true) { IsForeign = true });
            }

            if (run.Tuned.Forget(setting.Knob) is { } error)
            {
                run.Fail(error);
            }
        }
    }
}
