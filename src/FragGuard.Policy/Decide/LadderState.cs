using FragGuard.Kernel;

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

    /// <summary>The breach that opened it; null before the first incident.</summary>
    public BreachSummary? Breach { get; init; }

    /// <summary>The next rung to try, or the one that runs: a place in the climbing order.</summary>
    public int Step { get; init; }

    /// <summary>The place in the climbing order at which this climb began: above 0 in a relapse.</summary>
    public int From { get; init; }

    /// <summary>When the present phase may end: settling, or the rest of an exhausted ladder.</summary>
    public TimeSpan Until { get; init; }

    /// <summary>When the rest of the ladder that was exhausted last ends.</summary>
    public TimeSpan RestUntil { get; init; }

    /// <summary>How often the ladder was exhausted in this incident.</summary>
    public int Exhausted { get; init; }

    /// <summary>The exhaustion of this climb has been told; only escalation rungs are left.</summary>
    public bool IsExhausted { get; init; }

    /// <summary>Every rung was tried in the open incident, and the breach remains. A dry run tries none.</summary>
    public bool IsAtItsEnd => IsOpen && (IsExhausted || (Phase == LadderPhase.BackingOff && HasTried));

    /// <summary>Something of this climb was tried, and not only skipped.</summary>
    public bool HasTried
    {
        get
        {
            foreach (ref readonly var attempt in Attempts.Span)
            {
                if (attempt.Outcome != Outcome.Skipped)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The rung that runs or settles.</summary>
    public RungRun? Run { get; init; }

    /// <summary>What ran in this climb.</summary>
    public ValueList<Attempt> Attempts { get; init; }

    /// <summary>The zones for which the ladder was exhausted in this incident. A breach of another zone ends the
    /// ladder's rest.</summary>
    public ValueList<ZoneId> ExhaustedZones { get; init; }

    /// <summary>The last rung of this incident that recovered zones or gained; null while none did since the ladder was
    /// exhausted.</summary>
    public int? RecoveredBy { get; init; }

    /// <summary>For each rung what its last runs taught.</summary>
    public ValueList<RungMemory> Rungs { get; init; }

    /// <summary>The last recovery: where a relapse starts.</summary>
    public Recovery? LastRecovery { get; init; }

    /// <summary>When one of our own writes last ended: its stall is ours.</summary>
    public TimeSpan? LastWriteAt { get; init; }

    /// <summary>Until when a rung that could not begin is not tried again.</summary>
    public TimeSpan? BusyUntil { get; init; }

    /// <summary>Why it could not begin; no reason while <see cref="BusyUntil"/> is null.</summary>
    public Reason Busy { get; init; }

    /// <summary>Since when kcompactd has been seen to hang in this incident, at every look; null while it does
    /// not.</summary>
    public TimeSpan? KcompactdBusySince { get; init; }

    /// <summary>Settings that a rung tuned are to be put back, but a reload has taken the rung away.</summary>
    public bool OwesRestore { get; init; }

    /// <summary>The count of cache drops at the last look, and when that was.</summary>
    public (ulong Count, TimeSpan At)? CacheDrops { get; init; }

    /// <summary>When something else was last seen to drop caches.</summary>
    public TimeSpan? ForeignDropAt { get; init; }

    /// <summary>How fast costs grow while nothing of ours runs.</summary>
    public CostRates Usual { get; init; }

    /// <summary>The reading that the next <see cref="Usual"/> begins at; null before the first.</summary>
    public (TimeSpan At, CostCounters Counters)? UsualSince { get; init; }

    /// <summary>When the exhausted ladder was last told of in this incident.</summary>
    public TimeSpan? ExhaustedToldAt { get; init; }

    /// <summary>The zones that were breached in the last incident: for <c>relapse_window</c> after a rung healed them,
    /// a breach of theirs counts at once.</summary>
    public ValueList<ZoneId> IncidentZones { get; init; }

    /// <summary>The bill of some run is open: readings of the host are wanted even while every watch is
    /// healthy.</summary>
    public bool HasOpenBill
    {
        get
        {
            foreach (ref readonly var memory in Rungs.Span)
            {
                if (memory.Bill is { Duration: not null, IsClosed: false })
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>What is usual on this host has not been measured for a while. While something loads it is worth
    /// knowing, or the load itself would be taken for the cost of a rung.</summary>
    public bool WantsUsual(TimeSpan now) => UsualSince is not { } since || now - since.At >= CostRates.ShortestSpan;

    /// <summary>The zones that are looked at closely at this time: healed by a rung not long ago.</summary>
    public ReadOnlySpan<ZoneId> Relapsing(IncidentSettings settings, TimeSpan now) =>
        LastRecovery is { } last && now - last.At < settings.RelapseWindow ? IncidentZones.Span : [];

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
    public int NoGainRuns { get; init; }

    /// <summary>Its last run gained.</summary>
    public bool HasGained { get; init; }

    /// <summary>What its last run cost.</summary>
    public RunBill Bill { get; init; }

    /// <summary>It has set tuned values that are not back yet.</summary>
    public bool IsInForce { get; init; }

    /// <summary>In this incident there is nothing left for it to do: its settings are in force.</summary>
    public bool IsSettled { get; init; }

    /// <summary>The reasons told in this incident, so that none is told again on every tick.</summary>
    public ReasonSet Reported { get; init; }
}

/// <summary>A recovery: by which rung and when.</summary>
/// <param name="Rung">Its place in the settings.</param>
/// <param name="At">When the incident closed.</param>
/// <param name="ReadAgain">How many times in a row what the rung freed was read again, and a relapse followed.</param>
public readonly record struct Recovery(int Rung, TimeSpan At, int ReadAgain = 0);

/// <summary>A rung on its way, with what it found.</summary>
/// <param name="Rung">The rung's place in the settings; -1 if a reload has taken it away.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Before">The breach that it is to heal.</param>
/// <param name="Counters">The counters of its cost at the beginning.</param>
public sealed record RungRun(int Rung, TimeSpan StartedAt, BreachSummary Before, CostCounters Counters)
{
    /// <summary>How its writes ended; null while they run.</summary>
    public RungResult? Result { get; init; }
}
