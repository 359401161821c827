using System.Collections.ObjectModel;

namespace FragGuard.Toml;

/// <summary>An array of tables: what <c>[[name]]</c> headers make, one table each.</summary>
/// <remarks>An array written as <c>[{ ... }, { ... }]</c> is a <see cref="TomlArray"/> of tables instead.</remarks>
public sealed class TomlTableArray : Collection<TomlTable>
{
    /// <summary>Where the first header stands; default when the array was not read from a document.</summary>
    public TomlPosition Position { get; internal set; }

    /// <summary>Where a table's header stands; default when the table was not read from a document.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no table at that index.</exception>
    public TomlPosition ValuePosition(int index) => this[index].Position;

    /// <inheritdoc/>
    protected override void InsertItem(int index, TomlTable item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.InsertItem(index, item);
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, TomlTable item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.SetItem(index, item);
    }
}
