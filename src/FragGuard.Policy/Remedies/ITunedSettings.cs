using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>A kernel setting that the guard has changed, and what it was before.</summary>
/// <param name="Knob">Its name, one of <see cref="KnobCatalog"/>: <c>vm.swappiness</c>.</param>
/// <param name="Original">What it was before the first change.</param>
/// <param name="Value">What the guard set it to, or is about to.</param>
/// <param name="Restore">When it goes back.</param>
public sealed record TunedSetting(string Knob, string Original, string Value, RestorePolicy Restore)
{
    /// <summary>What the guard had set it to before <see cref="Value"/>, until that is known to be written; null if
    /// that was the first change, or is written.</summary>
    public string? Was { get; init; }

    /// <summary>What <c>[prevent]</c> holds it at; null if it does not. A rung that goes over it changes
    /// <see cref="Value"/> only, and gives it back.</summary>
    public string? Prevented { get; init; }

    /// <summary>It is held by <c>[prevent]</c> at this moment, and by no rung.</summary>
    public bool IsPrevention => Prevented is not null && Prevented == Value;

    /// <summary>Its file.</summary>
    public string Path => KnobCatalog.PathOf(Knob);

    /// <summary>True for a value that is the guard's own, whether or not its last write came about.</summary>
    public bool IsOurs(string found) => found == Value || found == Was || (Prevented is not null && found == Prevented);

    /// <summary>True for a value that the writer would write: an original that it would not could never be put
    /// back.</summary>
    public static bool CanBeWritten(Knob knob, string value) =>
        knob.Accepts(value) && KnobAllowList.Allows(knob.RelativePath, Encoding.UTF8.GetBytes(value));
}

/// <summary>What is tuned, as it is stored at this moment.</summary>
/// <param name="All">Every setting; empty if it cannot be read.</param>
/// <param name="Error">Why it cannot be read, as a sentence: then what is tuned is unknown. Null if it can.</param>
public readonly record struct TunedReading(IReadOnlyList<TunedSetting> All, string? Error = null);

/// <summary>Remembers what tuned settings were before, so that they can be put back after a crash too.</summary>
/// <remarks>Nothing of it is kept in memory: a `fragguard remedy` or `fragguard restore` beside the guard changes it
/// too. Who changes it, and who acts on what was read, holds the writer lock.</remarks>
public interface ITunedSettings
{
    /// <summary>Everything that is tuned now.</summary>
    TunedReading Read();

    /// <summary>Remembers a setting, durably, before it is changed. The first original stays, unless somebody else has
    /// changed the setting since.</summary>
    /// <param name="setting">The setting; its original is what was found now.</param>
    /// <returns>Null, or why it could not be stored: then the setting must not be changed.</returns>
    string? Keep(TunedSetting setting);

    /// <summary>Notes that the value of <see cref="Keep"/> is written.</summary>
    /// <returns>Null, or why that could not be stored.</returns>
    string? Confirm(string knob);

    /// <summary>Forgets a setting: it is back, or somebody else's now.</summary>
    /// <returns>Null, or why that could not be stored.</returns>
    string? Forget(string knob);
}

/// <summary>What a dry run tunes: nothing, so there is nothing to remember.</summary>
public sealed class NoTunedSettings : ITunedSettings
{
    /// <inheritdoc/>
    public TunedReading Read() => new([]);

    /// <inheritdoc/>
    public string? Keep(TunedSetting setting) => null;

    /// <inheritdoc/>
    public string? Confirm(string knob) => null;

    /// <inheritdoc/>
    public string? Forget(string knob) => null;
}
