using System.Collections.Immutable;
using FragGuard.Config.Toml;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Whether the kernel log is read, and what else in it is proof: <c>true</c>, <c>false</c>, or
/// <c>{ also = [{ contains = "...", order = 9 }] }</c>.</summary>
internal static class KernelLogFormat
{
    private const string Also = "also";
    private const string Contains = "contains";
    private const string OrderKey = "order";
    private const int ShortestText = 4;
    private const int LongestText = 200;
    private const string Example = "{ also = [{ contains = \"mydriver: no DMA buffer\", order = 9 }] }";

    /// <summary>Reads it.</summary>
    internal static string? Read(object value, out (bool IsOn, ValueList<KernelLogPattern> Also) result)
    {
        result = (true, []);
        if (value is not TomlTable table)
        {
            var wrong = ValueFormat.Boolean(value, out var isOn);
            result = (isOn, []);
            return wrong?.Replace("expected true or false", $"expected true, false or {Example}",
                StringComparison.Ordinal);
        }

        foreach (var (key, _) in table)
        {
            if (key != Also)
            {
                return $"has an unknown key {ValueFormat.Shown(key)}; expected {Example}";
            }
        }

        if (table.GetValueOrDefault(Also)?.Value is not TomlArray { Count: > 0 } items)
        {
            return $"names no message; expected {Example}, or true";
        }

        if (items.Count > Limits.ListItems)
        {
            return $"has {items.Count} messages; at most {Limits.ListItems} are taken";
        }

        var patterns = ImmutableArray.CreateBuilder<KernelLogPattern>();
        foreach (var item in items)
        {
            if (ReadItem(item.Value, out var pattern) is { } wrong)
            {
                return $"message {patterns.Count + 1} of {Also} {wrong}";
            }

            patterns.Add(pattern);
        }

        result = (true, new ValueList<KernelLogPattern>(patterns.ToImmutable()));
        return null;
    }

    /// <summary>In this form, as TOML.</summary>
    internal static string Write(SamplingSettings sampling) => sampling.KernelLogAlso.Count == 0 || !sampling.KernelLog
        ? sampling.KernelLog ? "true" : "false"
        : $"{{ {Also} = [{sampling.KernelLogAlso.Join(", ", Item)}] }}";

    private static string Item(KernelLogPattern pattern) =>
        $"{{ {Contains} = {TomlValue.Text(pattern.Contains)}, {OrderKey} = {OrderFormat.Write(pattern.Order)} }}";

    private static string? ReadItem(object item, out KernelLogPattern pattern)
    {
        pattern = null!;   // Nobody looks at it where something is wrong.
        if (item is not TomlTable table)
        {
            return $"is {ValueFormat.Shown(item)}; expected {{ {Contains} = \"...\", {OrderKey} = 9 }}";
        }

        foreach (var (key, _) in table)
        {
            if (key is not (Contains or OrderKey))
            {
                return $"has an unknown key {ValueFormat.Shown(key)}; known here: {Contains}, {OrderKey}";
            }
        }

        if (table.GetValueOrDefault(Contains)?.Value is not string words
            || words.Trim().Length < ShortestText || words.Length > LongestText)
        {
            return $"needs {Contains}, a text of {ShortestText} to {LongestText} characters";
        }

        if (!table.TryGetValue(OrderKey, out var value))
        {
            return $"needs {OrderKey}, what it proves to be missing";
        }

        var wrong = OrderFormat.Read(value.Value, out var order);
        pattern = new KernelLogPattern(words, order);
        return wrong is null ? null : $"has an {OrderKey} that {wrong}";
    }
}
