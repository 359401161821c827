using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>How one zone stands with one watch.</summary>
public enum ZoneState
{
    /// <summary>Enough blocks.</summary>
    Ok,

    /// <summary>Too few, or soon too few, but not yet for long enough.</summary>
    Falling,

    /// <summary>Too few for longer than the watch's <c>for</c>, and not yet back at its clear level.</summary>
    Breached,
}

/// <summary>One zone as one watch sees it on this tick.</summary>
/// <remarks>The assessor brings it up to date in place, tick after tick; everybody else has a copy or a read-only
/// reference.</remarks>
public record struct WatchedZone
{
    /// <summary>Which watch: its place in the settings; watches made from kernel-log failures follow behind.</summary>
    public int Watch { get; init; }

    /// <summary>The watch's name.</summary>
    public string WatchName { get; init; }

    /// <summary>The zone.</summary>
    public ZoneId Id { get; init; }

    /// <summary>The watched order on this machine.</summary>
    public int Order { get; init; }

    /// <summary>Fewer blocks than this are too few; 0 where the watch has no floor.</summary>
    public ulong FloorBlocks { get; init; }

    /// <summary>So many blocks clear a breach.</summary>
    public ulong ClearBlocks { get; init; }

    /// <summary>More stalls in a minute than this are too many; 0 where they do not count.</summary>
    public ulong StallsAbove { get; init; }

    /// <summary>How the zone stands.</summary>
    public ZoneState State { get; set; }

    /// <summary>Since when it has stood so.</summary>
    public TimeSpan Since { get; set; }

    /// <summary>Blocks of the order that could be handed out now.</summary>
    public ulong Suitable { get; set; }

    /// <summary>The unusable free space index at the order.</summary>
    public int UnusablePermille { get; set; }

    /// <summary>Free pages of the zone.</summary>
    public ulong FreePages { get; set; }

    /// <summary>Why it is breached; null while it is not.</summary>
    public Diagnosis? Diagnosis { get; set; }

    /// <summary>Its watermarks could not be read, so that it is taken for fragmented: it may as well be short of
    /// memory.</summary>
    public bool IsDiagnosisAssumed { get; set; }

    /// <summary>Not low yet: the trend says so.</summary>
    public bool IsPredicted { get; set; }

    /// <summary>How often programs stalled in direct compaction and reclaim in the last minute; null where that does
    /// not count or is not known. The kernel counts it for the machine.</summary>
    public ulong? StallsPerMinute { get; set; }

    /// <summary>The same of the last ten seconds, or since a rung ran.</summary>
    public ulong? RecentStallsPerMinute { get; set; }

    /// <summary>They stall too often.</summary>
    public bool IsStalling { get; set; }

    /// <summary>It is too low because of that alone: there are blocks enough.</summary>
    public readonly bool IsOfStallsAlone => IsStalling && MissingBlocks == 0;

    /// <summary>False where this tick's reading had no row for the zone: nothing may be decided from the old
    /// one.</summary>
    public bool IsFresh { get; set; }

    /// <summary>True while breached.</summary>
    public readonly bool IsBreached => State == ZoneState.Breached;

    /// <summary>So many blocks end the breach: the clear level, or what the index asks for if that is more.</summary>
    public readonly ulong NeededBlocks => Math.Max(ClearBlocks, IndexBlocks);

    /// <summary>Blocks that are missing to be clear again; 0 where there are enough.</summary>
    public readonly ulong MissingBlocks => NeededBlocks > Suitable ? NeededBlocks - Suitable : 0;

    /// <summary>So many blocks of what is free now bring the index under its clear level; 0 where it does not
    /// count.</summary>
    internal ulong IndexBlocks { get; set; }
}
