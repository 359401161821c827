using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace FragGuard.Config.Toml;

/// <summary>A table: keys with their values and where they stand, in the order of the file.</summary>
/// <remarks>A value is a string, long, double, bool, <see cref="TomlTable"/>, <see cref="TomlArray"/>, or, for a date
/// or time, Tomlyn's <see cref="Tomlyn.Syntax.DateTimeValueSyntax"/>. Keys are case-sensitive.</remarks>
/// <param name="origin">How the file made it: decides what may still be added.</param>
/// <param name="position">Where its header or opening brace stands, or the part of a longer key that names it.</param>
/// <param name="depth">How many tables and arrays it stands in.</param>
internal sealed class TomlTable(TableOrigin origin = TableOrigin.Header, TomlPosition position = default, int depth = 0)
    : IEnumerable<KeyValuePair<string, object>>
{
    private readonly OrderedDictionary<string, Entry> _entries = [];

    internal TableOrigin Origin { get; set; } = origin;

    internal TomlPosition Position { get; set; } = position;

    internal int Depth => depth;

    internal int Count => _entries.Count;

    internal IEnumerable<string> Keys => _entries.Keys;

    internal object this[string key] => _entries[key].Value;

    internal bool ContainsKey(string key) => _entries.ContainsKey(key);

    internal bool TryGetValue(string key, [NotNullWhen(true)] out object? value)
    {
        value = _entries.TryGetValue(key, out var entry) ? entry.Value : null;
        return value is not null;
    }

    internal TomlPosition KeyPosition(string key) => _entries[key].KeyAt;

    /// <summary>Where a value starts; for a table with a header, the header.</summary>
    internal TomlPosition ValuePosition(string key) => _entries[key].ValueAt;

    /// <summary>Adds a key, or moves it: the header of a table may come after those of tables inside it.</summary>
    internal void Set(string key, TomlPosition keyAt, object value, TomlPosition valueAt) =>
        _entries[key] = new Entry(value, keyAt, valueAt);

    public IEnumerator<KeyValuePair<string, object>> GetEnumerator()
    {
        foreach (var (key, entry) in _entries)
        {
            yield return KeyValuePair.Create(key, entry.Value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // A class: a dictionary of structs is another one in the native program, and twice as much code.
    private sealed class Entry(object value, TomlPosition keyAt, TomlPosition valueAt)
    {
        internal object Value => value;

        internal TomlPosition KeyAt => keyAt;

        internal TomlPosition ValueAt => valueAt;
    }
}

/// <summary>How a file made a table.</summary>
internal enum TableOrigin
{
    /// <summary>The file itself, or a header: other headers may add tables to it, dotted keys may not.</summary>
    Header,

    /// <summary>A longer header, <c>[name.more]</c>: may still get its own header, or dotted keys, once.</summary>
    LongerHeader,

    /// <summary>A dotted key: may get more dotted keys, and tables with headers, but no header of its own.</summary>
    DottedKey,

    /// <summary>Braces: complete where they close.</summary>
    Inline,
}

/// <summary>An array: plain, <c>[1, 2, 3]</c>, or one of tables, which <c>[[name]]</c> headers make.</summary>
internal sealed class TomlArray(bool isOfTables = false)
{
    private readonly List<Element> _items = [];

    internal bool IsOfTables => isOfTables;

    internal int Count => _items.Count;

    internal object this[int index] => _items[index].Value;

    internal TomlPosition ValuePosition(int index) => _items[index].Position;

    internal void Add(object value, TomlPosition position) => _items.Add(new Element(value, position));

    private sealed class Element(object value, TomlPosition position)
    {
        internal object Value => value;

        internal TomlPosition Position => position;
    }
}
