using FragGuard.Chaos.Machine;

namespace FragGuard.Chaos.Check;

/// <summary>What every file of the machine must be in the end: originals, what an administrator set meanwhile, and what
/// the campaign itself broke beyond repair.</summary>
internal sealed class Book(FakeTree tree)
{
    private readonly Dictionary<string, HashSet<string>> _expected =
        FakeTree.Knobs.ToDictionary(knob => knob.Path, knob => new HashSet<string> { knob.Original });

    /// <summary>Rungs can have changed something, or tried to: a reboot may be flagged.</summary>
    internal bool SomethingRan { get; private set; }

    /// <summary>Settings were tuned by hand with <c>remedy</c>: a guard's stop need not put those back.</summary>
    internal bool WasTunedByHand { get; set; }

    /// <summary>The values that a setting may have in the end.</summary>
    internal IReadOnlySet<string> Expected(string path) => _expected[path];

    /// <summary>An administrator has set it.</summary>
    internal void SetByHand(string path, string value) => _expected[path] = [value];

    /// <summary>It may also stay as the guard has set it.</summary>
    internal void AllowTuned(string path)
    {
        foreach (var knob in FakeTree.Knobs)
        {
            _ = knob.Path == path && _expected[path].Add(knob.Tuned);
        }
    }

    /// <summary>The kernel has come up anew: everything is as it was first.</summary>
    internal void Reboot()
    {
        foreach (var (_, path, original, _) in FakeTree.Knobs)
        {
            _expected[path] = [original];
        }
    }

    /// <summary>The campaign has destroyed the originals that were stored: what is tuned may stay tuned.</summary>
    internal void LoseOriginals()
    {
        foreach (var knob in FakeTree.Knobs)
        {
            AllowTuned(knob.Path);
        }
    }

    /// <summary>Looks whether anything has been written by a rung.</summary>
    internal void Look(bool isFaultOfAWriter)
    {
        SomethingRan |= isFaultOfAWriter
            || FakeTree.Triggers.Any(trigger => tree.Read(trigger).Length > 0)
            || FakeTree.Knobs.Any(knob => tree.Read(knob.Path) is { Length: > 0 } value
                && !_expected[knob.Path].Contains(value));
    }
}
