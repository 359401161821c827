using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What policy has to tell. The name in kebab case is the journal's FRAGGUARD_EVENT.</summary>
public enum PolicyEventKind
{
    /// <summary>A breach opened an incident.</summary>
    IncidentOpened,

    /// <summary>A rung begins.</summary>
    RungStarted,

    /// <summary>A rung does not run, and why. Told once for a reason, not on every tick.</summary>
    RungSkipped,

    /// <summary>A rung has been judged.</summary>
    RungFinished,

    /// <summary>Every watch is clear again.</summary>
    IncidentClosed,

    /// <summary>Every rung was tried and the breach remains.</summary>
    LadderExhausted,
}

/// <summary>One thing that policy has to tell. Fields that do not belong to its kind are null.</summary>
public sealed record PolicyEvent(PolicyEventKind Kind, long Incident)
{
    /// <summary>The watch that leads the incident.</summary>
    public string? Watch { get; init; }

    /// <summary>The zone that is worst off.</summary>
    public ZoneId? Zone { get; init; }

    /// <summary>The breached zones of that watch: <see cref="Before"/>, <see cref="After"/> and <see cref="Gain"/> are
    /// theirs together.</summary>
    public ValueList<ZoneId> Zones { get; init; }

    /// <summary>Blocks of the order in the zone that is worst off, alone.</summary>
    public ulong? WorstBlocks { get; init; }

    /// <summary>The order that is watched.</summary>
    public int? Order { get; init; }

    /// <summary>Why the zone is breached.</summary>
    public Diagnosis? Diagnosis { get; init; }

    /// <summary>That is assumed, because the zone's watermarks could not be read.</summary>
    public bool IsDiagnosisAssumed { get; init; }

    /// <summary>The unusable free space index of that zone.</summary>
    public int? UnusablePermille { get; init; }

    /// <summary>The floor of that zone, in blocks of the order; 0 where the watch has none.</summary>
    public ulong? Floor { get; init; }

    /// <summary>How often programs stalled in direct compaction and reclaim, a minute, where that is too
    /// often.</summary>
    public ulong? StallsPerMinute { get; init; }

    /// <summary>More than this are too many.</summary>
    public ulong? StallsAbove { get; init; }

    /// <summary>How often they have stalled since the rung ended, as so many a minute.</summary>
    public ulong? StallsAfter { get; init; }

    /// <summary>The rung, counted from 1.</summary>
    public int? Rung { get; init; }

    /// <summary>The rung's remedy.</summary>
    public string? Remedy { get; init; }

    /// <summary>What came of the rung or of the incident.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>Why.</summary>
    public Reason Reason { get; init; }

    /// <summary>suitable(order) of the breached zones before, together.</summary>
    public ulong? Before { get; init; }

    /// <summary>suitable(order) of the breached zones after, together.</summary>
    public ulong? After { get; init; }

    /// <summary>After minus before.</summary>
    public long? Gain { get; init; }

    /// <summary>How long the rung's writes took, or how long the incident was open.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What the rung cost.</summary>
    public CostCounters Cost { get; init; }

    /// <summary>The rung's bill so far.</summary>
    public RunBill? Bill { get; init; }

    /// <summary>What the rung's remedy found out about its run.</summary>
    public RunNotes Notes { get; init; }

    /// <summary>How long the rung rests after it, by what is known of its cost so far.</summary>
    public TimeSpan? Rest { get; init; }

    /// <summary>What was tried in this climb, for the exhausted ladder.</summary>
    public ValueList<Attempt> Attempts { get; init; }
}

/// <summary>One rung that ran in a climb, and what it gained.</summary>
public sealed record Attempt(string Remedy, Outcome Outcome, long Gain);
