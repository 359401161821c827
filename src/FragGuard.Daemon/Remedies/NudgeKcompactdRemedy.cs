using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Wakes kcompactd on every node for one pass of its own: gentle and asynchronous.</summary>
/// <remarks>Knob: <c>vm.compaction_proactiveness</c>, rewritten with the value that it has. Since 5.15 any non-zero write wakes a
/// pass at once; before that it does nothing. Zero means that the administrator switched the kernel's own compaction off.</remarks>
internal sealed class NudgeKcompactdRemedy : IRemedy
{
    internal const string KnobPath = "/proc/sys/vm/compaction_proactiveness";

    private static readonly Kernel.KernelVersion WakesSince = new(5, 15);

    /// <inheritdoc/>
    public Reason Probe(RemedySettings settings, RemedyEnvironment ground)
    {
        if (ground.Machine.Kernel is { } kernel && kernel < WakesSince)
        {
            return new Reason(ReasonCode.KnobAbsent, Text: $"{KnobPath}: rewriting it wakes kcompactd only since Linux {WakesSince}");
        }

        return ground.ReasonAgainst(KnobPath);
    }

    /// <inheritdoc/>
    public IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext run)
    {
        var value = MachineProbe.TextOf(run.Ground.Root, KnobPath);
        if (value is "" or "0")
        {
            run.Fail($"{KnobPath} is {(value.Length == 0 ? "unreadable" : "0")}: kcompactd does not compact by itself here");
            yield break;
        }

        yield return new KnobWrite(KnobPath, value);
    }
}
