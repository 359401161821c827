namespace FragGuard.Policy;

/// <summary>An incident as the journal tells of it.</summary>
public sealed class PastIncident
{
    /// <summary>More runs are counted, not kept.</summary>
    public const int MostRuns = 32;

    private readonly List<PastRun> _runs = [];

    /// <summary>The host; empty where the journal does not say.</summary>
    public required string Host { get; init; }

    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>When it was opened: microseconds since 1970.</summary>
    public required long OpenedUs { get; init; }

    /// <summary>When it ended, or until when it is known to have been open.</summary>
    public long EndedUs { get; internal set; }

    /// <summary>How it ended.</summary>
    public PastIncidentEnd End { get; internal set; }

    /// <summary>The watch that led it.</summary>
    public string Watch { get; init; } = "";

    /// <summary>The zones, in words.</summary>
    public string Zones { get; init; } = "";

    /// <summary>The order.</summary>
    public int? Order { get; init; }

    /// <summary>Why the zones were breached.</summary>
    public string? Diagnosis { get; init; }

    /// <summary>Why it was closed: a reason of fragguard(8).</summary>
    public string? CloseReason { get; internal set; }

    /// <summary>Every rung was tried in vain at least once.</summary>
    public bool WasExhausted { get; internal set; }

    /// <summary>The first runs, in order.</summary>
    public IReadOnlyList<PastRun> Runs => _runs;

    /// <summary>How many runs there were.</summary>
    public int RunCount { get; private set; }

    /// <summary>What all runs gained.</summary>
    public long Gain { get; private set; }

    /// <summary>What all runs cost.</summary>
    public long CostMs { get; private set; }

    /// <summary>What was read again because of them.</summary>
    public long RereadBytes { get; private set; }

    /// <summary>How long it was open.</summary>
    public TimeSpan Length => TimeSpan.FromMicroseconds(Math.Max(0, EndedUs - OpenedUs));

    /// <summary>Takes a run.</summary>
    /// <returns>False if it is counted, but not kept: there are too many.</returns>
    internal bool Add(in PastRun run)
    {
        RunCount++;
        Gain += run.Gain ?? 0;
        CostMs += run.CostMs;
        RereadBytes += run.RereadBytes;
        if (_runs.Count == MostRuns)
        {
            return false;
        }

        _runs.Add(run);
        return true;
    }
}

/// <summary>How an incident ended.</summary>
public enum PastIncidentEnd
{
    /// <summary>It is open where the journal ends.</summary>
    Open,

    /// <summary>Every watch was clear.</summary>
    Closed,

    /// <summary>The guard ended, or its records are missing: nobody knows.</summary>
    Unknown,
}

/// <summary>A rung that ran.</summary>
/// <param name="AtUs">When it had been judged: microseconds since 1970.</param>
/// <param name="Remedy">Its remedy.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Gain">Blocks of the order that it gained.</param>
/// <param name="CostMs">Its duration, or the stall that followed.</param>
/// <param name="RereadBytes">What was read again because of it.</param>
public readonly record struct PastRun(
    long AtUs, string Remedy, string Outcome, long? Gain, long CostMs, long RereadBytes);
