using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The settings of <see cref="NudgeKcompactdRemedy"/>: it has none of its own.</summary>
public sealed record NudgeKcompactdSettings : RemedySettings
{
    /// <inheritdoc/>
    public override RemedyDefinition Definition => NudgeKcompactdRemedy.Instance;
}

/// <summary>Wakes kcompactd on every node for one pass of its own: gentle and asynchronous.</summary>
/// <remarks>Knob: <c>vm.compaction_proactiveness</c>, rewritten with the value that it has. Since 5.15 any non-zero
/// write wakes a pass at once; before that it does nothing. Zero means that the administrator switched the kernel's own
/// compaction off.</remarks>
public sealed class NudgeKcompactdRemedy : CompactionRemedy
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "nudge_kcompactd";

    private const string KnobPath = "/proc/sys/vm/compaction_proactiveness";

    private static readonly KernelVersion WakesSince = new(5, 15);

    /// <summary>The remedy.</summary>
    public static NudgeKcompactdRemedy Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => RemedyName;

    /// <inheritdoc/>
    public override string Summary => "wake the kernel's own compaction threads for one pass";

    /// <inheritdoc/>
    public override RemedySettings Defaults { get; } = new NudgeKcompactdSettings();

    /// <inheritdoc/>
    public override string Explain(RemedySettings settings) =>
        "wakes the kernel's own compaction threads for one gentle pass, by writing vm.compaction_proactiveness "
            + "with the value that it has. It is skipped where a zone is short of memory.";

    /// <inheritdoc/>
    public override IEnumerable<string> Writes(RemedySettings settings, IReadOnlyList<int> nodes) => [KnobPath];

    /// <inheritdoc/>
    public override Reason Probe(RemedySettings settings, IRemedyEnvironment environment) =>
        environment.Machine.Kernel is { } kernel && kernel < WakesSince
            ? new Reason(ReasonCode.KnobAbsent,
                Text: $"{KnobPath}: rewriting it wakes kcompactd only since Linux {WakesSince}")
            : environment.ReasonAgainst(KnobPath);

    /// <inheritdoc/>
    public override IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext context)
    {
        var value = context.Environment.ReadKnob(KnobPath).Value;
        if (value is null or "0")
        {
            context.Fail(
                $"{KnobPath} is {(value is null ? "unreadable" : "0")}: kcompactd does not compact by itself here");
            yield break;
        }

        yield return new KnobWrite(KnobPath, value);
    }
}
