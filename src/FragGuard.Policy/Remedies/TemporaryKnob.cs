using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>A knob that a remedy changes for its own run and puts back at its end. The original is stored first, so
/// that a run which is killed in between leaves nothing changed for good.</summary>
/// <remarks>It may be tuned already, by a rung that holds it: then that rung's value comes back, and its original
/// stays. A knob that is absent, read-only, or whose original cannot be stored is left alone: the run does
/// without.</remarks>
/// <param name="context">The run.</param>
/// <param name="knob">The knob's name.</param>
/// <param name="value">What it is set to.</param>
internal sealed class TemporaryKnob(RemedyContext context, string knob, string value)
{
    private readonly string _path = KnobCatalog.PathOf(knob);
    private TunedSetting? _held;
    private string? _before;

    /// <summary>Sets the knob, if its value is one that this improves on.</summary>
    /// <param name="isWorse">True for a value that is to be changed.</param>
    internal IEnumerable<RemedyStep> Set(Func<string, bool> isWorse)
    {
        if (context.Environment.ReasonAgainst(_path).Code != ReasonCode.None
            || context.Environment.ReadKnob(_path).Value is not { } found || !isWorse(found)
            || !KnobCatalog.TryFind(knob, out var known) || !TunedSetting.CanBeWritten(known, found))
        {
            yield break;
        }

        _held = Held();
        if (context.Tuned.Keep(new TunedSetting(knob, found, value, RestorePolicy.OnClear)) is { } fault)
        {
            context.DoWithout($"{knob} stayed at {found}, because its original could not be stored: {fault}");
            yield break;
        }

        _before = found;
        yield return new KnobWrite(_path, value) { IsPreparation = true };
        if (context.Last.End is not (StepEnd.Done or StepEnd.DryRun))
        {
            context.Last = new StepResult(StepEnd.Done);
            Release();
        }
    }

    /// <summary>Puts it back. A value that somebody else has set meanwhile is theirs.</summary>
    internal IEnumerable<RemedyStep> PutBack()
    {
        if (_before is not { } before)
        {
            yield break;
        }

        if (context.Environment.DryRun || context.Environment.ReadKnob(_path).Value is not { } found || found == value)
        {
            yield return new KnobWrite(_path, before) { IsPreparation = true };
            if (context.Last.End is not (StepEnd.Done or StepEnd.DryRun))
            {
                // The guard tries again by itself: the original is stored still.
                context.Last = new StepResult(StepEnd.Done);
                yield break;
            }
        }

        Release();
    }

    private TunedSetting? Held()
    {
        foreach (var setting in context.Tuned.Read().All)
        {
            if (setting.Knob == knob)
            {
                return setting;
            }
        }

        return null;
    }

    private void Release()
    {
        _before = null;
        if (_held is { } held)
        {
            _ = context.Tuned.Keep(new TunedSetting(knob, value, held.Value, held.Restore))
                ?? context.Tuned.Confirm(knob);
        }
        else
        {
            _ = context.Tuned.Forget(knob);
        }
    }
}
