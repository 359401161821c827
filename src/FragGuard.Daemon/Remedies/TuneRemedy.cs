using System.Globalization;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Sets allow-listed vm sysctls and transparent-huge-page files. Originals are stored before the first write.</summary>
/// <remarks>A value that is set already is not written again: rewriting some knobs has effects of its own. What was written is
/// read back, because a kernel may take a value and keep another. Errors: EINVAL (out of the kernel's range), EACCES, EROFS.</remarks>
internal sealed class TuneRemedy : IRemedy
{
    /// <inheritdoc/>
    public Reason Probe(RemedySettings settings, RemedyEnvironment ground)
    {
        var reason = default(Reason);
        foreach (var entry in ((TuneSettings)settings).Set)
        {
            reason = ground.ReasonAgainst(KnobValue.PathOf(entry.Knob));
            if (reason.Code == ReasonCode.None)
            {
                return reason;
            }
        }

        return reason;
    }

    /// <summary>Whether something is left to set, by a look at the files: what was set once may have been set back.</summary>
    internal static bool HasWork(TuneSettings tune, RemedyEnvironment ground)
    {
        foreach (var entry in tune.Set)
        {
            var path = KnobValue.PathOf(entry.Knob);
            if (ground.ReasonAgainst(path).Code == ReasonCode.None
                && KnobValue.Read(ground.Root, path).Value is { } current && IsWanted(entry, current))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext run)
    {
        var tune = (TuneSettings)settings;
        foreach (var entry in tune.Set)
        {
            var path = KnobValue.PathOf(entry.Knob);
            if (run.Ground.ReasonAgainst(path).Code != ReasonCode.None)
            {
                continue;
            }

            var found = KnobValue.Read(run.Ground.Root, path);
            if (found.Value is not { } current)
            {
                run.Fail($"{entry.Knob} is left alone: what it is cannot be read: {found.Error}");
                continue;
            }

            if (!IsWanted(entry, current) || !TryKeep(run, entry, current, tune.Restore, out var kept))
            {
                continue;
            }

            yield return new KnobWrite(path, entry.Value);
            if (run.Last.End == StepEnd.Done)
            {
                ReadBack(run, entry, current, kept);
            }
        }
    }

    private static bool TryKeep(RemedyContext run, TuneEntry entry, string current, RestorePolicy restore, out TunedSetting kept)
    {
        kept = Original(run, entry, current, restore);
        if (KnobCatalog.TryFind(kept.Knob, out var knob) && !TunedSetting.CanBeWritten(knob, kept.Original))
        {
            run.Fail($"{entry.Knob} is left alone: {kept.Knob} is \"{kept.Original}\", which could not be put back");
            return false;
        }

        if (run.Tuned.Keep(kept) is not { } error)
        {
            return true;
        }

        run.Fail($"{entry.Knob} is left alone, because its original could not be stored: {error}");
        return false;
    }

    private static bool IsWanted(TuneEntry entry, string current)
    {
        var isNumber = long.TryParse(current, NumberStyles.None, CultureInfo.InvariantCulture, out var found)
            & long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted);
        if (isNumber && found > wanted && KnobCatalog.TryFind(entry.Knob, out var knob) && knob.NeverLower)
        {
            return false;
        }

        return entry.Rule switch
        {
            TuneRule.AtLeast => isNumber && found < wanted,
            TuneRule.AtMost => isNumber && found > wanted,
            _ => current != entry.Value,
        };
    }

    // Of two paired knobs only one is in force, and the other reads 0, which the kernel will not take back. Writing one zeroes
    // its partner: then the partner's value is the original to return to, also when this one is written again.
    private static TunedSetting Original(RemedyContext run, TuneEntry entry, string current, RestorePolicy restore)
    {
        if (KnobCatalog.TryFind(entry.Knob, out var knob) && knob.Pair is { } partner)
        {
            var path = KnobValue.PathOf(partner);
            if (current == "0" && KnobValue.Read(run.Ground.Root, path).Value is { } inForce and not "0")
            {
                return new TunedSetting(partner, inForce, "0", restore);
            }

            if (run.Tuned.Read().All.FirstOrDefault(known => known.Knob == partner && known.Value == "0") is { } known)
            {
                // What was found of the partner, so that the store takes it for its own.
                return known with { Original = "0", Restore = restore };
            }
        }

        return new TunedSetting(entry.Knob, current, entry.Value, restore);
    }

    private static void ReadBack(RemedyContext run, TuneEntry entry, string before, TunedSetting kept)
    {
        var path = KnobValue.PathOf(entry.Knob);
        var found = KnobValue.Read(run.Ground.Root, path);
        if (found.Value != entry.Value)
        {
            run.Fail($"{path}: was set to {entry.Value} but reads back {found.Value ?? $"nothing ({found.Error})"}");
            return;
        }

        run.Changed(new TunableChange(entry.Knob, before, entry.Value, IsRestored: false));
        if (run.Tuned.Confirm(kept.Knob) is { } error)
        {
            run.Fail(error);
        }
    }
}
