namespace FragGuard.Policy;

/// <summary>What a rung does, with the settings of that remedy. One record for each remedy; its name is the TOML
/// name.</summary>
/// <param name="Name">The remedy's name in TOML and in the journal.</param>
public abstract record RemedySettings(string Name)
{
    /// <summary>Compaction can do nothing for a zone that is merely short of memory; every other remedy may help
    /// both.</summary>
    public virtual bool FitsLowMemory => true;

    /// <summary>A terminal rung hands the case to somebody else: it runs only when the ladder is exhausted.</summary>
    public virtual bool IsTerminal => false;
}

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

/// <summary>Frees clean caches: <c>/proc/sys/vm/drop_caches</c>. Costs the reads that fill them again.</summary>
public sealed record DropCachesSettings() : RemedySettings(RemedyName)
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "drop_caches";

    /// <summary>What to drop.</summary>
    public DropWhat What { get; init; } = DropWhat.PageCache;

    /// <summary>Write dirty pages out first, so that they can be dropped too.</summary>
    public bool SyncFirst { get; init; }

    /// <summary>With less droppable cache than this there is too little to gain, in bytes.</summary>
    public ulong MinCacheBytes { get; init; } = 64UL << 20;

    /// <summary>With more dirty and writeback pages than this the disks are busy enough, in bytes.</summary>
    public ulong MaxDirtyBytes { get; init; } = 512UL << 20;
}

/// <summary>What one compaction covers.</summary>
public enum CompactScope
{
    /// <summary>Only the NUMA nodes of the breached zones.</summary>
    Node,

    /// <summary>The whole system.</summary>
    System,
}

/// <summary>Compacts memory: <c>nodeN/compact</c>, or <c>/proc/sys/vm/compact_memory</c> where the kernel has no
/// nodes.</summary>
public sealed record CompactMemorySettings() : RemedySettings(RemedyName)
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "compact_memory";

    /// <summary>What to compact.</summary>
    public CompactScope Scope { get; init; } = CompactScope.Node;

    /// <inheritdoc/>
    public override bool FitsLowMemory => false;
}

/// <summary>When tuned settings go back to what they were.</summary>
public enum RestorePolicy
{
    /// <summary>When the incident closes, and at the latest when the guard stops.</summary>
    OnClear,

    /// <summary>When the guard stops.</summary>
    OnStop,

    /// <summary>Not by the guard.</summary>
    Never,
}

/// <summary>How a tuned value relates to the one that is set.</summary>
public enum TuneRule
{
    /// <summary>Set it.</summary>
    Exactly,

    /// <summary>Raise it to this; a higher value stays.</summary>
    AtLeast,

    /// <summary>Lower it to this; a lower value stays.</summary>
    AtMost,
}

/// <summary>One setting that a tune rung makes.</summary>
/// <param name="Knob">The knob's name: <c>vm.swappiness</c>, <c>thp.defrag</c>.</param>
/// <param name="Rule">Whether an administrator's better value stays.</param>
/// <param name="Value">The value as the kernel takes it.</param>
public sealed record TuneEntry(string Knob, TuneRule Rule, string Value);

/// <summary>Sets allow-listed vm sysctls and transparent-huge-page files, and puts them back.</summary>
public sealed record TuneSettings() : RemedySettings(RemedyName)
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "tune";

    /// <summary>What to set; at least one.</summary>
    public ValueList<TuneEntry> Set { get; init; }

    /// <summary>When to put it back.</summary>
    public RestorePolicy Restore { get; init; } = RestorePolicy.OnClear;
}

/// <summary>Wakes kcompactd on every node by rewriting <c>vm.compaction_proactiveness</c> with its own value (Linux
/// 5.15).</summary>
public sealed record NudgeKcompactdSettings() : RemedySettings(RemedyName)
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "nudge_kcompactd";

    /// <inheritdoc/>
    public override bool FitsLowMemory => false;
}

/// <summary>Reclaims a bounded amount from the breached nodes (Linux 6.17) or from one cgroup (Linux 5.19).</summary>
public sealed record ReclaimSettings() : RemedySettings(RemedyName)
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "reclaim";

    /// <summary>How much to ask for, in bytes.</summary>
    public ulong AmountBytes { get; init; } = 256UL << 20;

    /// <summary>The swappiness of this reclaim only; null for the system's.</summary>
    public int? Swappiness { get; init; }

    /// <summary>The cgroup to reclaim from, as a path below the cgroup mount; null for the breached nodes.</summary>
    public string? Cgroup { get; init; }
}

/// <summary>Creates the file that kured and unattended-upgrades watch, so that somebody drains and reboots the
/// host.</summary>
public sealed record FlagRebootSettings() : RemedySettings(RemedyName)
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "flag_reboot";

    /// <summary>The file.</summary>
    public string File { get; init; } = "/var/run/reboot-required";

    /// <inheritdoc/>
    public override bool IsTerminal => true;
}

/// <summary>Runs a program with the incident in its environment. No shell is involved.</summary>
public sealed record HookSettings() : RemedySettings(RemedyName)
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "hook";

    /// <summary>The program, an absolute path, and its arguments.</summary>
    public ValueList<string> Command { get; init; }

    /// <inheritdoc/>
    public override bool IsTerminal => true;
}
