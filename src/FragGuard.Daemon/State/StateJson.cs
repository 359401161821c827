using System.Text.Json;

namespace FragGuard.Daemon;

/// <summary>Reads state files as what they are: input. Nothing here throws for what a file holds.</summary>
/// <remarks>System.Text.Json throws on a value of another kind, on a number out of range and on text that is no UTF-8
/// or holds half a surrogate pair: here each of them is a value that is not there.</remarks>
internal static class StateJson
{
    /// <summary>Parses a document whose root is an object.</summary>
    /// <returns>Null if it is none; the caller disposes of it otherwise.</returns>
    internal static JsonDocument? TryParse(byte[] content)
    {
        try
        {
            var document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // No JSON.
        }

        return null;
    }

    /// <summary>A whole number in a range.</summary>
    internal static long? Number(JsonElement parent, ReadOnlySpan<byte> name, long least, long most) =>
        TryGet(parent, name) is { } value ? Number(value, least, most) : null;

    /// <summary>A whole number in a range.</summary>
    internal static long? Number(JsonElement value, long least, long most) =>
        value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : null;

    /// <summary>True only for a true that is there.</summary>
    internal static bool Flag(JsonElement parent, ReadOnlySpan<byte> name) =>
        TryGet(parent, name) is { ValueKind: JsonValueKind.True };

    /// <summary>A text.</summary>
    internal static string? Text(JsonElement parent, ReadOnlySpan<byte> name)
    {
        if (TryGet(parent, name) is not { ValueKind: JsonValueKind.String } value)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The items of an array; none if it is not there.</summary>
    internal static IEnumerable<JsonElement> Items(JsonElement parent, ReadOnlySpan<byte> name) =>
        TryGet(parent, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>True if the array is there, empty or not.</summary>
    internal static bool HasArray(JsonElement parent, ReadOnlySpan<byte> name) =>
        TryGet(parent, name) is { ValueKind: JsonValueKind.Array };

    private static JsonElement? TryGet(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : null;
}

/// <summary>Which boot a state file belongs to.</summary>
internal static class BootIds
{
    /// <summary>True only if both are known and differ: what cannot be read proves nothing.</summary>
    internal static bool AreOfDifferentBoots(string? stored, string present) =>
        !string.IsNullOrEmpty(stored) && present.Length > 0 && stored != present;
}
