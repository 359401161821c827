using System.Globalization;

namespace FragGuard.Toml.Reading;

/// <summary>Builds the tables of a document, and holds TOML's rules on what may be defined after what.</summary>
/// <remarks>
/// In short: nothing is defined twice. A header opens a table once; it may come after the headers of tables inside it.
/// A table that dotted keys made has no header. An inline table and a plain array are complete where they close.
/// <c>[[x]]</c> adds to what <c>[[x]]</c> began, and <c>[x.y]</c> then speaks of the last of them.
/// </remarks>
internal sealed class DocumentBuilder
{
    /// <summary>Why a value or a key is refused that stands in too many others.</summary>
    public static readonly string TooDeep = string.Create(
        CultureInfo.InvariantCulture, $"tables and arrays can be nested at most {TomlReader.MaxNesting} deep");

    // Keys that have a value which could not be read, so that what follows from that is not a second mistake.
    private readonly Dictionary<(TomlTable Table, string Key), TomlPosition> _broken = [];

    /// <summary>The document.</summary>
    public TomlTable Root { get; } = new() { Position = new(1, 1) };

    /// <summary>
    /// The table that keys now go to; one outside the document, when its header could not be understood.
    /// </summary>
    public TomlTable Current { get; private set; }

    /// <summary>Starts with an empty document.</summary>
    public DocumentBuilder() => Current = Root;

    /// <summary>
    /// Makes the keys up to the next header go nowhere, because their header could not be understood.
    /// </summary>
    public void OpenNowhere() => Current = new();

    /// <summary>Opens the table of a header.</summary>
    /// <returns>What speaks against it; then the keys up to the next header go nowhere.</returns>
    public Conflict? Open(List<KeyPart> path, TomlPosition header, bool isArray)
    {
        OpenNowhere();
        var table = Root;
        for (var i = 0; i < path.Count - 1; i++)
        {
            if (EnterByHeader(path, i, isArray, table, out var conflict) is not { } next)
            {
                return conflict;
            }

            table = next;
        }

        if (IsBroken(table, path[^1].Name))
        {
            return null;
        }

        return isArray ? OpenElement(path, table, header) : OpenTable(path, table, header);
    }

    /// <summary>Finds the place of a key, dotted or not, and makes the tables on the way there.</summary>
    /// <returns>What speaks against it. The slot is null then, and also after a key whose value is broken.</returns>
    public Conflict? Resolve(TomlTable table, List<KeyPart> path, out Slot? slot)
    {
        slot = null;
        for (var i = 0; i < path.Count - 1; i++)
        {
            if (EnterByDottedKey(path, i, table, out var conflict) is not { } next)
            {
                return conflict;
            }

            table = next;
        }

        var key = path[^1];
        var known = table.TryGetValue(key.Name, out var value);
        if (!known && !IsBroken(table, key.Name))
        {
            slot = new(table, key);
            return null;
        }

        var line = Line(known ? table.KeyPosition(key.Name) : _broken[(table, key.Name)]);
        return value is TomlTable { Origin: not TableOrigin.Inline } or TomlTableArray
            ? new(key.Position, $"duplicate key {Found.Key(path)}; it is already {Describe(value)}, {line}")
            : new(key.Position, $"duplicate key {Found.Key(path)}; it was first set {line}");
    }

    /// <summary>Puts a value in its place; null for one that could not be read.</summary>
    public void Fill(Slot? place, object? value, TomlPosition position)
    {
        if (place is not { } slot)
        {
            return;
        }

        if (value is null)
        {
            _broken.Add((slot.Table, slot.Key.Name), slot.Key.Position);
        }
        else
        {
            slot.Table.Add(slot.Key.Name, slot.Key.Position, value, position);
        }
    }

    private TomlTable? EnterByHeader(
        List<KeyPart> path, int index, bool isArray, TomlTable table, out Conflict? conflict)
    {
        conflict = null;
        var key = path[index];
        if (!table.TryGetValue(key.Name, out var value))
        {
            return IsBroken(table, key.Name) ? null : AddTable(key, TableOrigin.LongerHeader, table, out conflict);
        }

        switch (value)
        {
            case TomlTable { Origin: not TableOrigin.Inline } inner:
                return inner;
            case TomlTableArray array:
                return array[^1];
            default:
                var header = Header(path, isArray);
                conflict = InTheWay($"{header} cannot be opened", path, index, table, value, "");
                return null;
        }
    }

    private TomlTable? EnterByDottedKey(List<KeyPart> path, int index, TomlTable table, out Conflict? conflict)
    {
        conflict = null;
        var key = path[index];
        if (!table.TryGetValue(key.Name, out var value))
        {
            return IsBroken(table, key.Name) ? null : AddTable(key, TableOrigin.DottedKey, table, out conflict);
        }

        if (value is TomlTable { Origin: TableOrigin.DottedKey or TableOrigin.LongerHeader } inner)
        {
            inner.Origin = TableOrigin.DottedKey;
            return inner;
        }

        var hint = value is TomlTable { Origin: TableOrigin.Header } or TomlTableArray ? "; set the key there" : "";
        conflict = InTheWay($"{Found.Key(path)} cannot be set", path, index, table, value, hint);
        return null;
    }

    private static TomlTable? AddTable(KeyPart key, TableOrigin origin, TomlTable parent, out Conflict? conflict)
    {
        conflict = parent.Depth < TomlReader.MaxNesting ? null : new(key.Position, TooDeep);
        if (conflict is not null)
        {
            return null;
        }

        var table = new TomlTable { Position = key.Position, Origin = origin, Depth = parent.Depth + 1 };
        parent.Add(key.Name, key.Position, table, key.Position);
        return table;
    }

    private Conflict? OpenTable(List<KeyPart> path, TomlTable parent, TomlPosition header)
    {
        var key = path[^1];
        if (!parent.TryGetValue(key.Name, out var value))
        {
            var added = AddTable(key, TableOrigin.Header, parent, out var conflict);
            Current = added ?? Current;
            SetHeader(added, key, parent, header);
            return conflict;
        }

        if (value is TomlTable { Origin: TableOrigin.LongerHeader } table)
        {
            Current = table;
            SetHeader(table, key, parent, header);
            return null;
        }

        if (value is TomlTable { Origin: TableOrigin.Header })
        {
            var line = Line(parent.KeyPosition(key.Name));
            return new(key.Position, $"duplicate table {Header(path, false)}; it was first defined {line}");
        }

        var hint = value is TomlTableArray ? $"; write {Header(path, true)} to add another one" : "";
        return InTheWay($"{Header(path, false)} cannot be opened", path, path.Count - 1, parent, value, hint);
    }

    private Conflict? OpenElement(List<KeyPart> path, TomlTable parent, TomlPosition header)
    {
        var key = path[^1];
        if (parent.TryGetValue(key.Name, out var value) && value is not TomlTableArray)
        {
            return InTheWay($"{Header(path, true)} cannot be opened", path, path.Count - 1, parent, value, "");
        }

        if (parent.Depth + 2 > TomlReader.MaxNesting)
        {
            return new(key.Position, TooDeep);
        }

        var array = value as TomlTableArray;
        if (array is null)
        {
            array = new() { Position = header };
            parent.Add(key.Name, key.Position, array, header);
        }

        Current = new() { Position = header, Depth = parent.Depth + 2 };
        array.Add(Current);
        return null;
    }

    private static void SetHeader(TomlTable? table, KeyPart key, TomlTable parent, TomlPosition header)
    {
        if (table is not null)
        {
            table.Origin = TableOrigin.Header;
            table.Position = header;
            parent.Move(key.Name, key.Position, header);
        }
    }

    private bool IsBroken(TomlTable table, string key) => _broken.ContainsKey((table, key));

    private static Conflict InTheWay(
        string consequence, List<KeyPart> path, int index, TomlTable table, object value, string hint)
    {
        var name = Found.Key(path.GetRange(0, index + 1));
        var line = Line(table.KeyPosition(path[index].Name));
        return new(path[index].Position, $"{consequence}: {name} is already {Describe(value)}, {line}{hint}");
    }

    private static string Describe(object? value) => value switch
    {
        TomlTable { Origin: TableOrigin.Inline } => "an inline table",
        TomlTable { Origin: TableOrigin.DottedKey } => "a table made by dotted keys",
        TomlTable => "a table",
        TomlTableArray => "an array of tables",
        TomlArray => "a plain array",
        string => "a string",
        long => "an integer",
        double => "a float",
        bool => "a boolean",
        _ => "a date or time",
    };

    private static string Header(List<KeyPart> path, bool isArray)
    {
        var name = Found.Path(path);
        return isArray ? $"[[{name}]]" : $"[{name}]";
    }

    private static string Line(TomlPosition position) =>
        string.Create(CultureInfo.InvariantCulture, $"on line {position.Line}");
}
