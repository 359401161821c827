using System.Text.Json;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What <c>[prevent]</c> asks for and how it stands, as <c>/run/fragguard/status.json</c> has it; nothing
/// where it asks for nothing.</summary>
internal static class StatusPrevention
{
    /// <summary>Writes it into the object.</summary>
    internal static void Write(Utf8JsonWriter json, IReadOnlyList<PreventedSetting> prevented, bool isDryRun)
    {
        if (prevented.Count == 0)
        {
            return;
        }

        json.WriteStartArray("prevented"u8);
        foreach (var setting in prevented)
        {
            json.WriteStartObject();
            json.WriteString("knob"u8, setting.Knob);
            json.WriteString("value"u8, setting.Value);
            json.WriteString("state"u8, Word(setting.State, isDryRun));
            if (setting.Why is not null)
            {
                json.WriteString("why"u8, setting.Why);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The state in a word.</summary>
    private static string Word(PreventionState state, bool isDryRun) => state switch
    {
        PreventionState.Waiting when isDryRun => "dry-run",
        PreventionState.Held => "held",
        PreventionState.AlreadySo => "already-so",
        PreventionState.Absent => "absent",
        PreventionState.Refused => "refused",
        PreventionState.LeftAlone => "left-alone",
        _ => "waiting",
    };
}
