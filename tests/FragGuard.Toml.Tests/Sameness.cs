namespace FragGuard.Toml.Tests;

/// <summary>Compares values by what they say: the order of keys, and where things stand, does not matter.</summary>
internal static class Sameness
{
    public static bool Same(object one, object other) => (one, other) switch
    {
        (TomlTable a, TomlTable b) =>
            a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var value) && Same(pair.Value, value)),
        (TomlArray a, TomlArray b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (TomlTableArray a, TomlTableArray b) =>
            a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (double.NaN, double.NaN) => true,
        (double a, double b) => a.Equals(b) && double.IsNegative(a) == double.IsNegative(b),
        _ => one.Equals(other),
    };
}
