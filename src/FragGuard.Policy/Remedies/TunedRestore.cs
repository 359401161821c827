using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Puts tuned settings back. A value that somebody else has changed meanwhile is theirs: it is left alone, and
/// said. A setting that cannot be read keeps its original.</summary>
/// <remarks>Where <c>[prevent]</c> holds a setting that a rung has gone over, back is what is held, and the original
/// stays stored.</remarks>
public static class TunedRestore
{
    /// <summary>The steps that put back what is stored now and wanted back.</summary>
    /// <param name="isDue">Which of the tuned settings go back.</param>
    /// <param name="context">The run; its first error is told at its end.</param>
    /// <param name="isPrevented">Which of them go back to what <c>[prevent]</c> holds; null for none.</param>
    public static IEnumerable<RemedyStep> Run(
        Func<TunedSetting, bool> isDue, RemedyContext context, Func<TunedSetting, bool>? isPrevented = null)
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

            var isHeld = isPrevented?.Invoke(setting) == true;
            var goal = isHeld ? setting.Prevented! : setting.Original;
            if (setting.IsOurs(value) && value != goal)
            {
                yield return new KnobWrite(setting.Path, goal);
                if (context.Last.End is StepEnd.Killed or StepEnd.Failed)
                {
                    // Whoever stops the guard may have stopped the child that was putting the setting back, too.
                    context.Last = default;
                    yield return new KnobWrite(setting.Path, goal);
                }

                if (context.Last.End != StepEnd.Done || !IsBack(setting, goal, context))
                {
                    continue;
                }

                context.Changed(new TunableChange(setting.Knob, value, goal, IsRestored: true));
            }
            else if (value != goal)
            {
                isHeld = false;
                context.Changed(
                    new TunableChange(setting.Knob, value, setting.Original, IsRestored: true) { IsForeign = true });
            }

            if ((isHeld ? Hold(setting, value, context) : context.Tuned.Forget(setting.Knob)) is { } error)
            {
                context.Fail(error);
            }
        }
    }

    // Only once it is written: until then the rung's value is the one that is to go.
    private static string? Hold(TunedSetting setting, string before, RemedyContext context) =>
        context.Tuned.Keep(setting with
        {
            Original = before,
            Value = setting.Prevented!,
            Restore = RestorePolicy.OnStop,
        }) ?? context.Tuned.Confirm(setting.Knob);

    private static bool IsBack(TunedSetting setting, string goal, RemedyContext context)
    {
        var found = context.Environment.ReadKnob(setting.Path);
        if (found.Value == goal)
        {
            return true;
        }

        context.Fail($"{setting.Path}: was put back to {goal} but reads {found.Value ?? $"nothing ({found.Error})"}");
        return false;
    }
}
