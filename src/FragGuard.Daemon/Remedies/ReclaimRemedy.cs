using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Reclaims a bounded amount: from the breached nodes, or from one cgroup, whose protections it honours.</summary>
/// <remarks>Knobs: <c>/sys/devices/system/node/nodeN/reclaim</c> (Linux 6.17), <c>memory.reclaim</c> of a cgroup v2 (5.19). The
/// kernel answers EAGAIN when it reclaimed less than asked for: that is no error here, the verification tells the gain.</remarks>
internal sealed class ReclaimRemedy : IRemedy
{
    private const int TryAgain = 11;
    private const string NodesPath = "/sys/devices/system/node";

    internal static string NodeKnobPath(int node) => $"{NodesPath}/node{node}/reclaim";

    internal static string CgroupKnobPath(string cgroup) => $"/sys/fs/cgroup/{cgroup.Trim('/')}/memory.reclaim";

    /// <inheritdoc/>
    public Reason Probe(RemedySettings settings, RemedyEnvironment ground)
    {
        if (((ReclaimSettings)settings).Cgroup is { } cgroup)
        {
            // A cgroup comes and goes with its service: only the kernel's lack of the file is for ever.
            return Directory.Exists(ground.Root.Path($"/sys/fs/cgroup/{cgroup.Trim('/')}"))
                ? ground.ReasonAgainst(CgroupKnobPath(cgroup))
                : default;
        }

        var directory = ground.Root.Path(NodesPath);
        var node = Directory.Exists(directory) ? Directory.EnumerateDirectories(directory, "node*").FirstOrDefault() : null;
        return node is null
            ? new Reason(ReasonCode.KnobAbsent, Text: $"{NodesPath}: this kernel has no NUMA nodes")
            : ground.ReasonAgainst($"{NodesPath}/{Path.GetFileName(node)}/reclaim");
    }

    /// <inheritdoc/>
    public IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext run)
    {
        var reclaim = (ReclaimSettings)settings;
        var value = reclaim.Swappiness is { } swappiness ? $"{reclaim.AmountBytes} swappiness={swappiness}" : $"{reclaim.AmountBytes}";
        foreach (var path in Paths(reclaim, run.Nodes))
        {
            yield return new KnobWrite(path, value);
            if (run.Last.Errno == TryAgain)
            {
                run.Last = new StepResult(StepEnd.Done);
            }
        }
    }

    private static List<string> Paths(ReclaimSettings reclaim, ValueList<int> nodes)
    {
        var paths = new List<string>();
        if (reclaim.Cgroup is { } cgroup)
        {
            paths.Add(CgroupKnobPath(cgroup));
            return paths;
        }

        foreach (var node in nodes)
        {
            paths.Add(NodeKnobPath(node));
        }

        return paths;
    }
}
