using System.Text.Json;

namespace FragGuard.Daemon;

/// <summary>A member of the status that is a list of objects, and absent where the list is empty.</summary>
internal static class StatusList
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Inside an object.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="items">What it lists.</param>
    /// <param name="write">Writes the members of one.</param>
    internal static void Write<T>(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
