using Tomlyn.Syntax;

namespace FragGuard.Config.Toml;

/// <summary>Builds the tables of a file from Tomlyn's syntax trees, and holds TOML's rules on what may be defined after
/// what.</summary>
/// <remarks>Nothing is defined twice. A header opens a table once; it may come after the headers of tables inside it. A
/// table that dotted keys made has no header. An inline table and a plain array are complete where they close.
/// <c>[[x]]</c> adds to what <c>[[x]]</c> began, and <c>[x.y]</c> then speaks of the last of them. Tomlyn's own
/// validator compares keys by their hash, and knows only files without other mistakes.</remarks>
internal sealed class TableBuilder(List<TomlError> errors)
{
    private TomlTable? _current;
    private int _firstLine;

    /// <summary>The file.</summary>
    internal TomlTable Root { get; } = new(TableOrigin.Header, new(1, 1));

    /// <summary>Adds what a part of the file defines that begins on a line.</summary>
    internal void Add(DocumentSyntax part, int firstLine)
    {
        _firstLine = firstLine;
        AddAll(part.KeyValues, _current ?? Root);
        foreach (var table in part.Tables)
        {
            OpenNowhere();
            Open(PathOf(table.Name!), At(table), table is TableArraySyntax);
            AddAll(table.Items, _current!);
        }
    }

    /// <summary>Makes the keys up to the next header go nowhere: their header could not be understood.</summary>
    internal void OpenNowhere() => _current = new TomlTable();

    private void AddAll(SyntaxList<KeyValueSyntax> keyValues, TomlTable table)
    {
        foreach (var keyValue in keyValues)
        {
            if (errors.Count <= TomlReader.MaxErrors)
            {
                Add(table, PathOf(keyValue.Key!), keyValue.Value!);
            }
        }
    }

    private void Add(TomlTable table, List<Part> path, ValueSyntax value)
    {
        if (Enter(table, path, TableOrigin.DottedKey, isArray: false) is not { } parent)
        {
            return;
        }

        var key = path[^1];
        if (parent.TryGetValue(key.Name, out var known))
        {
            var isMadeByParts = known is TomlTable { Origin: not TableOrigin.Inline } or TomlArray { IsOfTables: true };
            var first = $"was first set on line {parent.KeyPosition(key.Name).Line}";
            Refuse(key.Position,
                $"duplicate key {Named(path)}; it {(isMadeByParts ? Described(parent, key.Name) : first)}");
        }
        else if (ValueOf(value, parent.Depth + 1) is { } read)
        {
            parent.Set(key.Name, key.Position, read, At(value));
        }
    }

    private object? ValueOf(ValueSyntax value, int depth)
    {
        switch (value)
        {
            case StringValueSyntax text:
                return text.Value;
            case BooleanValueSyntax truth:
                return truth.Value;
            case FloatValueSyntax number:
                return number.Value;
            case IntegerValueSyntax { Value: < 0 } number when number.Token!.Text!.StartsWith('0'):
                // Tomlyn takes 0xFFFFFFFFFFFFFFFF for -1.
                return Refuse(At(number), ScalarFault.TooLarge(number.Token.Text));
            case IntegerValueSyntax number:
                return number.Value;
            case ArraySyntax or InlineTableSyntax when depth > TomlReader.MaxNesting:
                return Refuse(At(value), SyntaxFault.TooDeep);
            case ArraySyntax array:
                var items = new TomlArray();
                foreach (var item in array.Items)
                {
                    if (ValueOf(item.Value!, depth + 1) is { } read)
                    {
                        items.Add(read, At(item.Value!));
                    }
                }

                return items;
            case InlineTableSyntax members:
                var table = new TomlTable(TableOrigin.Inline, At(value), depth);
                foreach (var member in members.Items)
                {
                    Add(table, PathOf(member.KeyValue!.Key!), member.KeyValue.Value!);
                }

                return table;
            default:
                return (DateTimeValueSyntax)value;
        }
    }

    private void Open(List<Part> path, TomlPosition header, bool isArray)
    {
        if (Enter(Root, path, TableOrigin.LongerHeader, isArray) is not { } parent)
        {
            return;
        }

        var (name, position) = path[^1];
        var known = parent.TryGetValue(name, out var value) ? value : null;
        if (parent.Depth + (isArray ? 2 : 1) > TomlReader.MaxNesting)
        {
            Refuse(position, SyntaxFault.TooDeep);
        }
        else if (isArray && known is null or TomlArray { IsOfTables: true })
        {
            var array = (TomlArray?)known ?? new TomlArray(isOfTables: true);
            _current = new TomlTable(TableOrigin.Header, header, parent.Depth + 2);
            array.Add(_current, header);
            parent.Set(name, known is null ? position : parent.KeyPosition(name), array, array.ValuePosition(0));
        }
        else if (!isArray && known is null or TomlTable { Origin: TableOrigin.LongerHeader })
        {
            _current = (TomlTable?)known ?? new TomlTable(depth: parent.Depth + 1);
            (_current.Origin, _current.Position) = (TableOrigin.Header, header);
            parent.Set(name, position, _current, header);
        }
        else if (!isArray && known is TomlTable { Origin: TableOrigin.Header })
        {
            var line = parent.KeyPosition(name).Line;
            Refuse(position, $"duplicate table {Header(path, isArray)}; it was first defined on line {line}");
        }
        else
        {
            var another = known is TomlArray { IsOfTables: true };
            RefuseInTheWay($"{Header(path, isArray)} cannot be opened", path, parent,
                another ? $"; write {Header(path, isArray: true)} to add another one" : "");
        }
    }

    /// <summary>Goes to the table that holds the last part of a key or header; makes the tables on the way.</summary>
    /// <returns>Null if something is in the way; that has been noted.</returns>
    private TomlTable? Enter(TomlTable table, List<Part> path, TableOrigin origin, bool isArray)
    {
        var isHeader = origin == TableOrigin.LongerHeader;
        for (var i = 0; i < path.Count - 1; i++)
        {
            var (name, position) = path[i];
            if (!table.TryGetValue(name, out var value))
            {
                if (table.Depth == TomlReader.MaxNesting)
                {
                    Refuse(position, SyntaxFault.TooDeep);
                    return null;
                }

                value = new TomlTable(origin, position, table.Depth + 1);
                table.Set(name, position, value, position);
            }

            switch (value)
            {
                case TomlTable { Origin: not TableOrigin.Inline } known when isHeader:
                    table = known;
                    break;
                case TomlArray { IsOfTables: true } array when isHeader:
                    table = (TomlTable)array[array.Count - 1];
                    break;
                case TomlTable { Origin: TableOrigin.DottedKey or TableOrigin.LongerHeader } known:
                    known.Origin = TableOrigin.DottedKey;
                    table = known;
                    break;
                default:
                    var isOpen = value is TomlTable { Origin: TableOrigin.Header } or TomlArray { IsOfTables: true };
                    RefuseInTheWay(
                        isHeader ? $"{Header(path, isArray)} cannot be opened" : $"{Named(path)} cannot be set",
                        path[..(i + 1)], table, isOpen ? "; set the key there" : "");
                    return null;
            }
        }

        return table;
    }

    private void RefuseInTheWay(string consequence, List<Part> path, TomlTable table, string hint) =>
        Refuse(path[^1].Position, $"{consequence}: {Named(path)} {Described(table, path[^1].Name)}{hint}");

    private object? Refuse(TomlPosition position, string message)
    {
        errors.Add(new(position, message));
        return null;
    }

    private static string Described(TomlTable table, string key) => "is already " + table[key] switch
    {
        TomlTable { Origin: TableOrigin.Inline } => "an inline table",
        TomlTable { Origin: TableOrigin.DottedKey } => "a table made by dotted keys",
        TomlTable => "a table",
        TomlArray { IsOfTables: true } => "an array of tables",
        TomlArray => "a plain array",
        string => "a string",
        long => "an integer",
        double => "a float",
        bool => "a boolean",
        _ => "a date or time",
    } + $", on line {table.KeyPosition(key).Line}";

    private static string Path(List<Part> path) => string.Join('.', path.Select(part => TomlText.Key(part.Name)));

    private static string Named(List<Part> path) => TomlText.Source(Path(path));

    private static string Header(List<Part> path, bool isArray) =>
        TomlText.Shorten(Path(path)) is var name && isArray ? $"[[{name}]]" : $"[{name}]";

    private List<Part> PathOf(KeySyntax key) => [PartOf(key.Key!), .. key.DotKeys.Select(item => PartOf(item.Key!))];

    private Part PartOf(BareKeyOrStringValueSyntax key) =>
        new(key is StringValueSyntax quoted ? quoted.Value! : ((BareKeySyntax)key).Key!.Text!, At(key));

    private TomlPosition At(SyntaxNode node) => new(_firstLine + node.Span.Start.Line, node.Span.Start.Column + 1);

    /// <summary>One part of a dotted key, without quotes, and where it stands.</summary>
    private sealed record Part(string Name, TomlPosition Position);
}
