using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>When tuned settings go back to what they were.</summary>
public enum RestorePolicy
{
    /// <summary>When the incident closes, and at the latest when the guard stops.</summary>
    OnClear,

    /// <summary>When the guard stops.</summary>
    OnStop,

    /// <summary>Not by the guard.</summary>
    Never,
}

/// <summary>How a tuned value relates to the one that is set.</summary>
public enum TuneRule
{
    /// <summary>Set it.</summary>
    Exactly,

    /// <summary>Raise it to this; a higher value stays.</summary>
    AtLeast,

    /// <summary>Lower it to this; a lower value stays.</summary>
    AtMost,
}

/// <summary>One setting that a tune rung makes.</summary>
/// <param name="Knob">The knob's name: <c>vm.swappiness</c>, <c>thp.defrag</c>.</param>
/// <param name="Rule">Whether an administrator's better value stays.</param>
/// <param name="Value">The value as the kernel takes it.</param>
public sealed record TuneEntry(string Knob, TuneRule Rule, string Value);

/// <summary>The settings of <see cref="TuneRemedy"/>.</summary>
public sealed record TuneSettings : RemedySettings
{
    /// <inheritdoc/>
    public override RemedyDefinition Definition => TuneRemedy.Instance;

    /// <summary>What to set; at least one.</summary>
    public ValueList<TuneEntry> Set { get; init; }

    /// <summary>When to put it back.</summary>
    public RestorePolicy Restore { get; init; } = RestorePolicy.OnClear;
}

/// <summary>Sets allow-listed vm sysctls and transparent-huge-page files. Originals are stored before the first
/// write.</summary>
/// <remarks>A value that is set already is not written again: rewriting some knobs has effects of its own. What was
/// written is read back, because a kernel may take a value and keep another. Errors: EINVAL (out of the kernel's
/// range), EACCES, EROFS.</remarks>
public sealed class TuneRemedy : RemedyDefinition
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "tune";

    // The kernel's documentation warns that a reserve of five to ten percent kills processes at once.
    private const int RiskyReservePercent = 5;
    private const int DeadlyReservePercent = 10;

    /// <summary>The remedy.</summary>
    public static TuneRemedy Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => RemedyName;

    /// <inheritdoc/>
    public override string Summary => "set sysctls and transparent-huge-page files until the incident closes";

    /// <inheritdoc/>
    public override RemedySettings Defaults { get; } = new TuneSettings();

    /// <inheritdoc/>
    public override IReadOnlyList<RemedyKey> Keys { get; } =
    [
        new KnobSetKey(
            "set",
            "the kernel settings and their values; { at_least = n } and { at_most = n } leave a better value alone",
            settings => Of(settings).Set,
            (settings, set) => Of(settings) with { Set = set })
        {
            IsRequired = true,
            Example = "{ \"vm.swappiness\" = 10 }",
        },
        new ChoiceKey("restore", "when to put them back", ["on_clear", "on_stop", "never"],
            settings => (int)Of(settings).Restore,
            (settings, index) => Of(settings) with { Restore = (RestorePolicy)index }),
    ];

    /// <inheritdoc/>
    public override RungSettings WithLimits(RungSettings rung) =>
        rung with { Cooldown = TimeSpan.FromMinutes(1), Timeout = TimeSpan.FromSeconds(5) };

    /// <inheritdoc/>
    public override string Explain(RemedySettings settings)
    {
        var knobs = Of(settings).Set.Join(", ", Words);
        var restore = Of(settings).Restore switch
        {
            RestorePolicy.OnClear => "when the incident closes, at the latest when FragGuard stops",
            RestorePolicy.OnStop => "when FragGuard stops",
            _ => "only by \"fragguard restore\"",
        };
        return $"sets {knobs}. The original values are stored first, and put back {restore}.";
    }

    /// <summary>What an entry does, for a sentence about what is set.</summary>
    public static string Words(TuneEntry entry) => entry.Rule switch
    {
        TuneRule.AtLeast => $"{entry.Knob} to {entry.Value} unless it is higher",
        TuneRule.AtMost => $"{entry.Knob} to {entry.Value} unless it is lower",
        _ => $"{entry.Knob} to {entry.Value}",
    };

    /// <inheritdoc/>
    public override IEnumerable<SettingProblem> Check(RemedySettings settings, RemedyMachine machine)
    {
        if (machine is not { Facts: { } facts, ManagedPages: { } pages })
        {
            yield break;
        }

        var memory = (UInt128)pages * (ulong)facts.PageBytes;
        foreach (var entry in Of(settings).Set)
        {
            if (entry.Knob != "vm.min_free_kbytes" || !ulong.TryParse(entry.Value, out var kib))
            {
                continue;
            }

            var reserve = (UInt128)kib << 10;
            var wouldKeep = $"would keep {Quantity.Exact(kib << 10)} free by {entry.Knob}: more than";
            if (reserve * 100 > memory * DeadlyReservePercent)
            {
                yield return new SettingProblem("set", $"{wouldKeep} {DeadlyReservePercent}% of this machine's memory, "
                    + "which makes the kernel kill processes at once", IsError: true);
            }
            else if (reserve * 100 > memory * RiskyReservePercent)
            {
                yield return new SettingProblem("set", $"{wouldKeep} {RiskyReservePercent}% of this machine's memory, "
                    + "which may make the kernel kill processes");
            }
        }
    }

    /// <inheritdoc/>
    public override bool HoldsKnobs => true;

    /// <inheritdoc/>
    public override ValueList<TuneEntry> HeldKnobs(RemedySettings settings) => Of(settings).Set;

    /// <inheritdoc/>
    public override RestorePolicy RestoredWhen(RemedySettings settings) => Of(settings).Restore;

    /// <inheritdoc/>
    public override IEnumerable<string> Writes(RemedySettings settings, IReadOnlyList<int> nodes)
    {
        foreach (var entry in Of(settings).Set)
        {
            yield return KnobCatalog.PathOf(entry.Knob);
        }
    }

    /// <inheritdoc/>
    public override Reason Probe(RemedySettings settings, IRemedyEnvironment environment)
    {
        var reason = default(Reason);
        foreach (var entry in Of(settings).Set)
        {
            reason = environment.ReasonAgainst(KnobCatalog.PathOf(entry.Knob));
            if (reason.Code == ReasonCode.None)
            {
                return reason;
            }
        }

        return reason;
    }

    /// <inheritdoc/>
    public override bool HasWork(RemedySettings settings, IRemedyEnvironment environment)
    {
        foreach (var entry in Of(settings).Set)
        {
            var path = KnobCatalog.PathOf(entry.Knob);
            if (environment.ReasonAgainst(path).Code == ReasonCode.None
                && environment.ReadKnob(path).Value is { } current && IsWanted(entry, current))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext context)
    {
        var tune = (TuneSettings)settings;
        foreach (var entry in tune.Set)
        {
            var path = KnobCatalog.PathOf(entry.Knob);
            if (context.Environment.ReasonAgainst(path).Code != ReasonCode.None)
            {
                continue;
            }

            var found = context.Environment.ReadKnob(path);
            if (found.Value is not { } current)
            {
                context.Fail($"{entry.Knob} is left alone: what it is cannot be read: {found.Error}");
                continue;
            }

            if (!IsWanted(entry, current) || !TryKeep(context, entry, current, tune.Restore, out var kept))
            {
                continue;
            }

            yield return new KnobWrite(path, entry.Value);
            if (context.Last.End == StepEnd.Done)
            {
                ReadBack(context, entry, current, kept);
            }
        }
    }

    private static bool TryKeep(
        RemedyContext context, TuneEntry entry, string current, RestorePolicy restore, out TunedSetting kept)
    {
        kept = Original(context, entry, current, restore);
        if (KnobCatalog.TryFind(kept.Knob, out var knob) && !TunedSetting.CanBeWritten(knob, kept.Original))
        {
            context.Fail(
                $"{entry.Knob} is left alone: {kept.Knob} is \"{kept.Original}\", which could not be put back");
            return false;
        }

        if (context.Tuned.Keep(kept) is not { } error)
        {
            return true;
        }

        context.Fail($"{entry.Knob} is left alone, because its original could not be stored: {error}");
        return false;
    }

    /// <summary>True if a knob with this value is to be changed.</summary>
    internal static bool IsWanted(TuneEntry entry, string current)
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

    // Of two paired knobs only one is in force, and the other reads 0, which the kernel will not take back. Writing one
    // zeroes its partner: then the partner's value is the original to return to, also when this one is written again.
    private static TunedSetting Original(RemedyContext context, TuneEntry entry, string current, RestorePolicy restore)
    {
        if (KnobCatalog.TryFind(entry.Knob, out var knob) && knob.Pair is { } partner)
        {
            var path = KnobCatalog.PathOf(partner);
            if (current == "0" && context.Environment.ReadKnob(path).Value is { } inForce and not "0")
            {
                return new TunedSetting(partner, inForce, "0", restore);
            }

            foreach (var known in context.Tuned.Read().All)
            {
                if (known.Knob == partner && known.Value == "0")
                {
                    // What was found of the partner, so that the store takes it for its own.
                    return known with { Original = "0", Restore = restore };
                }
            }
        }

        return new TunedSetting(entry.Knob, current, entry.Value, restore);
    }

    private static void ReadBack(RemedyContext context, TuneEntry entry, string before, TunedSetting kept)
    {
        var path = KnobCatalog.PathOf(entry.Knob);
        var found = context.Environment.ReadKnob(path);
        if (found.Value != entry.Value)
        {
            context.Fail($"{path}: was set to {entry.Value} "
                + $"but reads back {found.Value ?? $"nothing ({found.Error})"}");
            return;
        }

        context.Changed(new TunableChange(entry.Knob, before, entry.Value, IsRestored: false));
        if (context.Tuned.Confirm(kept.Knob) is { } error)
        {
            context.Fail(error);
        }
    }

    private static TuneSettings Of(RemedySettings settings) => (TuneSettings)settings;
}
