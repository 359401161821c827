using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What a rung does, step by step. A new remedy is one file and one line in <see cref="RemedyCatalog"/>.</summary>
internal interface IRemedy
{
    /// <summary>Why its files here never let it run; no reason where they do. What bars it on a machine like this at
    /// all, Policy knows.</summary>
    Reason Probe(RemedySettings settings, RemedyEnvironment ground);

    /// <summary>Its steps, in order. Each is carried out before the next one is asked for; how it ended is in
    /// <see cref="RemedyContext.Last"/>. No step at all means that there was nothing to do.</summary>
    IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext run);
}

/// <summary>Where a remedy works: the machine and what may be written there.</summary>
/// <param name="Root">Where the machine's files are.</param>
/// <param name="Machine">What was found out about it.</param>
/// <param name="DryRun">Nothing will be written, so nothing needs to be writable.</param>
internal sealed record RemedyEnvironment(KernelRoot Root, MachineProfile Machine, bool DryRun)
{
    /// <summary>Why this file cannot be written; no reason where it can.</summary>
    internal Reason ReasonAgainst(string path)
    {
        var found = Root.Path(path);
        if (!File.Exists(found))
        {
            return new Reason(ReasonCode.KnobAbsent, Text: $"{path}: this kernel has no such file");
        }

        return DryRun || ThisProcess.MayWriteTo(found)
            ? default
            : new Reason(ReasonCode.ObserveOnly, Text: ThisProcess.IsRoot
                ? $"{path} is read-only here: a container needs this path mounted writable"
                : $"{path} needs uid 0");
    }
}

/// <summary>One run of a remedy.</summary>
/// <param name="ground">Where it works.</param>
/// <param name="nodes">The NUMA nodes it is for; empty for all.</param>
/// <param name="tuned">Keeps the originals of what is tuned.</param>
/// <param name="incident">The incident for a hook's environment, <c>NAME=value</c>.</param>
/// <param name="changed">Told of every setting that was changed or put back.</param>
internal sealed class RemedyContext(
    RemedyEnvironment ground,
    ValueList<int> nodes,
    ITunedSettings tuned,
    IReadOnlyList<string> incident,
    Action<TunableChange> changed)
{
    /// <summary>Where it works.</summary>
    internal RemedyEnvironment Ground => ground;

    /// <summary>The NUMA nodes it is for; empty for all.</summary>
    internal ValueList<int> Nodes => nodes;

    /// <summary>Keeps the originals of what is tuned.</summary>
    internal ITunedSettings Tuned => tuned;

    /// <summary>The incident for a hook's environment.</summary>
    internal IReadOnlyList<string> Incident => incident;

    /// <summary>How the last step ended.</summary>
    internal StepResult Last { get; set; }

    /// <summary>The first error, as a sentence; null while there is none.</summary>
    internal string? Error { get; private set; }

    /// <summary>Tells of a setting that was changed or put back.</summary>
    internal void Changed(TunableChange change) => changed(change);

    /// <summary>Notes an error; the first one counts.</summary>
    internal void Fail(string error) => Error ??= error;
}

/// <summary>A setting that was changed or put back.</summary>
/// <param name="Knob">Its name.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is now; for a foreign change, the original that was not put back.</param>
/// <param name="IsRestored">True if it was put back.</param>
internal sealed record TunableChange(string Knob, string Before, string After, bool IsRestored)
{
    /// <summary>Somebody else changed it meanwhile: it was left alone.</summary>
    internal bool IsForeign { get; init; }
}
