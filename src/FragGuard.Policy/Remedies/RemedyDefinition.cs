using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>All there is to know of one remedy: its keys and their defaults, what keeps it from running, its steps, and
/// its words. A new remedy is one file with such a class, and one line in <see cref="RemedyCatalog.All"/>.</summary>
/// <remarks>Reading, <c>check --print</c>, <c>--explain</c> and <c>--system</c>, the gates, the executor and the
/// completions ask here; the manual page and the shipped file are held against it by a test. Nothing here touches the
/// machine: steps are data, and what they depend on is asked of <see cref="IRemedyEnvironment"/>.</remarks>
public abstract class RemedyDefinition
{
    /// <summary>The name in TOML, in the journal and on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in one line of help: a phrase without a full stop.</summary>
    public abstract string Summary { get; }

    /// <summary>Its settings with every key at its default.</summary>
    public abstract RemedySettings Defaults { get; }

    /// <summary>Its own keys, in the order of the file. Every rung has others besides
    /// (<see cref="RungSettings"/>).</summary>
    public virtual IReadOnlyList<RemedyKey> Keys => [];

    /// <summary>It can do nothing without a key that has no default.</summary>
    public bool NeedsSettings
    {
        get
        {
            foreach (var key in Keys)
            {
                if (key.IsRequired)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>It may help a zone that is short of memory, too. Compaction cannot.</summary>
    public virtual bool FitsLowMemory => true;

    /// <summary>An escalation rung: it runs only when every other rung was tried in vain.</summary>
    public virtual bool IsEscalation => false;

    /// <summary>It starts compaction: kcompactd and such a rung would wait for each other.</summary>
    public virtual bool Compacts => false;

    /// <summary>It drops caches: that the kernel counts drops while it runs is its own doing.</summary>
    public virtual bool DropsCaches => false;

    /// <summary>It costs the host nothing: neither pressure nor the splay holds it back.</summary>
    public virtual bool CostsNothing => false;

    /// <summary>The example drop-in that the service's sandbox needs for it; null if it needs none.</summary>
    public virtual string? DropIn(RemedySettings settings) => null;

    /// <summary>What to look at when it fails, for the journal; null for nothing in particular.</summary>
    public virtual string? FailureHint => null;

    /// <summary>The limits that a rung of it has by default, where they differ from those of other rungs.</summary>
    public virtual RungSettings WithLimits(RungSettings rung) => rung;

    /// <summary>Goes on after the remedy's name in <c>check --explain</c>: sentences, the last one with its full
    /// stop.</summary>
    public abstract string Explain(RemedySettings settings);

    /// <summary>What is wrong with these settings on such a machine.</summary>
    public virtual IEnumerable<SettingProblem> Check(RemedySettings settings, RemedyMachine machine) => [];

    /// <summary>Why it must not be carried out on a host with these hazards; no reason where it may.</summary>
    public virtual Reason Against(RemedySettings settings, HostHazard hazards) => default;

    /// <summary>Why nobody can say whether it fits now: what it is to be held against cannot be read.</summary>
    public virtual Reason? Unknown(RemedySettings settings, in HostGaps gaps) => null;

    /// <summary>Why it is of no use now.</summary>
    public virtual Reason? Unfit(RemedySettings settings, LadderState state, HostState host, TimeSpan now) => null;

    /// <summary>It leaves knobs changed when it is done, until they are put back.</summary>
    public virtual bool HoldsKnobs => false;

    /// <summary>Those knobs.</summary>
    public virtual ValueList<TuneEntry> HeldKnobs(RemedySettings settings) => [];

    /// <summary>When they are put back.</summary>
    public virtual RestorePolicy RestoredWhen(RemedySettings settings) => RestorePolicy.OnClear;

    /// <summary>Something is left for it to do, by a look at the machine: what was set once may have been set
    /// back.</summary>
    public virtual bool HasWork(RemedySettings settings, IRemedyEnvironment environment) => true;

    /// <summary>The files or directories that a run writes, one of which at least must be writable.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="nodes">The NUMA nodes of the machine.</param>
    public virtual IEnumerable<string> Writes(RemedySettings settings, IReadOnlyList<int> nodes) => [];

    /// <summary>The kernel files that it may write, each with what for: <c>check --system</c>.</summary>
    /// <param name="nodes">The NUMA nodes of the machine.</param>
    public virtual IEnumerable<(string Path, string Use)> KernelFiles(IReadOnlyList<int> nodes) => [];

    /// <summary>Why its files here never let it run; no reason where they do.</summary>
    public virtual Reason Probe(RemedySettings settings, IRemedyEnvironment environment) => default;

    /// <summary>Its steps, in order. Each is carried out before the next one is asked for; how it ended is in
    /// <see cref="RemedyContext.Last"/>. No step at all means that there was nothing to do.</summary>
    public abstract IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext context);

    /// <summary>What a gate that cannot be read makes of a rung.</summary>
    protected static Reason Unreadable(string gate, string why) => Gates.Unreadable(gate, why);
}

/// <summary>What is known of the machine that settings are checked for; null for what is not.</summary>
/// <param name="Facts">What was found out about it.</param>
/// <param name="ManagedPages">Its memory, in pages that the kernel manages.</param>
public readonly record struct RemedyMachine(MachineFacts? Facts, ulong? ManagedPages);

/// <summary>Something about a key of a remedy that the administrator should know.</summary>
/// <param name="Key">The key.</param>
/// <param name="Text">The end of a sentence that names the key.</param>
/// <param name="IsError">The settings must not be used; else a warning.</param>
public readonly record struct SettingProblem(string Key, string Text, bool IsError = false);

/// <summary>What makes some remedies dangerous on a host.</summary>
/// <param name="IsRealtime">A PREEMPT_RT kernel.</param>
/// <param name="CompactionBug">Why compaction is unsafe here; null where no such bug is known.</param>
/// <param name="HasZfs">ZFS is loaded.</param>
/// <param name="HasKsm">Same-page merging is on.</param>
public readonly record struct HostHazard(bool IsRealtime, string? CompactionBug, bool HasZfs, bool HasKsm);
