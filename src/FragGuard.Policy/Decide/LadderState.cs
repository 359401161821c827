namespace FragGuard.Policy;

/// <summary>Where the ladder stands.</summary>
public enum LadderPhase
{
    /// <summary>No incident.</summary>
    Closed,

    /// <summary>An incident is open and the next rung is looked for.</summary>
    Climbing,

    /// <summary>A rung is being carried out.</summary>
    Running,

    /// <summary>A rung has been carried out; its effect shows itself.</summary>
    Settling,

    /// <summary>Every rung was tried; the ladder rests.</summary>
    BackingOff,

    /// <summary>The incident is closed; tuned settings are being put back.</summary>
    Restoring,
}

/// <summary>What the ladder remembers from tick to tick. A value: the step function returns the next one.</summary>
public sealed record LadderState
{
    /// <summary>A ladder that has never been climbed.</summary>
    public static LadderState Start { get; } = new();

    /// <summary>Where the ladder stands.</summary>
    public LadderPhase Phase { get; init; }

    /// <summary>The number of the newest incident; 0 before the first.</summary>
    public long Incident { get; init; }

    /// <summary>When it opened.</summary>
    public TimeSpan OpenedAt { get; init; }

    /// <summary>The next rung to try, or the one that runs: a place in the climbing order.</summary>
    public int Step { get; init; }

    /// <summary>When the present phase may end: settling, or the rest of an exhausted ladder.</summary>
    public TimeSpan Until { get; init; }

    /// <summary>How often the ladder was exhausted in this incident.</summary>
    public int Exhausted { get; init; }

    /// <summary>The exhaustion of this climb has been told; only terminal rungs are left.</summary>
    public bool IsExhausted { get; init; }

    /// <summary>The rung that runs or settles.</summary>
    public RungRun? Run { get; init; }

    /// <summary>What ran in this climb.</summary>
    public ValueList<Attempt> Attempts { get; init; }

    /// <summary>The last rung of this incident that recovered it; null while none did.</summary>
    public int? HealedBy { get; init; }

    /// <summary>For each rung what its last runs taught.</summary>
    public ValueList<RungMemory> Rungs { get; init; }

    /// <summary>The last recovery: where a relapse starts.</summary>
    public Recovery? LastRecovery { get; init; }

    /// <summary>When one of our own writes last ended: its stall is ours.</summary>
    public TimeSpan? LastWriteAt { get; init; }

    /// <summary>The count of cache drops at the last look, and when that was.</summary>
    public (ulong Count, TimeSpan At)? CacheDrops { get; init; }

    /// <summary>When something else was last seen to drop caches.</summary>
    public TimeSpan? ForeignDropAt { get; init; }

    /// <summary>What is remembered of a rung; a ladder that never ran it knows nothing.</summary>
    public RungMemory MemoryOf(int rung) => rung < Rungs.Count ? Rungs[rung] : default;

    /// <summary>True from the first breach until every watch is clear.</summary>
    public bool IsOpen => Phase is not (LadderPhase.Closed or LadderPhase.Restoring);

    /// <summary>The state with one rung's memory replaced.</summary>
    public LadderState Remember(int rung, RungMemory memory)
    {
        var rungs = Rungs;
        while (rungs.Count <= rung)
        {
            rungs = rungs.Add(default);
        }

        return this with { Rungs = rungs.SetItem(rung, memory) };
    }
}

/// <summary>What a rung's last runs taught.</summary>
public readonly record struct RungMemory
{
    /// <summary>When its runs of the last 24 hours began.</summary>
    public ValueList<TimeSpan> Runs { get; init; }

    /// <summary>When its last run ended; null if it never ran.</summary>
    public TimeSpan? EndedAt { get; init; }

    /// <summary>How many runs in a row gained nothing.</summary>
    public int FruitlessRuns { get; init; }

    /// <summary>It has set tuned values that are not back yet.</summary>
    public bool IsInForce { get; init; }

    /// <summary>The reason told last in this incident, so that it is not told again on every tick.</summary>
    public ReasonCode Told { get; init; }
}

/// <summary>A recovery: by which rung and when.</summary>
public readonly record struct Recovery(int Rung, TimeSpan At);

/// <summary>A rung on its way, with what it found.</summary>
public sealed record RungRun(int Rung, TimeSpan StartedAt, BreachSummary Before, CostCounters Counters)
{
    /// <summary>How its writes ended; null while they run.</summary>
    public RungResult? Result { get; init; }
}
