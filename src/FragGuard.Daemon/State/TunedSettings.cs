using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

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
            kept[place] = setting with
            {
                Original = kept[place].Original,
                Was = setting.Original,
                Prevented = setting.Prevented ?? kept[place].Prevented,
            };
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
