using System.Text.Json;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The watches in force, as <c>status.json</c> has them: what a reader cannot take from the file, which may
/// have been changed or refused since.</summary>
internal static class StatusWatches
{
    /// <summary>Writes the member <c>watches</c>: those of the settings. What the daemon watches because of a failure
    /// in the kernel log is among the zones alone.</summary>
    internal static void Write(Utf8JsonWriter json, ValueList<WatchSettings> watches)
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

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
