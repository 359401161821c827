namespace FragGuard.Policy;

/// <summary>What one run of a rung has cost the host so far: its own duration, the stall and the re-reads that followed
/// it beyond what was usual before.</summary>
/// <remarks>A run cannot cost more re-reads than the cache that it freed, and stall is its own only as far as the reads
/// behind it are: whatever else the host reads meanwhile is not put on the bill. Re-reads are seen in what block
/// devices deliver (pgpgin), because drop_caches leaves no shadow entries and so no refaults.</remarks>
public readonly record struct RunBill
{
    /// <summary>For so long after its end a run may add to its bill: dropped caches take minutes to come
    /// back.</summary>
    public static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(5);

    /// <summary>For so long, even where nothing was freed: what a compaction stalled shows at once.</summary>
    public static readonly TimeSpan ShortestAftermath = TimeSpan.FromSeconds(10);

    /// <summary>When the run began.</summary>
    public TimeSpan StartedAt { get; init; }

    /// <summary>How long its writes took; null while they run.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The counters when it began.</summary>
    public CostCounters Start { get; init; }

    /// <summary>What was usual before.</summary>
    public CostRates Usual { get; init; }

    /// <summary>Droppable cache when it began, in bytes; null where unknown.</summary>
    public ulong? CacheBytes { get; init; }

    /// <summary>Cache that the run freed, in bytes: the most that can be read again because of it. Null where
    /// unknown.</summary>
    public ulong? FreedBytes { get; init; }

    /// <summary>Stall that followed the run.</summary>
    public TimeSpan Stall { get; init; }

    /// <summary>Bytes that were read again.</summary>
    public ulong RereadBytes { get; init; }

    /// <summary>Nothing is added any more.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The time that the run cost: its duration and the stall after it.</summary>
    public TimeSpan Cost => Times.Later(Duration ?? TimeSpan.Zero, Stall);

    /// <summary>Most of what the run freed has been read again: it was in use.</summary>
    public bool IsReadAgain => FreedBytes is { } freed and > 0 && RereadBytes >= freed / 2;

    /// <summary>A bill for a run that begins now.</summary>
    internal static RunBill Open(in HostState host, CostRates usual, TimeSpan now) => new()
    {
        StartedAt = now,
        Start = host.Counters,
        Usual = usual,
        CacheBytes = host.CacheBytes + (host.SlabBytes ?? 0),
    };

    /// <summary>The bill when the writes have ended, by the first reading after that.</summary>
    internal RunBill Ended(TimeSpan duration, in HostState host) => (this with { Duration = duration }).Freed(host);

    /// <summary>The bill after the run has settled: some caches are let go of late.</summary>
    internal RunBill Freed(in HostState host)
    {
        if (CacheBytes is not { } before || host.CacheBytes + (host.SlabBytes ?? 0) is not { } after)
        {
            return this;
        }

        return this with { FreedBytes = Math.Max(FreedBytes ?? 0, before > after ? before - after : 0) };
    }

    /// <summary>The bill brought up to date by a reading. Never smaller than before.</summary>
    internal RunBill At(in HostState host, TimeSpan now)
    {
        if (IsClosed || Duration is not { } duration)
        {
            return this;
        }

        var spent = host.Counters.Since(Start);
        var elapsed = now - StartedAt;
        var readBytes = Beyond(spent.ReadBytes, Usual.ReadBytesPerSecond, elapsed);
        var rereadBytes = Math.Max(RereadBytes, Math.Min(readBytes, FreedBytes ?? readBytes));
        var stallUs = Beyond(spent.SomeStallUs, Usual.StallUsPerSecond, elapsed);
        var stall = TimeSpan.FromMicroseconds(Share(stallUs, rereadBytes, spent.ReadBytes));
        var after = now - StartedAt - duration;
        return this with
        {
            RereadBytes = rereadBytes,
            Stall = stall > Stall ? stall : Stall,
            IsClosed = after >= Aftermath
                || (after >= ShortestAftermath && FreedBytes is { } freed && rereadBytes >= freed),
        };
    }

    // What all reads of the host together stalled is this run's as far as the reads are.
    private static double Share(ulong stallUs, ulong rereadBytes, ulong? readBytes) =>
        readBytes is not { } all ? stallUs : all == 0 ? 0 : stallUs * Math.Min(1.0, (double)rereadBytes / all);

    private static ulong Beyond(ulong? spent, ulong usualPerSecond, TimeSpan elapsed)
    {
        var usual = (ulong)(usualPerSecond * Math.Max(0, elapsed.TotalSeconds));
        return spent > usual ? spent.Value - usual : 0;
    }
}

/// <summary>How fast costs grow while nothing of ours runs.</summary>
/// <param name="StallUsPerSecond">PSI some of memory and I/O, microseconds in a second.</param>
/// <param name="ReadBytesPerSecond">Bytes read from block devices in a second.</param>
public readonly record struct CostRates(ulong StallUsPerSecond, ulong ReadBytesPerSecond)
{
    /// <summary>A shorter time says little about what is usual.</summary>
    internal static readonly TimeSpan ShortestSpan = TimeSpan.FromSeconds(20);

    /// <summary>The rates between two readings.</summary>
    internal static CostRates Between(in CostCounters before, in CostCounters after, TimeSpan elapsed)
    {
        var spent = after.Since(before);
        return new CostRates(PerSecond(spent.SomeStallUs, elapsed), PerSecond(spent.ReadBytes, elapsed));
    }

    private static ulong PerSecond(ulong? spent, TimeSpan elapsed) =>
        elapsed > TimeSpan.Zero ? (ulong)((spent ?? 0) / elapsed.TotalSeconds) : 0;
}
