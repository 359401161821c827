using System.Globalization;
using FragGuard.Config.Toml;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Reads <c>set</c> of a tune rung or of <c>[prevent]</c>: knobs with their values, or with the least or most
/// that they should be.</summary>
/// <remarks>A knob's name holds a dot: <c>"vm.swappiness"</c> in quotes is a key, without quotes it is a table in a
/// table. Both are taken, because both are what people write.</remarks>
internal sealed class TuneSetReader(Section section, KernelVersion? kernel, bool isPrevention = false)
{
    /// <summary>The key.</summary>
    internal const string Key = "set";

    private const int LongestValue = 32;
    private const string AtLeast = "at_least";
    private const string AtMost = "at_most";
    private const string Example = "set = { \"vm.swappiness\" = 10 }";

    private readonly List<ReadEntry> _entries = [];

    /// <summary>The settings to make; empty if there is none that is right.</summary>
    internal ValueList<TuneEntry> Read()
    {
        if (!section.TryGetRaw(Key, out var value))
        {
            return [];
        }

        if (value is not TomlTable { Count: > 0 } table)
        {
            section.Refuse(Key, value is TomlTable
                ? $"is empty, so {(isPrevention ? "nothing is held" : "the rung sets nothing")}; write for example "
                    + Example
                : $"is {ValueFormat.Shown(value)}; expected {Example}");
            return [];
        }

        ReadTable(table, prefix: "");
        JudgePairs();
        return [.. _entries.ConvertAll(entry => entry.Entry)];
    }

    /// <summary>The settings as TOML.</summary>
    internal static string Write(ValueList<TuneEntry> set) => $"{{ {set.Join(", ", Write)} }}";

    private static string Write(TuneEntry entry)
    {
        var isNumber = KnobCatalog.TryFind(entry.Knob, out var knob) && knob.Kind != KnobKind.Choice
            && long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        var value = isNumber ? entry.Value : TomlValue.Text(entry.Value);
        var bound = entry.Rule switch
        {
            TuneRule.AtLeast => $"{{ {AtLeast} = {value} }}",
            TuneRule.AtMost => $"{{ {AtMost} = {value} }}",
            _ => value,
        };
        return $"{TomlValue.Key(entry.Knob)} = {bound}";
    }

    /// <summary>Refuses a rung without the key.</summary>
    internal static void RefuseAbsent(Section section)
    {
        if (section.Has("restore"))
        {
            section.Refuse("restore",
                $"is there, but set is not, so there is nothing to put back; add for example {Example}");
        }
        else
        {
            section.Refuse($"sets nothing; add for example {Example}");
        }
    }

    private void ReadTable(TomlTable table, string prefix)
    {
        foreach (var (key, item) in table)
        {
            if (section.HasEnoughProblems)
            {
                return;
            }

            var name = prefix + key;
            if (KnobCatalog.TryFind(name, out var knob))
            {
                ReadKnob(knob, item);
            }
            else if (prefix.Length == 0 && item.Value is TomlTable inner
                && !name.Contains('.', StringComparison.Ordinal)
                && !inner.Keys.Any(bound => bound is AtLeast or AtMost))
            {
                ReadTable(inner, name + ".");
            }
            else
            {
                Refuse(item.KeyAt, $"set: unknown kernel setting {ValueFormat.Shown(name)}; {Advice(name)}");
            }
        }
    }

    private void ReadKnob(Knob knob, TomlItem item)
    {
        var keyAt = item.KeyAt;
        if (_entries.Exists(entry => entry.Knob == knob))
        {
            Refuse(keyAt, $"set: {knob.Name} is there twice");
            return;
        }

        var rule = TuneRule.Exactly;
        if (item.Value is TomlTable bounds)
        {
            if (ReadBound(knob, bounds, item.At, out rule) is not { } bound)
            {
                return;
            }

            item = bound;
        }

        var (value, at) = (item.Value, item.At);
        if (TextOf(knob, value) is not { } text)
        {
            Refuse(at, $"set: {knob.Name} is {ValueFormat.Shown(value)}; expected {Expected(knob)}");
        }
        else if (text.Length > LongestValue || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            Refuse(at, $"set: {knob.Name} is {ValueFormat.Shown(text)}; expected {Expected(knob)}");
        }
        else if (knob.Check(text, kernel) is { } wrong)
        {
            Refuse(at, $"set: {knob.Name} {wrong}");
        }
        else if (isPrevention && knob.Pair is { } pair)
        {
            Refuse(keyAt, $"set: {knob.Name} cannot be held, because it and {pair} are one limit in two units; "
                + "a tune rung may set it");
        }
        else
        {
            Take(new TuneEntry(knob.Name, rule, text), knob, at);
        }
    }

    private void Take(TuneEntry entry, Knob knob, TomlPosition at)
    {
        _entries.Add(new ReadEntry(entry, knob, at));
        if (!knob.NeverLower)
        {
            return;
        }

        if (entry.Rule == TuneRule.AtMost)
        {
            Refuse(at,
                $"set: {knob.Name} is never lowered, because that may harm the machine at once, so {AtMost} does "
                + $"nothing; write {{ {AtLeast} = {entry.Value} }}");
        }
        else if (entry.Rule == TuneRule.Exactly)
        {
            section.WarnAt(
                at,
                $"set: {knob.Name} is never lowered and stays where it is higher; say {{ {AtLeast} = {entry.Value} }}");
        }
    }

    /// <summary>Takes <c>{ at_least = 10 }</c> apart.</summary>
    /// <returns>The bound; null if it is wrong, and that has been noted.</returns>
    private TomlItem? ReadBound(Knob knob, TomlTable bounds, TomlPosition at, out TuneRule rule)
    {
        rule = bounds.ContainsKey(AtLeast) ? TuneRule.AtLeast : TuneRule.AtMost;
        var key = rule == TuneRule.AtLeast ? AtLeast : AtMost;
        var unknown = bounds.Keys.FirstOrDefault(name => name is not (AtLeast or AtMost));
        if (unknown is not null)
        {
            var meant = Spelling.Nearest(unknown, [AtLeast, AtMost]) is { } nearest
                ? $"did you mean \"{nearest}\"?"
                : $"expected {AtLeast} or {AtMost}";
            Refuse(bounds[unknown].KeyAt, $"set: {knob.Name}: unknown key {ValueFormat.Shown(unknown)}; {meant}");
            return null;
        }

        var wrong = bounds.Count switch
        {
            0 => $"is an empty table; expected {Expected(knob)}, {{ {AtLeast} = n }} or {{ {AtMost} = n }}",
            2 => $"has both {AtLeast} and {AtMost}; choose one",
            _ when knob.Kind == KnobKind.Number => null,
            _ => $"takes {Expected(knob)}: {key} has no meaning for it",
        };
        if (wrong is not null)
        {
            Refuse(at, $"set: {knob.Name} {wrong}");
            return null;
        }

        return bounds[key];
    }

    private void JudgePairs()
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            var (_, knob, at) = _entries[i];
            if (_entries.FindIndex(entry => entry.Knob.Name == knob.Pair) is var other && other >= 0 && other < i)
            {
                Refuse(at,
                    $"set: {knob.Name} and {knob.Pair} are one limit in two units, and writing one resets the other; "
                    + "choose one");
            }
        }
    }

    private static string? TextOf(Knob knob, object value) => value switch
    {
        long number => number.ToString(CultureInfo.InvariantCulture),
        string text => text,
        bool truth when knob.Kind == KnobKind.Flag => truth ? "1" : "0",
        _ => null,
    };

    private static string Expected(Knob knob) => knob.Kind switch
    {
        KnobKind.Number => "a whole number",
        KnobKind.Flag => "0 or 1",
        _ => string.Join(" or ", knob.Choices.Select(TomlValue.Text)),
    };

    private static string Advice(string name)
    {
        var names = KnobCatalog.All.Select(knob => knob.Name).ToList();
        var plain = name.TrimStart('/').Replace('/', '.');
        plain = plain.StartsWith("proc.sys.", StringComparison.Ordinal) ? plain["proc.sys.".Length..] : plain;
        var file = plain[(plain.LastIndexOf('.') + 1)..];
        var meant = KnobCatalog.All.FirstOrDefault(knob => knob.RelativePath == name.TrimStart('/'))?.Name
            ?? names.Find(known => known == plain)
            ?? Spelling.Nearest(plain, names)
            ?? names.Find(known => known == "vm." + file || known == "thp." + file);
        return meant is null ? "\"fragguard check --system\" lists those that there are" : $"did you mean \"{meant}\"?";
    }

    private void Refuse(TomlPosition at, string wrong) => section.RefuseAt(Key, at, wrong);

    private sealed record ReadEntry(TuneEntry Entry, Knob Knob, TomlPosition At);
}
