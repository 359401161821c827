using System.Globalization;
using System.Text.RegularExpressions;

namespace FragGuard.Testing;

/// <summary>Prometheus text, read strictly: what `promtool check metrics` and node_exporter's textfile collector ask
/// for, as far as it can be told without them.</summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, (string Type, string Help)> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);

    /// <summary>Every series with its labels, as written.</summary>
    internal IReadOnlyDictionary<string, double> Samples => _samples;

    internal IReadOnlyDictionary<string, (string Type, string Help)> Families => _families;

    internal double this[string series] => _samples.TryGetValue(series, out var value)
        ? value
        : throw new KeyNotFoundException($"{series}; there are {string.Join(' ', _samples.Keys)}");

    internal bool Has(string series) => _samples.ContainsKey(series);

    /// <summary>Reads it; anything that is not as it should be fails the test.</summary>
    internal static Exposition Parse(string text)
    {
        var read = new Exposition();
        Check(text.EndsWith('\n'), "the last line ends with a newline");
        Check(!text.Contains('\r', StringComparison.Ordinal), "no carriage return");
        string? family = null;
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (HelpLine().Match(line) is { Success: true } help)
            {
                Check(done.Add(family = help.Groups[1].Value), $"{family}: its samples are in one piece");
                read._families[family] = ("", help.Groups[2].Value);
            }
            else if (TypeLine().Match(line) is { Success: true } type)
            {
                Check(type.Groups[1].Value == family, $"TYPE behind HELP: {line}");
                read._families[family!] = (type.Groups[2].Value, read._families[family!].Help);
            }
            else
            {
                read.TakeSample(line, family);
            }
        }

        read.Lint();
        return read;
    }

    private void TakeSample(string line, string? family)
    {
        // A name, labels, a value and no timestamp.
        var match = SampleLine().Match(line);
        Check(match.Success, $"a sample: {line}");
        Check(match.Groups[1].Value == family, $"it belongs to the family before it: {line}");
        Check(
            double.TryParse(match.Groups[3].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value),
            $"a number: {line}");
        Check(_samples.TryAdd(match.Groups[1].Value + match.Groups[2].Value, value), $"once: {line}");
    }

    private void Lint()
    {
        foreach (var (name, (type, help)) in _families)
        {
            Check(name.StartsWith("fragguard_", StringComparison.Ordinal), $"{name}: the prefix");
            Check(LowerCase().IsMatch(name), $"{name}: lower case");
            Check(help.Length > 10 && help.EndsWith('.'), $"{name}: a sentence");
            Check(!help.Contains('\\', StringComparison.Ordinal), $"{name}: no escape in HELP");
            Check(name.EndsWith("_total", StringComparison.Ordinal) == (
                type == "counter"), $"{name}: a counter ends in _total");
            Check(type is "counter" or "gauge", $"{name}: {type}");
            Check(!BadUnit().IsMatch(name), $"{name}: base units");
            Check(_samples.Keys.Any(series =>
                series == name || series.StartsWith(name + "{", StringComparison.Ordinal)), $"{name}: has samples");
            Check(type != "counter" || _samples.Where(sample => sample.Key.StartsWith(name, StringComparison.Ordinal))
                .All(sample => sample.Value >= 0), name);
        }
    }

    private static void Check(bool isSo, string what)
    {
        if (!isSo)
        {
            throw new InvalidDataException(what);
        }
    }

    [GeneratedRegex("^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$")]
    private static partial Regex HelpLine();

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)$")]
    private static partial Regex TypeLine();

    private const string LabelPair = "[a-z_]+=\"(?:[^\"\\\\\n]|\\\\[\\\\n\"])*\"";

    [GeneratedRegex($"^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{{{LabelPair}(?:,{LabelPair})*\\}})? ([0-9.]+)$")]
    private static partial Regex SampleLine();

    [GeneratedRegex("^[a-z0-9_]+$")]
    private static partial Regex LowerCase();

    [GeneratedRegex(
        "_(ms|milliseconds|us|microseconds|minutes|hours|kb|kib|mb|kilobytes|percent|permille|gauge|counter)(_|$)")]
    private static partial Regex BadUnit();
}
