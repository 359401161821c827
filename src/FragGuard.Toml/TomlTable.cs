using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace FragGuard.Toml;

/// <summary>A table: keys with their values, in the order of the document.</summary>
/// <remarks>
/// Keys are case-sensitive. Values are string, long, double, bool, <see cref="TomlDateTime"/>, <see cref="TomlTable"/>,
/// <see cref="TomlArray"/> and <see cref="TomlTableArray"/>; anything else is refused with an
/// <see cref="ArgumentException"/>. What was read from a document also knows where it stands there.
/// </remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "TOML calls it a table.")]
public sealed class TomlTable : IDictionary<string, object>
{
    private readonly OrderedDictionary<string, object> _values = [];
    // In step with _values: the same index is the same key.
    private readonly List<(TomlPosition Key, TomlPosition Value)> _positions = [];

    /// <summary>
    /// Where the table's header or opening brace stands; for a table that a dotted key or a longer header made, that
    /// part of the key. Default when the table was not read from a document.
    /// </summary>
    public TomlPosition Position { get; internal set; }

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public ICollection<string> Keys => _values.Keys;

    /// <inheritdoc/>
    public ICollection<object> Values => _values.Values;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    /// <summary>How the document made this table; decides what may still be added to it.</summary>
    internal TableOrigin Origin { get; set; } = TableOrigin.Header;

    /// <summary>How many tables and arrays this one stands in.</summary>
    internal int Depth { get; init; }

    /// <inheritdoc/>
    public object this[string key]
    {
        get => _values[key];
        set
        {
            var index = _values.IndexOf(key);
            if (index < 0)
            {
                Add(key, value);
                return;
            }

            _values.SetAt(index, TomlValue.Checked(value));
            _positions[index] = default;
        }
    }

    /// <summary>Where a key stands: its last part in a dotted key, the right part in a <c>[a.b]</c> header.</summary>
    /// <returns>The position; default when the key was not read from a document.</returns>
    /// <exception cref="KeyNotFoundException">The table has no such key.</exception>
    public TomlPosition KeyPosition(string key) => _positions[IndexOf(key)].Key;

    /// <summary>Where a key's value starts; for a table with a header, where the header stands.</summary>
    /// <returns>The position; default when the value was not read from a document.</returns>
    /// <exception cref="KeyNotFoundException">The table has no such key.</exception>
    public TomlPosition ValuePosition(string key) => _positions[IndexOf(key)].Value;

    /// <inheritdoc/>
    public void Add(string key, object value) => Add(key, default, value, default);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value) => _values.TryGetValue(key, out value);

    /// <inheritdoc/>
    public bool Remove(string key)
    {
        var index = _values.IndexOf(key);
        if (index < 0)
        {
            return false;
        }

        _values.RemoveAt(index);
        _positions.RemoveAt(index);
        return true;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _values.Clear();
        _positions.Clear();
    }

    /// <summary>Goes through the keys and their values in the order of the document.</summary>
    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) =>
        _values.TryGetValue(item.Key, out var value) && Equals(value, item.Value);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object>>)this).Contains(item) && Remove(item.Key);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object>>)_values).CopyTo(array, arrayIndex);

    /// <summary>Adds a key and its value as they stand in a document.</summary>
    internal void Add(string key, TomlPosition keyPosition, object value, TomlPosition valuePosition)
    {
        _values.Add(key, TomlValue.Checked(value));
        _positions.Add((keyPosition, valuePosition));
    }

    /// <summary>Moves a key, for a table whose own header came after the header of a table inside it.</summary>
    internal void Move(string key, TomlPosition keyPosition, TomlPosition valuePosition) =>
        _positions[IndexOf(key)] = (keyPosition, valuePosition);

    private int IndexOf(string key)
    {
        var index = _values.IndexOf(key);
        return index >= 0 ? index : throw new KeyNotFoundException($"the table has no key {TomlText.Key(key)}");
    }
}
