using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Every remedy by its TOML name: explicit, greppable, trim-safe.</summary>
internal static class RemedyCatalog
{
    private static readonly Dictionary<string, IRemedy> All = new(StringComparer.Ordinal)
    {
        [DropCachesSettings.RemedyName] = new DropCachesRemedy(),
        [CompactMemorySettings.RemedyName] = new CompactMemoryRemedy(),
        [TuneSettings.RemedyName] = new TuneRemedy(),
        [NudgeKcompactdSettings.RemedyName] = new NudgeKcompactdRemedy(),
        [ReclaimSettings.RemedyName] = new ReclaimRemedy(),
        [FlagRebootSettings.RemedyName] = new FlagRebootRemedy(),
        [HookSettings.RemedyName] = new HookRemedy(),
    };

    /// <summary>Every name, gentlest first.</summary>
    internal static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The settings of a remedy that needs none; null for one that must be configured.</summary>
    internal static RemedySettings? Default(string name) => name switch
    {
        DropCachesSettings.RemedyName => new DropCachesSettings(),
        CompactMemorySettings.RemedyName => new CompactMemorySettings(),
        NudgeKcompactdSettings.RemedyName => new NudgeKcompactdSettings(),
        ReclaimSettings.RemedyName => new ReclaimSettings(),
        FlagRebootSettings.RemedyName => new FlagRebootSettings(),
        _ => null,
    };

    /// <summary>The remedy of these settings.</summary>
    internal static IRemedy For(RemedySettings settings) => All[settings.Name];

    /// <summary>For each rung why it can never run here.</summary>
    internal static ValueList<Reason> Probe(ValueList<RungSettings> ladder, RemedyEnvironment ground)
    {
        var reasons = new Reason[ladder.Count];
        for (var rung = 0; rung < reasons.Length; rung++)
        {
            var settings = ladder[rung].Remedy;
            var barred = Gates.Unavailable(settings, ground.Machine.Facts.Lasting);
            reasons[rung] = barred.Code != ReasonCode.None ? barred : For(settings).Probe(settings, ground);
        }

        return [.. reasons];
    }

    /// <summary>Why a remedy cannot run at this moment, for who asks once: what never lets it run, else what is loaded
    /// now.</summary>
    internal static Reason ReasonNow(Reason off, RemedySettings settings, MachineProfile machine) =>
        off.Code != ReasonCode.None ? off : Gates.Unavailable(settings, machine.Facts);

    /// <summary>The same, with every rung that could run barred for this reason.</summary>
    internal static ValueList<Reason> BarAll(ValueList<Reason> reasons, Reason reason)
    {
        for (var rung = 0; rung < reasons.Count; rung++)
        {
            reasons = reasons[rung].Code == ReasonCode.None ? reasons.SetItem(rung, reason) : reasons;
        }

        return reasons;
    }
}
