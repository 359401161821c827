using System.Text.Json;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The watches in force, as <c>status.json</c> has them: what a reader cannot take from the file, which may
/// have been changed or refused since.</summary>
internal static class StatusWatches
{
    /// <summary>Writes the member <c>watches</c>: those of the settings. What the guard watches because of a failure
    /// in the kernel log is among the zones alone.</summary>
    internal static void Write(
        Utf8JsonWriter json, ValueList<WatchSettings> watches, IReadOnlyList<OpenWindow> windows)
    {
        json.WriteStartArray("watches"u8);
        foreach (var watch in watches)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, watch.Name);
            json.WriteString("order_unit"u8, watch.Order.Unit.ToString().ToLowerInvariant());
            json.WriteNumber("order_value"u8, watch.Order.Value);
            json.WriteNumber("for_s"u8, Math.Round(watch.For.TotalSeconds, 3));
            if (watch.UnusableAbovePermille is { } permille)
            {
                json.WriteNumber("unusable_above"u8, permille);
            }

            if (watch.StallsAbove is { } stalls)
            {
                json.WriteNumber("stalls_above"u8, stalls);
            }

            if (watch.During is { } window)
            {
                json.WriteString("during"u8, window);
                json.WriteBoolean("waiting"u8, !windows.Any(open => open.Name == window));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the member <c>windows</c>: those that are open and that a watch waits for.</summary>
    internal static void WriteWindows(Utf8JsonWriter json, IReadOnlyList<OpenWindow> windows, TimeSpan offset)
    {
        json.WriteStartArray("windows"u8);
        foreach (var window in windows)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, window.Name);
            json.WriteNumber("until_s"u8, Math.Round(Math.Max(0, (window.Until + offset).TotalSeconds), 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
