using FragGuard.Policy;

namespace FragGuard;

/// <summary>The words and colours of a zone's state. The words are stable: other programs read them.</summary>
internal static class StateText
{
    /// <summary>The word in JSON and on the terminal.</summary>
    internal static string Word(this ZoneState state) => state switch
    {
        ZoneState.Ok => "ok",
        ZoneState.Falling => "falling",
        _ => "breached",
    };

    /// <summary>The state of a word; null if it is none.</summary>
    internal static ZoneState? Parse(string? word) => word switch
    {
        "ok" => ZoneState.Ok,
        "falling" => ZoneState.Falling,
        "breached" => ZoneState.Breached,
        _ => null,
    };

    /// <summary>Its colour.</summary>
    internal static Tone Tone(this ZoneState state) => state switch
    {
        ZoneState.Ok => FragGuard.Tone.Good,
        ZoneState.Falling => FragGuard.Tone.Warn,
        _ => FragGuard.Tone.Bad,
    };
}
