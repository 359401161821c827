using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The settings of <see cref="ReleaseReserveRemedy"/>.</summary>
public sealed record ReleaseReserveSettings : RemedySettings
{
    /// <inheritdoc/>
    public override RemedyDefinition Definition => ReleaseReserveRemedy.Instance;

    /// <summary>How much of each breached node's reserve a run lets go, in bytes; <see cref="SizeKey.All"/> for all of
    /// it.</summary>
    public ulong AmountBytes { get; init; } = SizeKey.All;
}

/// <summary>Lets go of the huge pages that the guard keeps in reserve on the breached nodes. Nothing is moved, nobody
/// is stalled, and it helps at once, also where memory is unmovable.</summary>
/// <remarks>It writes nothing to the kernel: a process that held memory gives it back. As it costs the host nothing, it
/// neither waits for pressure to ease nor takes part in the splay. What undoes it is calm: the guard takes the pages
/// again when they are free beyond every floor (<see cref="ReserveSettings"/>).</remarks>
public sealed class ReleaseReserveRemedy : RemedyDefinition
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "release_reserve";

    private const ulong MinBytes = 1UL << 20;
    private const ulong MaxBytes = 1UL << 40;

    /// <summary>The remedy.</summary>
    public static ReleaseReserveRemedy Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => RemedyName;

    /// <inheritdoc/>
    public override string Summary => "let go of the huge pages that the guard keeps in reserve";

    /// <inheritdoc/>
    public override RemedySettings Defaults { get; } = new ReleaseReserveSettings();

    /// <inheritdoc/>
    public override IReadOnlyList<RemedyKey> Keys { get; } =
    [
        new SizeKey("amount", "how much of each breached node's reserve a run lets go", MinBytes, MaxBytes,
            settings => Of(settings).AmountBytes,
            (settings, bytes) => Of(settings) with { AmountBytes = bytes }) { MayBeAll = true },
    ];

    /// <inheritdoc/>
    public override bool CostsNothing => true;

    /// <inheritdoc/>
    public override RungSettings WithLimits(RungSettings rung) => rung with
    {
        MaxStallBasisPoints = null,
        MaxRereadBytesPerSecond = null,
        Cooldown = TimeSpan.FromSeconds(1),
        MaxCooldown = TimeSpan.FromMinutes(1),
        Timeout = TimeSpan.FromSeconds(10),
        Settle = TimeSpan.FromSeconds(1),
    };

    /// <inheritdoc/>
    public override string Explain(RemedySettings settings)
    {
        var amount = Of(settings).AmountBytes == SizeKey.All
            ? "all huge pages"
            : $"huge pages of {Quantity.Exact(Of(settings).AmountBytes)}";
        return $"lets go of {amount} in reserve on each breached NUMA node. Nothing is moved and nobody waits, so "
            + "neither pressure nor the splay delays it. It is skipped where nothing is held.";
    }

    /// <inheritdoc/>
    public override Reason? Unfit(RemedySettings settings, LadderState state, HostState host, TimeSpan now) =>
        host.ReserveBytes > 0 ? null : new Reason(ReasonCode.NoReserve);

    /// <inheritdoc/>
    public override Reason Probe(RemedySettings settings, IRemedyEnvironment environment)
    {
        foreach (var node in environment.Nodes)
        {
            if (environment.ReserveBytes(node) is not null)
            {
                return default;
            }
        }

        return new Reason(ReasonCode.NoReserve, Text: "only a guard with a reserve lets go of one: [reserve] size");
    }

    /// <inheritdoc/>
    public override IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext context)
    {
        foreach (var node in context.Nodes.Count > 0 ? context.Nodes : context.Environment.Nodes)
        {
            if (context.Environment.ReserveBytes(node) > 0)
            {
                yield return new ReserveRelease(node, Of(settings).AmountBytes);
            }
        }
    }

    private static ReleaseReserveSettings Of(RemedySettings settings) => (ReleaseReserveSettings)settings;
}
