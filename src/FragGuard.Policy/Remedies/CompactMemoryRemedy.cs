using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What one compaction covers.</summary>
public enum CompactScope
{
    /// <summary>Only the NUMA nodes of the breached zones.</summary>
    Node,

    /// <summary>The whole system.</summary>
    System,
}

/// <summary>The settings of <see cref="CompactMemoryRemedy"/>.</summary>
public sealed record CompactMemorySettings : RemedySettings
{
    /// <inheritdoc/>
    public override RemedyDefinition Definition => CompactMemoryRemedy.Instance;

    /// <summary>What to compact.</summary>
    public CompactScope Scope { get; init; } = CompactScope.Node;
}

/// <summary>Compacts the breached NUMA nodes, or the whole system. Costs CPU and stalls; changes no setting.</summary>
/// <remarks>Knobs: <see cref="NodeCompact"/>, and <see cref="CompactMemory"/> where the kernel has no nodes or the
/// scope is the system. Synchronous: the write returns when all is done. Success says nothing of the effect. Errors:
/// EACCES, EROFS, ENOENT (no CONFIG_COMPACTION).</remarks>
public sealed class CompactMemoryRemedy : CompactionRemedy
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "compact_memory";

    private const string SystemPath = "/" + CompactMemory.RelativePath;

    /// <summary>The remedy.</summary>
    public static CompactMemoryRemedy Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => RemedyName;

    /// <inheritdoc/>
    public override string Summary => "make the kernel compact memory now";

    /// <inheritdoc/>
    public override RemedySettings Defaults { get; } = new CompactMemorySettings();

    /// <inheritdoc/>
    public override IReadOnlyList<RemedyKey> Keys { get; } =
    [
        new ChoiceKey("scope", "what to compact: the breached NUMA nodes, or the whole system", ["node", "system"],
            settings => (int)Of(settings).Scope,
            (settings, index) => Of(settings) with { Scope = (CompactScope)index }),
    ];

    /// <inheritdoc/>
    public override string Explain(RemedySettings settings) =>
        $"makes the kernel compact {(Of(settings).Scope == CompactScope.Node ? "the breached nodes" : "all memory")}: "
            + "it moves pages until free ones lie together. It is skipped where a zone is short of memory, "
            + "because moving pages frees none.";

    /// <inheritdoc/>
    public override IEnumerable<string> Writes(RemedySettings settings, IReadOnlyList<int> nodes)
    {
        if (Of(settings).Scope == CompactScope.System || nodes.Count == 0)
        {
            yield return SystemPath;
            yield break;
        }

        foreach (var node in nodes)
        {
            yield return NodePath(node);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Path, string Use)> KernelFiles(IReadOnlyList<int> nodes)
    {
        yield return (SystemPath, Name);
        foreach (var node in nodes)
        {
            yield return (NodePath(node), $"{Name} with scope = \"node\"");
        }
    }

    /// <inheritdoc/>
    public override Reason Probe(RemedySettings settings, IRemedyEnvironment environment) =>
        environment.ReasonAgainst(SystemPath);

    /// <inheritdoc/>
    public override IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext context)
    {
        var perNode = Of(settings).Scope == CompactScope.Node && context.Nodes.Count > 0;
        foreach (var node in context.Nodes)
        {
            perNode = perNode && context.Environment.Exists(NodePath(node));
        }

        if (!perNode)
        {
            yield return new KnobWrite(SystemPath, "1");
            yield break;
        }

        foreach (var node in context.Nodes)
        {
            yield return new KnobWrite(NodePath(node), "1");
        }
    }

    private static string NodePath(int node) => "/" + NodeCompact.RelativePath(node);

    private static CompactMemorySettings Of(RemedySettings settings) => (CompactMemorySettings)settings;
}
