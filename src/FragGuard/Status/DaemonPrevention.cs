using System.Text.Json;

namespace FragGuard;

/// <summary>A setting that the daemon holds, or cannot hold.</summary>
/// <param name="Knob">The knob.</param>
/// <param name="Value">The value that it is to have.</param>
/// <param name="State">How it stands, in the daemon's word.</param>
/// <param name="Why">Why, as the end of a sentence that names the knob; null if it did not say.</param>
internal sealed record DaemonSetting(string Knob, string Value, string State, string? Why)
{
    /// <summary>How it stands, as a sentence without a full stop.</summary>
    internal string Words => State switch
    {
        "held" => $"{Knob} is held at {Value}",
        "already-so" => $"{Knob} was {Value} or better already",
        "dry-run" => $"{Knob} would be held at {Value}",
        "waiting" when Why is null => $"{Knob} is not set to {Value} yet",
        _ => $"{Knob} {Why ?? $"is not held at {Value}: {State}"}",
    };

    /// <summary>Reads them from the daemon's status.</summary>
    internal static List<DaemonSetting> AllOf(JsonElement status)
    {
        var settings = new List<DaemonSetting>();
        foreach (var item in DaemonView.Items(status, "prevented"))
        {
            if (DaemonView.Text(item, "knob") is { } knob && DaemonView.Text(item, "value") is { } value
                && DaemonView.Text(item, "state") is { } state)
            {
                settings.Add(new DaemonSetting(knob, value, state, DaemonView.Text(item, "why")));
            }
        }

        return settings;
    }

    /// <summary>Writes them into the daemon's object of <c>status --json</c>; nothing where there are none.</summary>
    internal static void Write(Utf8JsonWriter json, IReadOnlyList<DaemonSetting> settings)
    {
        if (settings.Count == 0)
        {
            return;
        }

        json.WriteStartArray("prevented"u8);
        foreach (var setting in settings)
        {
            json.WriteStartObject();
            json.WriteString("knob"u8, setting.Knob);
            json.WriteString("value"u8, setting.Value);
            json.WriteString("state"u8, setting.State);
            json.WriteString("why"u8, setting.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
