using System.Text.Json;
using FragGuard.Daemon;

namespace FragGuard;

/// <summary>The kernel settings of <c>[prevent]</c> in the guard's status.</summary>
internal static class DaemonPrevention
{
    /// <summary>How it stands, as a sentence without a full stop.</summary>
    internal static string Words(StatusPrevention setting) => setting.State switch
    {
        "held" => $"{setting.Knob} is held at {setting.Value}",
        "already-so" => $"{setting.Knob} was {setting.Value} or better already",
        "dry-run" => $"{setting.Knob} would be held at {setting.Value}",
        "waiting" when setting.Why is null => $"{setting.Knob} is not set to {setting.Value} yet",
        _ => $"{setting.Knob} {setting.Why ?? $"is not held at {setting.Value}: {setting.State}"}",
    };

    /// <summary>Reads them from the guard's status.</summary>
    internal static List<StatusPrevention> AllOf(JsonElement status)
    {
        var settings = new List<StatusPrevention>();
        foreach (var item in StatusMembers.Items(status, "prevented"))
        {
            if (StatusMembers.Text(item, "knob") is { } knob && StatusMembers.Text(item, "value") is { } value
                && StatusMembers.Text(item, "state") is { } state)
            {
                settings.Add(new StatusPrevention(knob, value, state, StatusMembers.Text(item, "why")));
            }
        }

        return settings;
    }
}
