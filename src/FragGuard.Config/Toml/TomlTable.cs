namespace FragGuard.Config.Toml;

/// <summary>A table: case-sensitive keys with their values, in the order of the file.</summary>
/// <param name="origin">How the file made it: decides what may still be added.</param>
/// <param name="position">Where its header or opening brace stands, or the part of a longer key that names it.</param>
/// <param name="depth">How many tables and arrays it stands in.</param>
internal sealed class TomlTable(TableOrigin origin = TableOrigin.Header, TomlPosition position = default, int depth = 0)
    : OrderedDictionary<string, TomlItem>
{
    internal TableOrigin Origin { get; set; } = origin;

    internal TomlPosition Position { get; set; } = position;

    internal int Depth => depth;
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
internal sealed class TomlArray(IEnumerable<TomlItem> items, bool isOfTables = false) : List<TomlItem>(items)
{
    internal bool IsOfTables => isOfTables;
}

/// <summary>What a key has, or an array.</summary>
/// <param name="Value">A string, long, double, bool, <see cref="TomlTable"/>, <see cref="TomlArray"/>, or, for a date
/// or time, Tomlyn's <see cref="Tomlyn.Syntax.DateTimeValueSyntax"/>.</param>
/// <param name="At">Where it starts; for a table with a header, the header.</param>
/// <param name="KeyAt">Where its key stands, in the table that it is in; in an array, where it starts.</param>
// A class: a dictionary of structs is another one in the native program, and twice as much code.
internal sealed record TomlItem(object Value, TomlPosition At, TomlPosition KeyAt);
