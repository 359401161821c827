namespace FragGuard.Policy;

/// <summary>How much contiguous memory is kept ready for a breach, and when it is filled up again.</summary>
public sealed record ReserveSettings
{
    /// <summary>How much on each NUMA node, in bytes; taken in whole huge pages. 0 is off.</summary>
    public ulong SizeBytes { get; init; }

    /// <summary>How long it has to be calm before what was let go, or lost, is taken again.</summary>
    public TimeSpan RefillAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A reserve is wanted.</summary>
    public bool IsOn => SizeBytes > 0;

    /// <summary>The huge pages that it takes on one node.</summary>
    /// <param name="hugeBytes">The size of one.</param>
    public ulong PagesOf(ulong hugeBytes) => (SizeBytes + hugeBytes - 1) / hugeBytes;
}
