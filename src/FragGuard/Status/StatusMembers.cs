using System.Text.Json;

namespace FragGuard;

/// <summary>Reads members of the guard's status, which is another process's text: what has not the expected kind is
/// not there.</summary>
internal static class StatusMembers
{
    // No machine has been up for longer: ten thousand years.
    private const double MostSeconds = 3e11;

    /// <summary>A text of an object; null if it has none of that name.</summary>
    internal static string? Text(JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.String)?.GetString();

    /// <summary>The texts in an array of an object; none if it has no such array.</summary>
    internal static List<string> Texts(JsonElement parent, string name)
    {
        var texts = new List<string>();
        foreach (var item in Items(parent, name))
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
        }

        return texts;
    }

    /// <summary>A whole number of an object; null if it has none of that name.</summary>
    internal static ulong? Number(JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.Number) is { } number && number.TryGetUInt64(out var value) ? value : null;

    /// <summary>A time of an object, in seconds; null if it has none of that name, or one that cannot be.</summary>
    internal static TimeSpan? Seconds(JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.Number) is { } number ? Seconds(number) : null;

    /// <summary>A time in seconds; null if it is none, or one that cannot be.</summary>
    internal static TimeSpan? Seconds(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number
            && number.TryGetDouble(out var seconds) && seconds is >= 0 and < MostSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>A member of an object that is true.</summary>
    internal static bool Flag(JsonElement parent, string name) => Member(parent, name, JsonValueKind.True) is not null;

    /// <summary>The items of an array of an object; none if it has no such array.</summary>
    internal static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.Array) is { } array ? array.EnumerateArray() : default;

    /// <summary>A member of an object; null if it has none of that name and kind.</summary>
    internal static JsonElement? Member(JsonElement parent, string name, JsonValueKind kind) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var member)
        && member.ValueKind == kind ? member : null;
}
