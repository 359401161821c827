using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using FragGuard.Config.Toml;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>One table of the file while it is read: hands out its settings, notes what is wrong with them, and refuses
/// what nobody asked for.</summary>
/// <remarks>A key is known because the code that reads the table asks for it; there is no second list of keys to
/// keep.</remarks>
/// <param name="table">The table.</param>
/// <param name="position">Where it stands, for what is missing in it.</param>
/// <param name="place">How messages name it, <c>watch "db"</c>; empty for the document itself.</param>
/// <param name="problems">Gets the mistakes.</param>
internal sealed class Section(TomlTable table, TomlPosition position, string place, ProblemLog problems)
{
    private readonly List<string> _known = [];
    private readonly HashSet<string> _wrong = new(StringComparer.Ordinal);

    /// <summary>How messages name the table.</summary>
    internal string Place { get; set; } = place;

    /// <summary>The keys that were asked for so far, in that order.</summary>
    internal IReadOnlyList<string> Known => _known;

    /// <summary>True if the file has the key.</summary>
    internal bool Has(string key) => table.ContainsKey(key);

    /// <summary>True if so many mistakes were noted that looking for more is of no use.</summary>
    internal bool HasEnoughProblems => problems.IsFull;

    /// <summary>True if all these keys are as the file means them: none is wrong, and none may be lost in a part of the
    /// file that could not be read. What they say together can be judged only then.</summary>
    internal bool IsSound(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (_wrong.Contains(key) || (problems.IsIncomplete && !Has(key)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A setting.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="fallback">What it is if the file does not say, or says it wrongly.</param>
    /// <param name="form">How it is written.</param>
    internal T Get<T>(string key, T fallback, ValueFormat<T> form) =>
        TryGet(key, form, out var found) ? found : fallback;

    /// <summary>A setting without a default.</summary>
    internal T? GetOrNull<T>(string key, ValueFormat<T> form)
        where T : struct => TryGet(key, form, out var found) ? found : null;

    /// <summary>A setting, if the file says it and says it right.</summary>
    internal bool TryGet<T>(string key, ValueFormat<T> form, [MaybeNullWhen(false)] out T found)
    {
        found = default;
        if (!TryGetRaw(key, out var value))
        {
            return false;
        }

        if (form(value, out found) is not { } wrong)
        {
            return true;
        }

        Refuse(key, wrong);
        return false;
    }

    /// <summary>A list; it is not empty unless the file does not say.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="form">How an item is written.</param>
    /// <param name="whenEmpty">What leaving the key out means, for who wrote an empty list.</param>
    /// <param name="example">A list as it should be.</param>
    /// <param name="mayRepeat">True if an item may be there twice.</param>
    internal ValueList<T> List<T>(
        string key, ValueFormat<T> form, string whenEmpty, string example, bool mayRepeat = false)
    {
        if (!TryGetRaw(key, out var value))
        {
            return [];
        }

        if (value is not TomlArray { IsOfTables: false, Count: > 0 } array)
        {
            Refuse(key, value is TomlArray { Count: 0 }
                ? $"is an empty list; {whenEmpty}"
                : $"is {ValueFormat.Shown(value)}; expected a list such as {example}");
            return [];
        }

        var items = ImmutableArray.CreateBuilder<T>();
        for (var i = 0; i < array.Count; i++)
        {
            if (i == Limits.ListItems)
            {
                RefuseItem(key, array, i, $"has {array.Count} items; at most {Limits.ListItems} are taken");
                break;
            }

            if (form(array[i].Value, out var item) is { } wrong)
            {
                RefuseItem(key, array, i, $"item {i + 1} {wrong}");
            }
            else if (!mayRepeat && items.Contains(item))
            {
                RefuseItem(key, array, i, $"has {ValueFormat.Shown(array[i].Value)} twice");
            }
            else
            {
                items.Add(item);
            }
        }

        return new ValueList<T>(items.ToImmutable());
    }

    /// <summary>The value of a key as TOML has it.</summary>
    internal bool TryGetRaw(string key, [NotNullWhen(true)] out object? value)
    {
        if (!_known.Contains(key))
        {
            _known.Add(key);
        }

        value = table.GetValueOrDefault(key)?.Value;
        return value is not null;
    }

    /// <summary>Where the value of a key stands; the table's own place for a key that the file does not have.</summary>
    internal TomlPosition At(string key) => Has(key) ? table[key].At : position;

    /// <summary>Where a key stands; the table's own place for a key that the file does not have.</summary>
    internal TomlPosition AtKey(string key) => Has(key) ? table[key].KeyAt : position;

    /// <summary>Notes what is wrong with the value of a key: the end of a sentence that names the key.</summary>
    internal void Refuse(string key, string wrong)
    {
        _wrong.Add(key);
        problems.Error(At(key), Named($"{key} {wrong}"));
    }

    /// <summary>Notes what is wrong with something inside the value of a key.</summary>
    internal void RefuseAt(string key, TomlPosition where, string wrong)
    {
        _wrong.Add(key);
        problems.Error(where, Named(wrong));
    }

    /// <summary>Notes what is wrong with the table as a whole.</summary>
    internal void Refuse(string wrong) => problems.Error(position, Named(wrong));

    /// <summary>Notes something to think about: the end of a sentence that names the key.</summary>
    internal void Warn(string key, string what) => problems.Warn(At(key), Named($"{key} {what}"));

    /// <summary>Notes something to think about, at any place.</summary>
    internal void WarnAt(TomlPosition where, string what) => problems.Warn(where, Named(what));

    /// <summary>Refuses every key that nobody has asked for. What such a key was meant to be is then not judged as
    /// absent.</summary>
    internal void RefuseUnknown()
    {
        foreach (var (key, item) in table)
        {
            if (_known.Contains(key))
            {
                continue;
            }

            if (problems.IsFull)
            {
                return;
            }

            var what = item.Value is TomlTable or TomlArray { IsOfTables: true } ? "table" : "key";
            problems.Error(item.KeyAt,
                Named($"unknown {what} {ValueFormat.Shown(key)}; {KeyCatalog.Advice(key, _known)}"));
            if (Spelling.Nearest(key, _known) is { } meant && !Has(meant))
            {
                _wrong.Add(meant);
            }
        }
    }

    /// <summary>Refuses a key that is probably this one misspelt, before any other key is known.</summary>
    /// <returns>False if there is no such key.</returns>
    internal bool RefuseMisspelt(string key)
    {
        var written = table.Keys.FirstOrDefault(name => Spelling.Nearest(name, [key]) is not null);
        if (written is not null)
        {
            RefuseAt(key, table[written].KeyAt, $"unknown key {ValueFormat.Shown(written)}; did you mean \"{key}\"?");
        }

        return written is not null;
    }

    private void RefuseItem(string key, TomlArray array, int index, string wrong) =>
        RefuseAt(key, array[index].At, $"{key} {wrong}");

    private string Named(string what) => Place.Length == 0 ? what : $"{Place}: {what}";
}
