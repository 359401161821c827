namespace FragGuard.Policy;

/// <summary>What a rung does, with the settings of that remedy. One record for each remedy, in the remedy's own
/// file.</summary>
public abstract record RemedySettings
{
    /// <summary>The remedy that these are settings of.</summary>
    public abstract RemedyDefinition Definition { get; }

    /// <summary>The remedy's name in TOML and in the journal.</summary>
    public string Name => Definition.Name;

    /// <summary>It may help a zone that is short of memory, too.</summary>
    public bool FitsLowMemory => Definition.FitsLowMemory;

    /// <summary>An escalation rung: it runs only when every other rung was tried in vain.</summary>
    public bool IsEscalation => Definition.IsEscalation;
}
