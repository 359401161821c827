using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What drop_caches drops, as the number that the kernel takes.</summary>
public enum DropWhat
{
    /// <summary>Clean page cache.</summary>
    PageCache = 1,

    /// <summary>Reclaimable slab: dentries and inodes.</summary>
    Slab = 2,

    /// <summary>Both.</summary>
    All = 3,
}

/// <summary>The settings of <see cref="DropCachesRemedy"/>.</summary>
public sealed record DropCachesSettings : RemedySettings
{
    /// <inheritdoc/>
    public override RemedyDefinition Definition => DropCachesRemedy.Instance;

    /// <summary>What to drop.</summary>
    public DropWhat What { get; init; } = DropWhat.PageCache;

    /// <summary>Write dirty pages out first, so that they can be dropped too.</summary>
    public bool SyncFirst { get; init; }

    /// <summary>With less droppable cache than this there is too little to gain, in bytes.</summary>
    public ulong MinCacheBytes { get; init; } = 64UL << 20;

    /// <summary>With more dirty and writeback pages than this the disks are busy enough, in bytes.</summary>
    public ulong MaxDirtyBytes { get; init; } = 512UL << 20;
}

/// <summary>Frees clean caches. Costs the reads that fill them again; changes no setting, so there is nothing to
/// undo.</summary>
/// <remarks>Knob: <see cref="DropCaches"/>, whole system only. Errors: EACCES (not uid 0), EROFS (container). Slab is
/// not dropped where ZFS or same-page merging is in use: such hosts have hung.</remarks>
public sealed class DropCachesRemedy : RemedyDefinition
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "drop_caches";

    private const string KnobPath = "/" + DropCaches.RelativePath;

    private static readonly TimeSpan SyncPatience = TimeSpan.FromSeconds(30);

    private static readonly string[] WhatWords = ["pagecache", "slab", "all"];

    /// <summary>The remedy.</summary>
    public static DropCachesRemedy Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => RemedyName;

    /// <inheritdoc/>
    public override string Summary => "free clean caches";

    /// <inheritdoc/>
    public override RemedySettings Defaults { get; } = new DropCachesSettings();

    /// <inheritdoc/>
    public override bool DropsCaches => true;

    /// <inheritdoc/>
    public override IReadOnlyList<RemedyKey> Keys { get; } =
    [
        new ChoiceKey("what", "what to drop: clean page cache, reclaimable slab (dentries and inodes), or both",
            WhatWords,
            settings => (int)Of(settings).What - 1,
            (settings, index) => Of(settings) with { What = (DropWhat)(index + 1) }),
        new FlagKey("sync_first", "write dirty pages out first, so that they can be dropped too",
            settings => Of(settings).SyncFirst,
            (settings, value) => Of(settings) with { SyncFirst = value }),
        new SizeKey("min_cache", "skipped when less than this could be dropped", 0, Gates.MaxMemoryBytes,
            settings => Of(settings).MinCacheBytes,
            (settings, bytes) => Of(settings) with { MinCacheBytes = bytes }),
        new SizeKey("max_dirty", "skipped while more than this is dirty or being written", 0, Gates.MaxMemoryBytes,
            settings => Of(settings).MaxDirtyBytes,
            (settings, bytes) => Of(settings) with { MaxDirtyBytes = bytes }),
    ];

    /// <inheritdoc/>
    public override string Explain(RemedySettings settings)
    {
        var drop = Of(settings);
        var what = drop.What switch
        {
            DropWhat.PageCache => "clean page cache",
            DropWhat.Slab => "reclaimable slab (dentries and inodes)",
            _ => "clean page cache and reclaimable slab (dentries and inodes)",
        };
        var sync = drop.SyncFirst ? "writes dirty pages out, and then drops" : "drops";
        return $"{sync} the {what} of the whole system. It is skipped where less than "
            + $"{Quantity.Exact(drop.MinCacheBytes)} could be dropped, while more than "
            + $"{Quantity.Exact(drop.MaxDirtyBytes)} is dirty or being written, and for a "
            + "minute after another program dropped caches.";
    }

    /// <inheritdoc/>
    public override IEnumerable<SettingProblem> Check(RemedySettings settings, RemedyMachine machine)
    {
        var drop = Of(settings);
        if (drop.What == DropWhat.PageCache)
        {
            yield break;
        }

        var what = WhatWords[(int)drop.What - 1];
        yield return new SettingProblem("what", machine.Facts is { HasZfs: true } or { HasKsm: true }
            ? $"is \"{what}\", and this machine has {(machine.Facts.HasZfs ? "ZFS" : "same-page merging")}, where "
                + "dropping slab has hung hosts: the rung is off here"
            : $"is \"{what}\": dropped dentries and inodes cost every later path look-up, and dropping them has hung "
                + "hosts with ZFS or same-page merging; \"pagecache\" is milder");
    }

    /// <inheritdoc/>
    public override Reason Against(RemedySettings settings, HostHazard hazards) =>
        Of(settings).What == DropWhat.PageCache ? default
        : hazards.HasZfs ? new Reason(ReasonCode.Zfs)
        : hazards.HasKsm ? new Reason(ReasonCode.Ksm)
        : default;

    /// <inheritdoc/>
    public override Reason? Unknown(RemedySettings settings, in HostGaps gaps)
    {
        var drop = Of(settings);
        var (dropsCache, dropsSlab) = (drop.What != DropWhat.Slab, drop.What != DropWhat.PageCache);
        return gaps.Dirty is { } noDirty ? Unreadable("max_dirty", noDirty)
            : dropsCache && drop.MinCacheBytes > 0 && gaps.Cache is { } noCache ? Unreadable("min_cache", noCache)
            : dropsSlab && drop.MinCacheBytes > 0 && gaps.Slab is { } noSlab ? Unreadable("min_cache", noSlab)
            : dropsSlab && gaps.Hazards is { } noHazards ? Unreadable("whether dropping slab is safe", noHazards)
            : gaps.Counters is { } noCounters ? Unreadable("whether another program drops caches", noCounters)
            : null;
    }

    /// <inheritdoc/>
    public override Reason? Unfit(RemedySettings settings, LadderState state, HostState host, TimeSpan now)
    {
        var drop = Of(settings);
        if (state.ForeignDropAt is { } droppedAt && now - droppedAt < Gates.ForeignDropRest)
        {
            return new Reason(ReasonCode.ForeignDrop, (long)(now - droppedAt).TotalMilliseconds);
        }

        if (host.DirtyBytes > drop.MaxDirtyBytes)
        {
            return new Reason(ReasonCode.DirtyPages, (long)host.DirtyBytes.Value, (long)drop.MaxDirtyBytes);
        }

        return Droppable(drop.What, host) is { } bytes && bytes < drop.MinCacheBytes
            ? new Reason(ReasonCode.TooLittleCache, (long)bytes, (long)drop.MinCacheBytes)
            : null;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Writes(RemedySettings settings, IReadOnlyList<int> nodes) => [KnobPath];

    /// <inheritdoc/>
    public override IEnumerable<(string Path, string Use)> KernelFiles(IReadOnlyList<int> nodes) => [(KnobPath, Name)];

    /// <inheritdoc/>
    public override Reason Probe(RemedySettings settings, IRemedyEnvironment environment) =>
        environment.ReasonAgainst(KnobPath);

    /// <inheritdoc/>
    public override IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext context)
    {
        var drop = Of(settings);
        if (drop.SyncFirst)
        {
            yield return new FilesSync(SyncPatience) { IsPreparation = true };
        }

        yield return new KnobWrite(KnobPath, ((int)drop.What).ToString(CultureInfo.InvariantCulture));
    }

    private static ulong? Droppable(DropWhat what, HostState host) => what switch
    {
        DropWhat.PageCache => host.CacheBytes,
        DropWhat.Slab => host.SlabBytes,
        _ => host.CacheBytes + host.SlabBytes,
    };

    private static DropCachesSettings Of(RemedySettings settings) => (DropCachesSettings)settings;
}
