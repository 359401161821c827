namespace FragGuard.Policy;

/// <summary>What the remedies that start compaction have in common: they free nothing, and some kernels must not be
/// made to do it.</summary>
public abstract class CompactionRemedy : RemedyDefinition
{
    /// <inheritdoc/>
    public override bool FitsLowMemory => false;

    /// <inheritdoc/>
    public override bool Compacts => true;

    /// <inheritdoc/>
    public override Reason Against(RemedySettings settings, HostHazard hazards) =>
        hazards.IsRealtime ? new Reason(ReasonCode.RealtimeKernel)
        : hazards.CompactionBug is { } bug ? new Reason(ReasonCode.KernelBug, Text: bug)
        : default;

    /// <inheritdoc/>
    public override Reason? Unknown(RemedySettings settings, in HostGaps gaps) =>
        gaps.Kcompactd is { } noKcompactd ? Unreadable("what kcompactd does", noKcompactd)
        : gaps.Hazards is { } noBug ? Unreadable("whether compaction is safe", noBug)
        : null;
}
