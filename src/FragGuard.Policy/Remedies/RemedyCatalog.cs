namespace FragGuard.Policy;

/// <summary>Every remedy: explicit, greppable, trim-safe.</summary>
public static class RemedyCatalog
{
    /// <summary>The remedies, the mission's three first, then from gentle to harsh. A new one is one line
    /// here.</summary>
    public static IReadOnlyList<RemedyDefinition> All { get; } =
    [
        DropCachesRemedy.Instance,
        CompactMemoryRemedy.Instance,
        TuneRemedy.Instance,
        NudgeKcompactdRemedy.Instance,
        ReclaimRemedy.Instance,
        ReleaseReserveRemedy.Instance,
        FlagRebootRemedy.Instance,
        HookRemedy.Instance,
    ];

    /// <summary>Their names, in that order.</summary>
    public static IReadOnlyList<string> Names { get; } = NamesOf(All);

    /// <summary>The remedy of this name; null if there is none.</summary>
    public static RemedyDefinition? Find(string? name)
    {
        foreach (var remedy in All)
        {
            if (remedy.Name == name)
            {
                return remedy;
            }
        }

        return null;
    }

    /// <summary>For each rung why it can never run here.</summary>
    public static ValueList<Reason> Probe(ValueList<RungSettings> ladder, IRemedyEnvironment environment)
    {
        var reasons = new Reason[ladder.Count];
        for (var rung = 0; rung < reasons.Length; rung++)
        {
            var settings = ladder[rung].Remedy;
            var barred = Gates.Unavailable(settings, environment.Machine.Facts.Lasting);
            reasons[rung] = barred.Code != ReasonCode.None ? barred : settings.Definition.Probe(settings, environment);
        }

        return [.. reasons];
    }

    /// <summary>Why a remedy cannot run at this moment, for who asks once: what never lets it run, else what is loaded
    /// now.</summary>
    public static Reason ReasonNow(Reason unavailable, RemedySettings settings, MachineProfile machine) =>
        unavailable.Code != ReasonCode.None ? unavailable : Gates.Unavailable(settings, machine.Facts);

    /// <summary>The same, with every rung that could run barred for this reason.</summary>
    public static ValueList<Reason> BarAll(ValueList<Reason> reasons, Reason reason)
    {
        for (var rung = 0; rung < reasons.Count; rung++)
        {
            reasons = reasons[rung].Code == ReasonCode.None ? reasons.SetItem(rung, reason) : reasons;
        }

        return reasons;
    }

    private static string[] NamesOf(IReadOnlyList<RemedyDefinition> remedies)
    {
        var names = new string[remedies.Count];
        for (var place = 0; place < names.Length; place++)
        {
            names[place] = remedies[place].Name;
        }

        return names;
    }
}
