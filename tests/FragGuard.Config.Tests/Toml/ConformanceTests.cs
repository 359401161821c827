using System.Globalization;
using System.Text.Json;
using FragGuard.Config.Toml;
using FragGuard.TomlTestDecoder;

namespace FragGuard.Config.Tests;

/// <summary>Every case of toml-lang/toml-test for TOML 1.1.0, by the reader that reads the configuration.</summary>
public sealed class ConformanceTests
{
    [ConformanceFact]
    public void Read_ValidCases_GiveTheExpectedValues()
    {
        var cases = Cases("valid/");
        var wrong = cases.Where(path => Decoded(path) is not { } json || !Same(Expected(path), json)).ToList();

        Assert.Empty(wrong);
        Assert.Equal(220, cases.Count);
    }

    [ConformanceFact]
    public void Read_InvalidCases_AreRefused()
    {
        var cases = Cases("invalid/");
        var accepted = cases.Where(path => Decoded(path) is not null).ToList();

        Assert.Empty(accepted);
        Assert.Equal(492, cases.Count);
    }

    private static string InSuite(string path) => Path.Combine(ConformanceFactAttribute.SuiteFolder!, path);

    private static List<string> Cases(string kind) =>
        File.ReadLines(InSuite("files-toml-1.1.0"))
            .Where(line => line.StartsWith(kind, StringComparison.Ordinal))
            .Where(line => line.EndsWith(".toml", StringComparison.Ordinal))
            .ToList();

    private static JsonElement Expected(string path) =>
        JsonDocument.Parse(File.ReadAllBytes(InSuite(Path.ChangeExtension(path, ".json")))).RootElement;

    private static JsonElement? Decoded(string path)
    {
        var table = TomlReader.Read(File.ReadAllBytes(InSuite(path)), out var errors);
        if (errors.Count > 0)
        {
            return null;
        }

        using var json = new MemoryStream();
        TaggedJson.Write(table, json);
        return JsonDocument.Parse(json.ToArray()).RootElement;
    }

    private static bool Same(JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind != actual.ValueKind)
        {
            return false;
        }

        if (expected.ValueKind == JsonValueKind.Array)
        {
            return expected.GetArrayLength() == actual.GetArrayLength()
                && expected.EnumerateArray().Zip(actual.EnumerateArray()).All(pair => Same(pair.First, pair.Second));
        }

        if (expected.ValueKind == JsonValueKind.String)
        {
            return expected.GetString() == actual.GetString();
        }

        var members = expected.EnumerateObject().ToList();
        return IsScalar(expected)
            ? IsScalar(actual) && SameScalar(expected, actual)
            : members.Count == actual.EnumerateObject().Count()
                && members.All(member => actual.TryGetProperty(member.Name, out var value)
                    && Same(member.Value, value));
    }

    private static bool IsScalar(JsonElement element) =>
        element.EnumerateObject().Count() == 2
        && element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && element.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String;

    private static bool SameScalar(JsonElement expected, JsonElement actual)
    {
        var type = expected.GetProperty("type").GetString();
        var one = expected.GetProperty("value").GetString()!;
        var other = actual.GetProperty("value").GetString()!;
        return type == actual.GetProperty("type").GetString() && type switch
        {
            "float" => Number(one).Equals(Number(other)),
            "datetime" or "datetime-local" or "time-local" => WithoutTrailingZeros(one) == WithoutTrailingZeros(other),
            _ => one == other,
        };
    }

    private static double Number(string text) => text switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    /// <summary>A fraction of a second may be written with more or fewer zeros at its end.</summary>
    private static string WithoutTrailingZeros(string time)
    {
        var dot = time.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return time;
        }

        var end = time.IndexOfAny(['Z', '+', '-'], dot);
        var fraction = end < 0 ? time[dot..] : time[dot..end];
        return time[..dot] + fraction.TrimEnd('0').TrimEnd('.') + (end < 0 ? "" : time[end..]);
    }
}
