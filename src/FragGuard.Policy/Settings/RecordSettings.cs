namespace FragGuard.Policy;

/// <summary>What the guard records of what it sees.</summary>
public sealed record RecordSettings
{
    /// <summary>How many days of samples are kept; 0 records nothing.</summary>
    public int Days { get; init; }
}
