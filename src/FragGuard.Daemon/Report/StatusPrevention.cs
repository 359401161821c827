using System.Text.Json;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>A kernel setting that <c>[prevent]</c> asks for, as <c>/run/fragguard/status.json</c> and
/// <c>status --json</c> have it.</summary>
/// <param name="Knob">The kernel file, by its name in the configuration.</param>
/// <param name="Value">The value that it is to have.</param>
/// <param name="State">How it stands, in a word.</param>
/// <param name="Why">Why, as the end of a sentence that names the knob; null if there is nothing to say.</param>
internal sealed record StatusPrevention(string Knob, string Value, string State, string? Why)
{
    /// <summary>What the guard shows.</summary>
    internal static StatusPrevention Of(PreventedSetting setting, bool isDryRun) =>
        new(setting.Knob, setting.Value, Word(setting.State, isDryRun), setting.Why);

    /// <summary>Writes the member <c>prevented</c>; none where nothing is asked for.</summary>
    internal static void Write(Utf8JsonWriter json, IReadOnlyList<StatusPrevention> settings) =>
        StatusList.Write(json, "prevented"u8, settings, static (json, setting) =>
        {
            json.WriteString("knob"u8, setting.Knob);
            json.WriteString("value"u8, setting.Value);
            json.WriteString("state"u8, setting.State);
            json.WriteString("why"u8, setting.Why);
        });

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
