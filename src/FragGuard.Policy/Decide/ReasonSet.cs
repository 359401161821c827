namespace FragGuard.Policy;

/// <summary>A set of reasons, by their codes: what has been told already. Code numbers stay below 64.</summary>
public readonly record struct ReasonSet
{
    private readonly ulong _bits;

    private ReasonSet(ulong bits) => _bits = bits;

    /// <summary>True if the reason is in the set.</summary>
    public bool Contains(ReasonCode code) => (_bits >> (int)code & 1) != 0;

    /// <summary>The set with this reason in it.</summary>
    public ReasonSet With(ReasonCode code) => new(_bits | 1UL << (int)code);
}
