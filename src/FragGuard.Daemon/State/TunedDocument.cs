using System.Buffers;
using System.Text.Json;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The content of tuned.json: what is tuned, in which boot, and what of it was not understood.</summary>
/// <param name="Settings">The entries that make sense, in order.</param>
/// <param name="BootId">The boot that it belongs to; empty if that was not known.</param>
/// <param name="Problems">What was not understood, as sentences; another version is one.</param>
internal sealed record TunedDocument(
    IReadOnlyList<TunedSetting> Settings, string BootId, IReadOnlyList<string> Problems)
{
    private const int FormatVersion = 1;

    /// <summary>Reads it. One bad entry costs that entry.</summary>
    /// <returns>Null if it is no such document at all.</returns>
    internal static TunedDocument? TryParse(byte[] content)
    {
        using var document = StateJson.TryParse(content);
        if (document is null || !StateJson.HasArray(document.RootElement, "tuned"u8))
        {
            return null;
        }

        var settings = new List<TunedSetting>();
        var problems = new List<string>();
        var version = StateJson.Number(document.RootElement, "version"u8, 0, long.MaxValue);
        if (version != FormatVersion)
        {
            problems.Add(version is { } other ? $"written by another version (format {other})" : "no format version");
        }

        var nth = 0;
        foreach (var item in StateJson.Items(document.RootElement, "tuned"u8))
        {
            nth++;
            if (TryReadEntry(item) is { } setting && !settings.Exists(known => known.Knob == setting.Knob))
            {
                settings.Add(setting);
            }
            else
            {
                problems.Add($"entry {nth} makes no sense");
            }
        }

        return new TunedDocument(settings, StateJson.Text(document.RootElement, "boot_id"u8) ?? "", problems);
    }

    /// <summary>Writes it.</summary>
    internal ReadOnlySpan<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version"u8, FormatVersion);
            json.WriteString("boot_id"u8, BootId);
            json.WriteStartArray("tuned"u8);
            foreach (var setting in Settings)
            {
                Write(json, setting);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter json, TunedSetting setting)
    {
        json.WriteStartObject();
        json.WriteString("knob"u8, setting.Knob);
        json.WriteString("path"u8, setting.Path);
        json.WriteString("original"u8, setting.Original);
        json.WriteString("value"u8, setting.Value);
        if (setting.Was is not null)
        {
            json.WriteString("was"u8, setting.Was);
        }

        if (setting.Prevented is not null)
        {
            json.WriteString("prevented"u8, setting.Prevented);
        }

        json.WriteString("restore"u8, Word(setting.Restore));
        json.WriteEndObject();
    }

    // The path follows from the knob: what the file says of it is for people.
    private static TunedSetting? TryReadEntry(JsonElement item) =>
        StateJson.Text(item, "knob"u8) is { } name && KnobCatalog.TryFind(name, out var knob)
            && StateJson.Text(item, "original"u8) is { } original && TunedSetting.CanBeWritten(knob, original)
            && StateJson.Text(item, "value"u8) is { } value && IsValue(knob, value)
            ? new TunedSetting(name, original, value, Policy(StateJson.Text(item, "restore"u8)))
            {
                Was = StateJson.Text(item, "was"u8) is { } was && IsValue(knob, was) ? was : null,
                Prevented = StateJson.Text(item, "prevented"u8) is { } held && TunedSetting.CanBeWritten(knob, held)
                    ? held : null,
            }
            : null;

    // A knob that its partner has put out of force reads 0, also where 0 cannot be written.
    private static bool IsValue(Knob knob, string value) =>
        TunedSetting.CanBeWritten(knob, value) || (knob.Pair is not null && value == "0");

    private static string Word(RestorePolicy restore) => restore switch
    {
        RestorePolicy.OnClear => "on_clear",
        RestorePolicy.OnStop => "on_stop",
        _ => "never",
    };

    // A policy that is not known here still means that the setting is to go back some time.
    private static RestorePolicy Policy(string? word) => word switch
    {
        "on_clear" => RestorePolicy.OnClear,
        "never" => RestorePolicy.Never,
        _ => RestorePolicy.OnStop,
    };
}
