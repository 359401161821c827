using System.Globalization;
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

    /// <summary>Shorten and drain the per-CPU page lists, which hide what is won.</summary>
    public bool Drain { get; init; } = true;

    /// <summary>Write dirty page cache out first: its large folios make compaction give up.</summary>
    public bool SyncFirst { get; init; } = true;

    /// <summary>With more dirty and writeback pages than this they are not written out first, in bytes.</summary>
    public ulong MaxDirtyBytes { get; init; } = 512UL << 20;
}

/// <summary>Compacts the breached NUMA nodes, or the whole system. Costs CPU and stalls; leaves no setting
/// changed.</summary>
/// <remarks>
/// <para>Knobs: <see cref="NodeCompact"/>, and <see cref="CompactMemory"/> where the kernel has no nodes or the scope
/// is the system. Synchronous: the write returns when all is done. Success says nothing of the effect. Errors: EACCES,
/// EROFS, ENOENT (no CONFIG_COMPACTION).</para>
/// <para>The write alone often gains nothing (mm/compaction.c, mm/page_alloc.c). A dirty large folio of the page cache
/// ends the whole run, from 7.x on with ext4 and earlier with XFS: so dirty pages are written out first. And since 5.14
/// what is freed stays on the list of the CPU that compacted, where pages do not merge: so the lists are shortened for
/// the run (<c>vm.percpu_pagelist_high_fraction</c>) and drained. If the kernel gave up early all the same, or hides as
/// much as is missing, the run is repeated a few times before it is called fruitless.</para>
/// </remarks>
public sealed class CompactMemoryRemedy : CompactionRemedy
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "compact_memory";

    private const string SystemPath = "/" + CompactMemory.RelativePath;
    private const string ListKnob = "vm.percpu_pagelist_high_fraction";
    private const string ShortestLists = "10000";
    private const int MostRounds = 3;

    // A full pass looks at 38 % of the zone's pages or more, one that stopped early at 27 % or less (measured, 6.1 to
    // 7.2).
    private const int EarlyStopPercent = 25;

    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SyncPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FlusherPause = TimeSpan.FromSeconds(1);

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
        new FlagKey("drain", "shorten and drain the per-CPU page lists, which hide what is won (Linux 5.14)",
            settings => Of(settings).Drain,
            (settings, value) => Of(settings) with { Drain = value }),
        new FlagKey("sync_first", "write dirty page cache out first: its large folios make compaction give up",
            settings => Of(settings).SyncFirst,
            (settings, value) => Of(settings) with { SyncFirst = value }),
        new SizeKey("max_dirty", "with more than this to be written, it is not written out first",
            0, Gates.MaxMemoryBytes,
            settings => Of(settings).MaxDirtyBytes,
            (settings, bytes) => Of(settings) with { MaxDirtyBytes = bytes }),
    ];

    /// <inheritdoc/>
    public override string Explain(RemedySettings settings)
    {
        var compact = Of(settings);
        var sync = compact.SyncFirst
            ? $"writes dirty file pages out, if they are at most {Quantity.Exact(compact.MaxDirtyBytes)}, and then "
            : "";
        var drain = compact.Drain
            ? " The kernel's per-CPU page lists, which would hide what is won, are kept short meanwhile."
            : "";
        var scope = compact.Scope == CompactScope.Node ? "the breached nodes" : "all memory";
        return $"{sync}makes the kernel compact {scope}: it moves pages until free ones lie together.{drain} If the "
            + $"kernel gives up early, it is asked again, at most {MostRounds} times. It is skipped where a zone is "
            + "short of memory, because moving pages frees none.";
    }

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
        var compact = Of(settings);
        var nodes = NodesToCompact(compact, context);
        var lists = new TemporaryKnob(context, ListKnob, ShortestLists);
        foreach (var step in compact.Drain ? lists.Set(IsLongerList) : [])
        {
            yield return step;
        }

        for (var round = 1; ; round++)
        {
            foreach (var step in compact.SyncFirst ? WriteOut(compact, context) : [])
            {
                yield return step;
            }

            var (scanned, isDone) = (ScannedPages(context.Environment), true);
            foreach (var path in Writes(compact, nodes))
            {
                yield return new KnobWrite(path, "1") { DrainsCpus = compact.Drain };
                isDone &= context.Last.End == StepEnd.Done;
            }

            // Where nothing is missing, little had to be scanned. Whether it is, only an incident tells.
            var missing = context.MissingPages() ?? 0;
            context.Notes = NotesOf(round, missing > 0 ? scanned : null, nodes, context.Environment) with
            {
                Without = context.Notes.Without,
            };
            if (!isDone || round == MostRounds || !IsWorthAnother(context.Notes, missing))
            {
                break;
            }

            yield return new Pause(BetweenRounds);
        }

        foreach (var step in lists.PutBack())
        {
            yield return step;
        }
    }

    // No node stands for the whole system.
    private static ValueList<int> NodesToCompact(CompactMemorySettings compact, RemedyContext context)
    {
        foreach (var node in context.Nodes)
        {
            if (!context.Environment.Exists(NodePath(node)))
            {
                return [];
            }
        }

        return compact.Scope == CompactScope.Node ? context.Nodes : [];
    }

    private static bool IsLongerList(string fraction) =>
        Number(fraction) is { } number && number < Number(ShortestLists);

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IEnumerable<RemedyStep> WriteOut(CompactMemorySettings compact, RemedyContext context)
    {
        if (!MemInfo.TryParse(context.Environment.ReadFile(MemInfo.Path).Span, out var memory)
            || (memory.DirtyKib + memory.WritebackKib) << 10 is not { } dirty
            || dirty == 0 || dirty > compact.MaxDirtyBytes)
        {
            yield break;
        }

        yield return new FilesSync(SyncPatience) { IsPreparation = true };
        var isLeft = context.Last.End == StepEnd.LeftBehind;
        context.Last = new StepResult(StepEnd.Done);
        if (!isLeft)
        {
            yield break;
        }

        // A mount that does not answer holds sync(2) up. The kernel's own flusher writes the others out.
        var (expire, interval) = (new TemporaryKnob(context, "vm.dirty_expire_centisecs", "100"),
            new TemporaryKnob(context, "vm.dirty_writeback_centisecs", "100"));
        foreach (var step in expire.Set(IsSlower))
        {
            yield return step;
        }

        foreach (var step in interval.Set(IsSlower))
        {
            yield return step;
        }

        yield return new Pause(FlusherPause);
        foreach (var step in interval.PutBack())
        {
            yield return step;
        }

        foreach (var step in expire.PutBack())
        {
            yield return step;
        }
    }

    // The flusher is off at 0.
    private static bool IsSlower(string centisecs) => Number(centisecs) is 0 or > 100;

    private static ulong? ScannedPages(IRemedyEnvironment environment) =>
        VmStat.TryParse(environment.ReadFile(VmStat.Path).Span, out var stat)
            ? stat[VmCounter.CompactMigrateScanned] + stat[VmCounter.CompactFreeScanned]
            : null;

    private static RunNotes NotesOf(int round, ulong? before, ValueList<int> nodes, IRemedyEnvironment environment)
    {
        var zones = new ZoneInfoTable();
        if (!zones.Parse(environment.ReadFile(ZoneInfo.Path).Span))
        {
            return new RunNotes(round, StoppedEarly: false, HiddenPages: null);
        }

        var (managed, hidden) = (0UL, 0UL);
        foreach (ref readonly var zone in zones.Rows)
        {
            if (nodes.Count == 0 || nodes.Span.Contains(zone.Id.Node))
            {
                managed += zone.ManagedPages;
                hidden += zone.HiddenPages;
            }
        }

        var scanned = ScannedPages(environment) - before;
        return new RunNotes(round, scanned * 100 < managed * EarlyStopPercent, hidden);
    }

    private static bool IsWorthAnother(RunNotes notes, ulong missingPages) =>
        missingPages > 0 && (notes.StoppedEarly || notes.HiddenPages >= missingPages);

    private static string NodePath(int node) => "/" + NodeCompact.RelativePath(node);

    private static CompactMemorySettings Of(RemedySettings settings) => (CompactMemorySettings)settings;
}
