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
    public Reason Probe(RemedySettings settings, RemedyGround ground)
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

    /// <inheritdoc/>
    public IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyRun run)
    {
        var tune = (TuneSettings)settings;
        foreach (var entry in tune.Set)
        {
            var path = KnobValue.PathOf(entry.Knob);
            if (run.Ground.ReasonAgainst(path).Code != ReasonCode.None
                || KnobValue.Read(run.Ground.Root, path) is not { } current || !IsWanted(entry, current))
            {
                continue;
            }

            if (run.Tuned.Keep(Original(run.Ground.Root, entry, current, tune.Restore)) is { } error)
            {
                run.Fail($"{entry.Knob} is left alone, because its original could not be stored: {error}");
                continue;
            }

            yield return new KnobWrite(path, entry.Value);
            if (run.Last.End == StepEnd.Done)
            {
                ReadBack(run, entry, current);
            }
        }
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
    // its partner: then the partner's value is the original to return to.
    private static TunedSetting Original(KernelRoot root, TuneEntry entry, string current, RestorePolicy restore)
    {
        if (current == "0" && KnobCatalog.TryFind(entry.Knob, out var knob) && knob.Pair is { } partner
            && KnobValue.Read(root, KnobValue.PathOf(partner)) is { } inForce and not "0")
        {
            return new TunedSetting(partner, KnobValue.PathOf(partner), inForce, "0", restore);
        }

        return new TunedSetting(entry.Knob, KnobValue.PathOf(entry.Knob), current, entry.Value, restore);
    }

    private static void ReadBack(RemedyRun run, TuneEntry entry, string before)
    {
        var path = KnobValue.PathOf(entry.Knob);
        var found = KnobValue.Read(run.Ground.Root, path);
        if (found == entry.Value)
        {
            run.Changed(new TunableChange(entry.Knob, before, entry.Value, IsRestored: false));
        }
        else
        {
            run.Fail($"{path}: was set to {entry.Value} but reads back {found ?? "nothing"}");
        }
    }
}

/// <summary>The value of a knob as it must be written to be set again: the bracketed word, or the number.</summary>
internal static class KnobValue
{
    /// <summary>The file of a knob that the settings name; the configuration reader has made sure that it exists.</summary>
    internal static string PathOf(string knob) => KnobCatalog.TryFind(knob, out var found)
        ? "/" + found.RelativePath
        : throw new ArgumentException($"no knob {knob}", nameof(knob));

    /// <returns>Null if it cannot be read.</returns>
    internal static string? Read(KernelRoot root, string path)
    {
        var text = MachineProbe.TextOf(root, path);
        return text.Length == 0 ? null
            : text.Contains('[', StringComparison.Ordinal) && BracketedChoice.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var choice)
                ? choice.Current
                : text;
    }
}
