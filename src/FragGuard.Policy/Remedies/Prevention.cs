using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>How a setting stands that <c>[prevent]</c> asks for.</summary>
public enum PreventionState
{
    /// <summary>It is not set yet: another holds the knob, or it could not be tried.</summary>
    Waiting,

    /// <summary>It is set; the original is stored.</summary>
    Held,

    /// <summary>It was that already, or better: nothing was written, and nothing has to go back.</summary>
    AlreadySo,

    /// <summary>This kernel has no such knob.</summary>
    Absent,

    /// <summary>The kernel or the sandbox refused it: it is left alone.</summary>
    Refused,

    /// <summary>Somebody else has set the knob meanwhile: it is left alone.</summary>
    LeftAlone,
}

/// <summary>A setting that <c>[prevent]</c> asks for, and how it stands.</summary>
/// <param name="Knob">The knob.</param>
/// <param name="Value">The value that it is to have.</param>
/// <param name="State">How it stands.</param>
/// <param name="Why">Why, as the end of a sentence that names the knob; null if there is nothing to say.</param>
public sealed record PreventedSetting(string Knob, string Value, PreventionState State, string? Why = null);

/// <summary>Sets what <c>[prevent]</c> asks for. Originals are stored before the first write, as a tune rung's
/// are.</summary>
/// <remarks>Only a knob that nobody of the guard's holds is set: a rung's hold, or what an earlier run has left, ends
/// first. A rung may go over a setting that is held here; when its time is over, this one comes back.</remarks>
public static class Prevention
{
    /// <summary>The steps that set these.</summary>
    /// <param name="set">What is to be set.</param>
    /// <param name="context">The run.</param>
    /// <param name="note">Told how each of them stands then.</param>
    public static IEnumerable<RemedyStep> Run(
        IReadOnlyList<TuneEntry> set, RemedyContext context, Action<PreventedSetting> note)
    {
        foreach (var entry in set)
        {
            var path = KnobCatalog.PathOf(entry.Knob);
            var standing = Judge(entry, context, out var current);
            if (standing is not null)
            {
                note(standing);
                continue;
            }

            yield return new KnobWrite(path, entry.Value);
            if (context.Last.End == StepEnd.Done)
            {
                note(ReadBack(entry, path, current, context));
                continue;
            }

            note(Failed(entry, path, current, context));

            // It is told of here; what else there is to set may still be taken.
            context.Last = new StepResult(StepEnd.Done);
        }
    }

    /// <summary>Why an entry is not to be set, by a look at the knob.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="environment">The machine.</param>
    /// <param name="current">What the knob is now.</param>
    /// <param name="original">What it will be before it is set; null for what it is now.</param>
    /// <returns>Null if it is to be set; then what the knob is now is known.</returns>
    public static PreventedSetting? Against(
        TuneEntry entry, IRemedyEnvironment environment, out string current, string? original = null)
    {
        var path = KnobCatalog.PathOf(entry.Knob);
        var found = original is null ? environment.ReadKnob(path) : new KnobReading(original, null);
        current = found.Value ?? "";
        var reason = environment.ReasonAgainst(path);
        return reason.Code == ReasonCode.KnobAbsent ? Absent(entry)
            : reason.Code != ReasonCode.None ? Is(entry, PreventionState.Refused, $"cannot be set: {reason}")
            : found.Value is null ? Is(entry, PreventionState.Waiting, $"is not set: {found.Error}")
            : !TuneRemedy.IsWanted(entry, found.Value) ? Is(entry, PreventionState.AlreadySo, null)
            : null;
    }

    private static PreventedSetting? Judge(TuneEntry entry, RemedyContext context, out string current)
    {
        var tuned = context.Tuned.Read();
        var against = Against(entry, context.Environment, out current);
        if (tuned.Error is not null || against is { State: not PreventionState.AlreadySo })
        {
            return against ?? Is(entry, PreventionState.Waiting, $"is not set: {tuned.Error}");
        }

        foreach (var known in tuned.All)
        {
            if (known.Knob != entry.Knob || (known.IsPrevention && current == known.Original))
            {
                continue; // Of an attempt that was killed before it wrote there is nothing but the original.
            }

            return known.Prevented == entry.Value && known.IsOurs(current)
                ? Is(entry, PreventionState.Held, null)
                : Is(entry, PreventionState.Waiting, null);
        }

        if (against is not null)
        {
            return against;
        }

        if (KnobCatalog.TryFind(entry.Knob, out var knob) && !TunedSetting.CanBeWritten(knob, current))
        {
            return Is(
                entry, PreventionState.Refused, $"is left alone: it is \"{current}\", which could not be put back");
        }

        return context.Tuned.Keep(new TunedSetting(entry.Knob, current, entry.Value, RestorePolicy.OnStop)
        {
            Prevented = entry.Value,
        }) is { } error
            ? Is(entry, PreventionState.Waiting, $"is not set, because its original could not be stored: {error}")
            : null;
    }

    private static PreventedSetting ReadBack(TuneEntry entry, string path, string before, RemedyContext context)
    {
        var found = context.Environment.ReadKnob(path);
        if (found.Value == before)
        {
            // Taken without a word, and not kept: there is nothing to put back.
            _ = context.Tuned.Forget(entry.Knob);
        }

        if (found.Value != entry.Value)
        {
            var back = found.Value ?? $"nothing ({found.Error})";
            return Is(
                entry, PreventionState.Refused, $"was set to {entry.Value} but reads back {back}: it is left alone");
        }

        context.Changed(new TunableChange(entry.Knob, before, entry.Value, IsRestored: false));
        return context.Tuned.Confirm(entry.Knob) is { } error
            ? Is(entry, PreventionState.Held, $"is set, but that could not be noted: {error}")
            : Is(entry, PreventionState.Held, null);
    }

    // A kernel that says no says why; a write that was killed, or a dry run, says nothing of the value.
    private static PreventedSetting Failed(TuneEntry entry, string path, string before, RemedyContext context)
    {
        if (context.Environment.ReadKnob(path).Value == before)
        {
            _ = context.Tuned.Forget(entry.Knob);
        }

        var error = context.Last.Error ?? "the write was killed";
        return context.Last.End == StepEnd.Failed
            ? Is(entry, PreventionState.Refused, $"is left alone: {error}")
            : Is(entry, PreventionState.Waiting, context.Last.End == StepEnd.DryRun ? null : $"is not set: {error}");
    }

    private static PreventedSetting Absent(TuneEntry entry) => Is(entry, PreventionState.Absent,
        KnobCatalog.TryFind(entry.Knob, out var knob)
            ? $"is not there: this kernel has no such setting (since Linux {knob.Since})"
            : "is not there: this kernel has no such setting");

    private static PreventedSetting Is(TuneEntry entry, PreventionState state, string? why) =>
        new(entry.Knob, entry.Value, state, why);
}
