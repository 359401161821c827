using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Where a remedy works: the machine, as far as a remedy may ask about it. Nothing here changes
/// anything.</summary>
public interface IRemedyEnvironment
{
    /// <summary>What was found out about the machine.</summary>
    MachineProfile Machine { get; }

    /// <summary>Nothing will be written, so nothing needs to be writable.</summary>
    bool DryRun { get; }

    /// <summary>The NUMA nodes that sysfs shows; none on a kernel without them.</summary>
    IReadOnlyList<int> Nodes { get; }

    /// <summary>A file or a directory is there.</summary>
    bool Exists(string path);

    /// <summary>This process may write there.</summary>
    bool MayWriteTo(string path);

    /// <summary>What a knob shows.</summary>
    KnobReading ReadKnob(string path);

    /// <summary>The content of a kernel file; empty if it cannot be read.</summary>
    ReadOnlyMemory<byte> ReadFile(string path);

    /// <summary>How much the guard holds in reserve on a NUMA node, in bytes; null where it keeps no reserve.</summary>
    ulong? ReserveBytes(int node);

    /// <summary>Why this file cannot be written; no reason where it can.</summary>
    Reason ReasonAgainst(string path);

    /// <summary>Why this program must not be run; no reason where it may.</summary>
    Reason ReasonAgainstProgram(string program);
}

/// <summary>One run of a remedy.</summary>
/// <param name="environment">Where it works.</param>
/// <param name="nodes">The NUMA nodes it is for; empty for all.</param>
/// <param name="tuned">Keeps the originals of what is tuned.</param>
/// <param name="incident">The incident for a hook's environment, <c>NAME=value</c>.</param>
/// <param name="changed">Told of every setting that was changed or put back.</param>
public sealed class RemedyContext(
    IRemedyEnvironment environment,
    ValueList<int> nodes,
    ITunedSettings tuned,
    IReadOnlyList<string> incident,
    Action<TunableChange> changed)
{
    /// <summary>Where it works.</summary>
    public IRemedyEnvironment Environment => environment;

    /// <summary>The NUMA nodes it is for; empty for all.</summary>
    public ValueList<int> Nodes => nodes;

    /// <summary>Keeps the originals of what is tuned.</summary>
    public ITunedSettings Tuned => tuned;

    /// <summary>The incident for a hook's environment.</summary>
    public IReadOnlyList<string> Incident => incident;

    /// <summary>What the zones of the incident have to have; empty for a run that a person asked for.</summary>
    public ValueList<ZoneNeed> Needs { get; init; }

    /// <summary>How the last step ended.</summary>
    public StepResult Last { get; set; }

    /// <summary>The first error, as a sentence; null while there is none.</summary>
    public string? Error { get; private set; }

    /// <summary>What the remedy found out while it ran.</summary>
    public RunNotes Notes { get; set; }

    /// <summary>The run does without a part of itself; the first one counts.</summary>
    /// <param name="what">What it does without, and why, as a sentence without a full stop.</param>
    public void DoWithout(string what) => Notes = Notes with { Without = Notes.Without ?? what };

    /// <summary>Tells of a setting that was changed or put back.</summary>
    public void Changed(TunableChange change) => changed(change);

    /// <summary>What the zones of the incident lack now, in pages, by a look at the machine.</summary>
    /// <returns>Null if there is no incident, or the machine cannot be read.</returns>
    public ulong? MissingPages()
    {
        var table = new BuddyTable();
        if (Needs.Count == 0 || !table.Parse(environment.ReadFile(BuddyInfo.Path).Span))
        {
            return null;
        }

        var missing = 0UL;
        foreach (var need in Needs)
        {
            var blocks = table.TryFind(need.Id, out var row) ? row.Free.Suitable(need.Order) : 0;
            missing += blocks < need.Blocks ? (need.Blocks - blocks) << need.Order : 0;
        }

        return missing;
    }

    /// <summary>Notes an error; the first one counts.</summary>
    public void Fail(string error) => Error ??= error;
}

/// <summary>So many blocks of an order have to be free in a zone.</summary>
/// <param name="Id">The zone.</param>
/// <param name="Order">The order.</param>
/// <param name="Blocks">How many.</param>
public readonly record struct ZoneNeed(ZoneId Id, int Order, ulong Blocks);

/// <summary>A setting that was changed or put back.</summary>
/// <param name="Knob">Its name.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is now; for a foreign change, the original that was not put back.</param>
/// <param name="IsRestored">True if it was put back.</param>
public sealed record TunableChange(string Knob, string Before, string After, bool IsRestored)
{
    /// <summary>Somebody else changed it meanwhile: it was left alone.</summary>
    public bool IsForeign { get; init; }
}
