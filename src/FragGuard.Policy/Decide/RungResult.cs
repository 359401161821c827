namespace FragGuard.Policy;

/// <summary>How the writes of a rung ended.</summary>
public enum RungEnd
{
    /// <summary>Every write was taken.</summary>
    Done,

    /// <summary>There was nothing to write: everything had its value already.</summary>
    NothingToDo,

    /// <summary>The writer is a dry run.</summary>
    DryRun,

    /// <summary>The kernel refused.</summary>
    Failed,

    /// <summary>Killed at the rung's timeout.</summary>
    TimedOut,

    /// <summary>Another process holds the writer's lock.</summary>
    Busy,

    /// <summary>No process could be started for it: a limit is reached. Nothing was done.</summary>
    NotStarted,
}

/// <summary>What the executor says of a rung that it has run.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Duration">How long the writes took.</param>
/// <param name="Text">The error as a sentence; in a dry run, what would have been done; null for nothing.</param>
public readonly record struct RungResult(RungEnd End, TimeSpan Duration, string? Text = null)
{
    /// <summary>It failed before its first step: nothing reached the kernel.</summary>
    public bool NothingRan { get; init; }

    /// <summary>It did not begin for a reason that passes: no attempt, and worth another one later.</summary>
    public bool IsPutOff => End is RungEnd.Busy or RungEnd.NotStarted;

    /// <summary>What the remedy found out about its run.</summary>
    public RunNotes Notes { get; init; }

    /// <summary>Nothing was written: a replay takes the rung as run. What it would have gained, nobody knows.</summary>
    public bool IsReplayed { get; init; }
}

/// <summary>What a remedy found out about its run.</summary>
/// <param name="Rounds">How often it did its work; 0 where that is not counted.</param>
/// <param name="StoppedEarly">Compaction gave up before it had gone through the zone.</param>
/// <param name="HiddenPages">Free pages on per-CPU lists afterwards, where they do not merge; null if unknown.</param>
public readonly record struct RunNotes(int Rounds, bool StoppedEarly, ulong? HiddenPages)
{
    /// <summary>What the run had to do without, and why, as a sentence without a full stop; null for nothing.</summary>
    public string? Without { get; init; }
}
