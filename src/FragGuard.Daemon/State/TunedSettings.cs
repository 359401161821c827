using System.Text;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>A kernel setting that the guard has changed, and what it was before.</summary>
/// <param name="Knob">Its name, one of <see cref="KnobCatalog"/>: <c>vm.swappiness</c>.</param>
/// <param name="Original">What it was before the first change.</param>
/// <param name="Value">What the guard set it to, or is about to.</param>
/// <param name="Restore">When it goes back.</param>
internal sealed record TunedSetting(string Knob, string Original, string Value, RestorePolicy Restore)
{
    /// <summary>What the guard had set it to before <see cref="Value"/>, until that is known to be written; null if that was
    /// the first change, or is written.</summary>
    internal string? Was { get; init; }

    /// <summary>Its file.</summary>
    internal string Path => KnobValue.PathOf(Knob);

    /// <summary>True for a value that is the guard's own, whether or not its last write came about.</summary>
    internal bool IsOurs(string found) => found == Value || found == Was;

    /// <summary>True for a value that the writer would write: an original that it would not could never be put back.</summary>
    internal static bool CanBeWritten(Knob knob, string value) =>
        knob.Accepts(value) && KnobAllowList.Allows(knob.RelativePath, Encoding.UTF8.GetBytes(value));
}

/// <summary>What is tuned, as it is stored at this moment.</summary>
/// <param name="All">Every setting; empty if it cannot be read.</param>
/// <param name="Error">Why it cannot be read, as a sentence: then what is tuned is unknown. Null if it can.</param>
internal readonly record struct TunedReading(IReadOnlyList<TunedSetting> All, string? Error = null);

/// <summary>Remembers what tuned settings were before, so that they can be put back after a crash too.</summary>
/// <remarks>Nothing of it is kept in memory: a `fragguard remedy` or `fragguard restore` beside the guard changes it too. Who
/// changes it, and who acts on what was read, holds the writer lock.</remarks>
internal interface ITunedSettings
{
    /// <summary>Everything that is tuned now.</summary>
    TunedReading Read();

    /// <summary>Remembers a setting, durably, before it is changed. The first original stays, unless somebody else has changed
    /// the setting since.</summary>
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
internal sealed class NoTunedSettings : ITunedSettings
{
    public TunedReading Read() => new([]);

    public string? Keep(TunedSetting setting) => null;

    public string? Confirm(string knob) => null;

    public string? Forget(string knob) => null;
}

/// <summary>Tuned settings in <c>/var/lib/fragguard/tuned.json</c>: written whole, synced, renamed over.</summary>
/// <param name="root">Where the machine's files are.</param>
/// <param name="bootId">This boot, empty if unknown: what was tuned in another one, the kernel has forgotten.</param>
/// <param name="warn">Told once of each thing that is wrong with the file.</param>
internal sealed class TunedSettingsFile(KernelRoot root, string bootId, Action<string>? warn = null) : ITunedSettings
{
    internal const string FilePath = "/var/lib/fragguard/tuned.json";

    private readonly string _path = root.Path(FilePath);
    private string? _told;

    /// <inheritdoc/>
    public TunedReading Read() => new(ReadDocument(out var error)?.Settings ?? [], error);

    /// <inheritdoc/>
    public string? Keep(TunedSetting setting) => Change(kept =>
    {
        var place = kept.FindIndex(known => known.Knob == setting.Knob);
        if (place < 0)
        {
            kept.Add(setting);
        }
        else if (kept[place].IsOurs(setting.Original))
        {
            kept[place] = setting with { Original = kept[place].Original, Was = setting.Original };
        }
        else
        {
            // It is neither what it was nor what the guard made of it: an administrator's newer wish.
            kept[place] = setting;
        }
    });

    /// <inheritdoc/>
    public string? Confirm(string knob) => Change(kept =>
    {
        var place = kept.FindIndex(known => known.Knob == knob);
        if (place >= 0)
        {
            kept[place] = kept[place] with { Was = null };
        }
    });

    /// <inheritdoc/>
    public string? Forget(string knob) => Change(kept => kept.RemoveAll(known => known.Knob == knob));

    private string? Change(Action<List<TunedSetting>> change)
    {
        var before = ReadDocument(out var error);
        if (before is null)
        {
            return error;
        }

        var settings = before.Settings.ToList();
        change(settings);
        if (before.Problems.Count == 0 && settings.SequenceEqual(before.Settings))
        {
            return null;
        }

        var after = new TunedDocument(settings, bootId.Length > 0 ? bootId : before.BootId, []);
        return settings.Count == 0 ? StateFile.Remove(_path) : StateFile.Write(_path, after.ToJson());
    }

    // Null only with an error: then what is tuned is unknown, and nothing may be written over it.
    private TunedDocument? ReadDocument(out string? error)
    {
        var nothing = new TunedDocument([], bootId, []);
        var reading = StateFile.Read(_path);
        error = reading.End == FileReadEnd.Unreadable ? reading.Error : null;
        if (reading.End is FileReadEnd.Absent or FileReadEnd.Unreadable)
        {
            return error is null ? nothing : null;
        }

        if (reading.IsUnusable)
        {
            return SetAside(reading.Error!, out error) ? nothing : null;
        }

        if (TunedDocument.TryParse(reading.Content!) is not { } document)
        {
            return SetAside($"{FilePath}: not in a format of this version", out error) ? nothing : null;
        }

        if (BootIds.AreOfDifferentBoots(document.BootId, bootId))
        {
            return nothing;
        }

        if (document.Problems.Count > 0)
        {
            var aside = StateFile.CopyAside(_path, reading.Content, "kept");
            Report($"{FilePath}: {string.Join(", ", document.Problems)}; the rest is honoured, and a copy is "
                + (aside is null ? "not kept: it cannot be written" : $"kept as {Path.GetFileName(aside)}"));
        }

        return document;
    }

    private bool SetAside(string what, out string? error)
    {
        var aside = StateFile.SetAside(_path);
        error = aside is null ? $"{what}, and it cannot be set aside" : null;
        Report(error ?? $"{what}; set aside as {Path.GetFileName(aside)}");
        return aside is not null;
    }

    private void Report(string what)
    {
        if (_told != what)
        {
            _told = what;
            warn?.Invoke(what);
        }
    }
}
