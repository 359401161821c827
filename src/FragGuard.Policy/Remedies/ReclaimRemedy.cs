using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The settings of <see cref="ReclaimRemedy"/>.</summary>
public sealed record ReclaimSettings : RemedySettings
{
    /// <inheritdoc/>
    public override RemedyDefinition Definition => ReclaimRemedy.Instance;

    /// <summary>How much to ask for, in bytes.</summary>
    public ulong AmountBytes { get; init; } = 256UL << 20;

    /// <summary>The swappiness of this reclaim only; null for the system's.</summary>
    public int? Swappiness { get; init; }

    /// <summary>The cgroup to reclaim from, as a path below the cgroup mount; null for the breached nodes.</summary>
    public string? Cgroup { get; init; }
}

/// <summary>Reclaims a bounded amount: from the breached nodes, or from one cgroup, whose protections it
/// honours.</summary>
/// <remarks>Knobs: <see cref="NodeReclaim"/> (Linux 6.17), <see cref="CgroupReclaim"/> (5.19). The kernel answers
/// EAGAIN when it reclaimed less than asked for: that is no error here, the verification tells the gain.</remarks>
public sealed class ReclaimRemedy : RemedyDefinition
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "reclaim";

    private const ulong MinBytes = 1UL << 20;   // Less is not worth a system call.
    private const ulong MaxBytes = 1UL << 40;
    private const int MaxSwappiness = 200;
    private const string CgroupExample = "\"system.slice/backup.service\"";

    /// <summary>The remedy.</summary>
    public static ReclaimRemedy Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => RemedyName;

    /// <inheritdoc/>
    public override string Summary => "reclaim a bounded amount of memory";

    /// <inheritdoc/>
    public override RemedySettings Defaults { get; } = new ReclaimSettings();

    /// <inheritdoc/>
    public override IReadOnlyList<RemedyKey> Keys { get; } =
    [
        new SizeKey("amount", "how much to reclaim", MinBytes, MaxBytes,
            settings => Of(settings).AmountBytes,
            (settings, bytes) => Of(settings) with { AmountBytes = bytes }),
        new NumberKey("swappiness", "the swappiness of this reclaim only", 0, MaxSwappiness,
            settings => Of(settings).Swappiness,
            (settings, value) => Of(settings) with { Swappiness = value }) { Example = "0" },
        new TextKey("cgroup", "reclaim from this cgroup instead of the breached nodes", "a cgroup", Expected,
            settings => Of(settings).Cgroup,
            (settings, cgroup) => Of(settings) with { Cgroup = cgroup }) { Example = CgroupExample },
    ];

    /// <inheritdoc/>
    public override string? DropIn(RemedySettings settings) =>
        Of(settings).Cgroup is null ? null : "cgroup-reclaim.conf";

    /// <inheritdoc/>
    public override RungSettings WithLimits(RungSettings rung) => rung with { Timeout = TimeSpan.FromSeconds(30) };

    /// <inheritdoc/>
    public override string Explain(RemedySettings settings)
    {
        var reclaim = Of(settings);
        var from = reclaim.Cgroup is { } cgroup ? $"the cgroup {cgroup}" : "each breached NUMA node";
        var swappiness = reclaim.Swappiness is { } number ? $", with a swappiness of {number} for this only" : "";
        return $"asks the kernel to reclaim {Quantity.Exact(reclaim.AmountBytes)} from {from}{swappiness}.";
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Writes(RemedySettings settings, IReadOnlyList<int> nodes) =>
        Paths(Of(settings), nodes);

    /// <inheritdoc/>
    public override IEnumerable<(string Path, string Use)> KernelFiles(IReadOnlyList<int> nodes)
    {
        foreach (var node in nodes)
        {
            yield return (NodePath(node), $"{Name} without a cgroup (since Linux 6.17)");
        }
    }

    /// <inheritdoc/>
    public override Reason Probe(RemedySettings settings, IRemedyEnvironment environment)
    {
        if (Of(settings).Cgroup is { } cgroup)
        {
            // A cgroup comes and goes with its service: only the kernel's lack of the file is for ever.
            var path = CgroupPath(cgroup);
            return environment.Exists(path[..path.LastIndexOf('/')]) ? environment.ReasonAgainst(path) : default;
        }

        return environment.Nodes.Count > 0
            ? environment.ReasonAgainst(NodePath(environment.Nodes[0]))
            : new Reason(ReasonCode.KnobAbsent, Text: "/sys/devices/system/node: this kernel has no NUMA nodes");
    }

    /// <inheritdoc/>
    public override IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext context)
    {
        var reclaim = Of(settings);
        var amount = reclaim.AmountBytes.ToString(CultureInfo.InvariantCulture);
        var value = reclaim.Swappiness is { } swappiness ? $"{amount} swappiness={swappiness}" : amount;
        foreach (var path in Paths(reclaim, context.Nodes))
        {
            yield return new KnobWrite(path, value);
            if (context.Last.Errno == Errno.TryAgain)
            {
                context.Last = new StepResult(StepEnd.Done);
            }
        }
    }

    private static IEnumerable<string> Paths(ReclaimSettings reclaim, IReadOnlyList<int> nodes)
    {
        if (reclaim.Cgroup is { } cgroup)
        {
            yield return CgroupPath(cgroup);
            yield break;
        }

        foreach (var node in nodes)
        {
            yield return NodePath(node);
        }
    }

    private static string? Expected(string cgroup) =>
        cgroup.StartsWith("/sys/", StringComparison.Ordinal)
            ? $"the path below the cgroup mount, such as {CgroupExample}"
        : cgroup.Trim('/').Length == 0 || !CgroupReclaim.IsPath(CgroupReclaim.RelativePath(cgroup))
            ? $"a path such as {CgroupExample}, without empty steps, \".\", \"..\""
        : null;

    private static string NodePath(int node) => "/" + NodeReclaim.RelativePath(node);

    private static string CgroupPath(string cgroup) => "/" + CgroupReclaim.RelativePath(cgroup);

    private static ReclaimSettings Of(RemedySettings settings) => (ReclaimSettings)settings;
}
