using System.Buffers;
using System.Text.Json;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>A kernel setting that the guard has changed, and what it was before.</summary>
/// <param name="Knob">Its name: <c>vm.swappiness</c>.</param>
/// <param name="Path">Its file.</param>
/// <param name="Original">What it was before the first change.</param>
/// <param name="Value">What the guard set it to.</param>
/// <param name="Restore">When it goes back.</param>
internal sealed record TunedSetting(string Knob, string Path, string Original, string Value, RestorePolicy Restore);

/// <summary>Remembers what tuned settings were before, so that they can be put back after a crash too.</summary>
internal interface ITunedSettings
{
    /// <summary>Everything that is tuned now.</summary>
    IReadOnlyList<TunedSetting> All { get; }

    /// <summary>Remembers a setting, durably, before it is changed. The first original of a knob stays.</summary>
    /// <returns>Null, or why it could not be stored: then the setting must not be changed.</returns>
    string? Keep(TunedSetting setting);

    /// <summary>Forgets a setting: it is back, or somebody else's now.</summary>
    /// <returns>Null, or why that could not be stored.</returns>
    string? Forget(string knob);
}

/// <summary>What a dry run tunes: nothing, so there is nothing to remember.</summary>
internal sealed class NoTunedSettings : ITunedSettings
{
    public IReadOnlyList<TunedSetting> All => [];

    public string? Keep(TunedSetting setting) => null;

    public string? Forget(string knob) => null;
}

/// <summary>Tuned settings in <c>/var/lib/fragguard/tuned.json</c>: written whole, synced, renamed over.</summary>
internal sealed class TunedSettingsFile : ITunedSettings
{
    internal const string FilePath = "/var/lib/fragguard/tuned.json";

    private const int FormatVersion = 1;

    private readonly string _path;
    private readonly string _bootId;
    private readonly List<TunedSetting> _settings = [];

    private TunedSettingsFile(string path, string bootId) => (_path, _bootId) = (path, bootId);

    /// <inheritdoc/>
    public IReadOnlyList<TunedSetting> All => _settings;

    /// <summary>Opens the store.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="bootId">This boot: what was tuned in another one, the kernel has forgotten.</param>
    /// <param name="warning">What was wrong with the file, as a sentence; it has then been set aside.</param>
    internal static TunedSettingsFile Open(KernelRoot root, string bootId, out string? warning)
    {
        var file = new TunedSettingsFile(root.Path(FilePath), bootId);
        warning = StateFile.Read(file._path, out var content);
        if (content is not null && !file.TryRead(content))
        {
            file._settings.Clear();
            var aside = StateFile.SetAside(file._path);
            warning = $"{FilePath}: not in a format of this version; {(aside is null ? "left alone" : $"set aside as {Path.GetFileName(aside)}")}";
        }

        return file;
    }

    /// <inheritdoc/>
    public string? Keep(TunedSetting setting)
    {
        var place = _settings.FindIndex(kept => kept.Knob == setting.Knob);
        if (place < 0)
        {
            _settings.Add(setting);
        }
        else
        {
            _settings[place] = setting with { Original = _settings[place].Original };
        }

        return Save();
    }

    /// <inheritdoc/>
    public string? Forget(string knob)
    {
        _settings.RemoveAll(kept => kept.Knob == knob);
        return _settings.Count == 0 ? StateFile.Remove(_path) : Save();
    }

    private string? Save()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version"u8, FormatVersion);
            json.WriteString("boot_id"u8, _bootId);
            json.WriteStartArray("tuned"u8);
            foreach (var setting in _settings)
            {
                json.WriteStartObject();
                json.WriteString("knob"u8, setting.Knob);
                json.WriteString("path"u8, setting.Path);
                json.WriteString("original"u8, setting.Original);
                json.WriteString("value"u8, setting.Value);
                json.WriteString("restore"u8, Word(setting.Restore));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return StateFile.Write(_path, buffer.WrittenSpan);
    }

    private bool TryRead(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.GetProperty("version"u8).GetInt32() != FormatVersion)
            {
                return false;
            }

            if (document.RootElement.GetProperty("boot_id"u8).GetString() != _bootId)
            {
                return true;
            }

            foreach (var item in document.RootElement.GetProperty("tuned"u8).EnumerateArray())
            {
                _settings.Add(new TunedSetting(
                    item.GetProperty("knob"u8).GetString()!,
                    item.GetProperty("path"u8).GetString()!,
                    item.GetProperty("original"u8).GetString()!,
                    item.GetProperty("value"u8).GetString()!,
                    Policy(item.GetProperty("restore"u8).GetString())));
            }

            return true;
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static string Word(RestorePolicy restore) => restore switch
    {
        RestorePolicy.OnClear => "on_clear",
        RestorePolicy.OnStop => "on_stop",
        _ => "never",
    };

    private static RestorePolicy Policy(string? word) => word switch
    {
        "on_clear" => RestorePolicy.OnClear,
        "on_stop" => RestorePolicy.OnStop,
        "never" => RestorePolicy.Never,
        _ => throw new FormatException("an unknown restore policy"),
    };
}
