using System.Collections.ObjectModel;

namespace FragGuard.Toml;

/// <summary>A plain array, <c>[1, 2, 3]</c>. Its values need not be of one type.</summary>
/// <remarks>
/// Holds string, long, double, bool, <see cref="TomlDateTime"/>, <see cref="TomlTable"/>, <see cref="TomlArray"/> and
/// <see cref="TomlTableArray"/>; anything else is refused with an <see cref="ArgumentException"/>.
/// </remarks>
public sealed class TomlArray : Collection<object>
{
    private readonly List<TomlPosition> _positions = [];

    /// <summary>Where the opening bracket stands; default when the array was not read from a document.</summary>
    public TomlPosition Position { get; internal set; }

    /// <summary>Where a value stands; default when the value was not read from a document.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no value at that index.</exception>
    public TomlPosition ValuePosition(int index) => _positions[index];

    /// <summary>Adds a value that was read from a document.</summary>
    internal void Add(object value, TomlPosition position)
    {
        Add(value);
        _positions[^1] = position;
    }

    /// <inheritdoc/>
    protected override void InsertItem(int index, object item)
    {
        base.InsertItem(index, TomlValue.Checked(item));
        _positions.Insert(index, default);
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, object item)
    {
        base.SetItem(index, TomlValue.Checked(item));
        _positions[index] = default;
    }

    /// <inheritdoc/>
    protected override void RemoveItem(int index)
    {
        base.RemoveItem(index);
        _positions.RemoveAt(index);
    }

    /// <inheritdoc/>
    protected override void ClearItems()
    {
        base.ClearItems();
        _positions.Clear();
    }
}
