using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Puts tuned settings back. A value that somebody else has changed meanwhile is theirs: it is left alone, and
/// said. A setting that cannot be read keeps its original.</summary>
public static class TunedRestore
{
    /// <summary>The steps that put back what is stored now and wanted back.</summary>
    /// <param name="isDue">Which of the tuned settings go back.</param>
    /// <param name="context">The run; its first error is told at its end.</param>
    public static IEnumerable<RemedyStep> Run(Func<TunedSetting, bool> isDue, RemedyContext context)
    {
        var tuned = context.Tuned.Read();
        if (tuned.Error is not null)
        {
            context.Fail(tuned.Error);
        }

        foreach (var setting in tuned.All)
        {
            if (!isDue(setting))
            {
                continue;
            }

            var found = context.Environment.ReadKnob(setting.Path);
            if (found.Value is not { } value)
            {
                context.Fail($"{setting.Knob} is not put back, its original {setting.Original} is kept: {found.Error}");
                continue;
            }

            if (setting.IsOurs(value) && value != setting.Original)
            {
                yield return new KnobWrite(setting.Path, setting.Original);
                if (context.Last.End is StepEnd.Killed or StepEnd.Failed)
                {
                    // Whoever stops the guard may have stopped the child that was putting the setting back, too.
                    context.Last = default;
                    yield return new KnobWrite(setting.Path, setting.Original);
                }

                if (context.Last.End != StepEnd.Done || !IsBack(setting, context))
                {
                    continue;
                }

                context.Changed(new TunableChange(setting.Knob, value, setting.Original, IsRestored: true));
            }
            else if (value != setting.Original)
            {
                context.Changed(new TunableChange(setting.Knob, value, setting.Original, IsRestored: true) { IsForeign = true });
            }

            if (context.Tuned.Forget(setting.Knob) is { } error)
            {
                context.Fail(error);
            }
        }
    }

    private static bool IsBack(TunedSetting setting, RemedyContext context)
    {
        var found = context.Environment.ReadKnob(setting.Path);
        if (found.Value == setting.Original)
        {
            return true;
        }

        context.Fail($"{setting.Path}: was put back to {setting.Original} but reads {found.Value ?? $"nothing ({found.Error})"}");
        return false;
    }
}
