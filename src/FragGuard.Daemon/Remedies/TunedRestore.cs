using FragGuard.Host;

namespace FragGuard.Daemon;

/// <summary>Puts tuned settings back. A value that somebody else has changed meanwhile is theirs: it is left alone, and said.
/// A setting that cannot be read keeps its original.</summary>
internal static class TunedRestore
{
    /// <summary>The steps that put back what is stored now and wanted back.</summary>
    /// <param name="isDue">Which of the tuned settings go back.</param>
    /// <param name="run">The run; its first error is told at its end.</param>
    internal static IEnumerable<RemedyStep> Run(Func<TunedSetting, bool> isDue, RemedyContext run)
    {
        var tuned = run.Tuned.Read();
        if (tuned.Error is not null)
        {
            run.Fail(tuned.Error);
        }

        foreach (var setting in tuned.All.Where(isDue).ToArray())
        {
            var found = KnobValue.Read(run.Ground.Root, setting.Path);
            if (found.Value is not { } value)
            {
                run.Fail($"{setting.Knob} is not put back, its original {setting.Original} is kept: {found.Error}");
                continue;
            }

            if (setting.IsOurs(value) && value != setting.Original)
            {
                yield return new KnobWrite(setting.Path, setting.Original);
                if (run.Last.End is StepEnd.Killed or StepEnd.Failed)
                {
                    // Whoever stops the guard may have stopped the child that was putting the setting back, too.
                    run.Last = default;
                    yield return new KnobWrite(setting.Path, setting.Original);
                }

                if (run.Last.End != StepEnd.Done || !IsBack(setting, run))
                {
                    continue;
                }

                run.Changed(new TunableChange(setting.Knob, value, setting.Original, IsRestored: true));
            }
            else if (value != setting.Original)
            {
                run.Changed(new TunableChange(setting.Knob, value, setting.Original, IsRestored: true) { IsForeign = true });
            }

            if (run.Tuned.Forget(setting.Knob) is { } error)
            {
                run.Fail(error);
            }
        }
    }

    private static bool IsBack(TunedSetting setting, RemedyContext run)
    {
        var found = KnobValue.Read(run.Ground.Root, setting.Path);
        if (found.Value == setting.Original)
        {
            return true;
        }

        run.Fail($"{setting.Path}: was put back to {setting.Original} but reads {found.Value ?? $"nothing ({found.Error})"}");
        return false;
    }
}
