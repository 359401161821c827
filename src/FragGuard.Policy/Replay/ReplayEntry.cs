namespace FragGuard.Policy;

/// <summary>One thing that a replay has to say; one of the three is set.</summary>
/// <param name="At">When, by the trace's clock.</param>
/// <param name="Failure">A failed allocation in the kernel log.</param>
/// <param name="Event">What policy tells.</param>
/// <param name="Decision">What policy decides, where that has changed.</param>
public readonly record struct ReplayEntry(
    TimeSpan At,
    FailureReport? Failure = null,
    PolicyEvent? Event = null,
    Decision? Decision = null);

/// <summary>What a replay cannot find in the trace.</summary>
public sealed record ReplayOptions
{
    /// <summary>The time between bare captures of buddyinfo.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The windows that are open all the time; null for all that there are.</summary>
    public ValueList<string>? Windows { get; init; }

    /// <summary>The local time of day at the first sample, for the daily windows; null if it is unknown. A section
    /// <c>> clock</c> in the trace says better.</summary>
    public TimeSpan? TimeOfDay { get; init; }
}
