using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Compacts the breached NUMA nodes, or the whole system. Costs CPU and stalls; changes no setting.</summary>
/// <remarks>Knobs: <c>/sys/devices/system/node/nodeN/compact</c>, and <c>/proc/sys/vm/compact_memory</c> where the kernel has no
/// nodes or the scope is the system (mm/compaction.c). Synchronous: the write returns when all is done. Success says nothing of
/// the effect. Errors: EACCES, EROFS, ENOENT (no CONFIG_COMPACTION).</remarks>
internal sealed class CompactMemoryRemedy : IRemedy
{
    internal const string SystemKnobPath = "/proc/sys/vm/compact_memory";

    internal static string NodeKnobPath(int node) => $"/sys/devices/system/node/node{node}/compact";

    /// <inheritdoc/>
    public Reason Probe(RemedySettings settings, RemedyEnvironment ground) => ground.ReasonAgainst(SystemKnobPath);

    /// <inheritdoc/>
    public IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext run)
    {
        var perNode = ((CompactMemorySettings)settings).Scope == CompactScope.Node && run.Nodes.Count > 0;
        foreach (var node in run.Nodes)
        {
            perNode = perNode && File.Exists(run.Ground.Root.Path(NodeKnobPath(node)));
        }

        if (!perNode)
        {
            yield return new KnobWrite(SystemKnobPath, "1");
            yield break;
        }

        foreach (var node in run.Nodes)
        {
            yield return new KnobWrite(NodeKnobPath(node), "1");
        }
    }
}
