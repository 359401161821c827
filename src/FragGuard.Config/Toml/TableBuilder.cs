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
        foreach (var header in part.Tables)
        {
            OpenNowhere();
            Open(header);
            AddAll(header.Items, _current!);
        }
    }

    /// <summary>Makes the keys up to the next header go nowhere: their header could not be understood.</summary>
    internal void OpenNowhere() => _current = new TomlTable();

    private void AddAll(SyntaxList<KeyValueSyntax> keyValues, TomlTable table)
    {
        foreach (var keyValue in keyValues.TakeWhile(_ => errors.Count <= TomlReader.MaxErrors))
        {
            Add(table, keyValue);
        }
    }

    private void Add(TomlTable table, KeyValueSyntax keyValue)
    {
        var path = PathOf(keyValue.Key!);
        if (Enter(table, path, header: null) is not { } parent)
        {
            return;
        }

        var key = path[^1];
        if (parent.TryGetValue(key.Name, out var known))
        {
            var isMadeByParts =
                known.Value is TomlTable { Origin: not TableOrigin.Inline } or TomlArray { IsOfTables: true };
            var what = isMadeByParts ? Described(known) : $"was first set on line {known.KeyAt.Line}";
            Refuse(key.At, $"duplicate key {Named(path)}; it {what}");
        }
        else if (ItemOf(keyValue.Value!, parent.Depth + 1, key.At) is { } item)
        {
            parent.Add(key.Name, item);
        }
    }

    private TomlItem? ItemOf(ValueSyntax value, int depth, TomlPosition? keyAt = null) =>
        ValueOf(value, depth) is { } read ? new(read, At(value), keyAt ?? At(value)) : null;

    private object? ValueOf(ValueSyntax value, int depth) => value switch
    {
        StringValueSyntax text => text.Value,
        BooleanValueSyntax truth => truth.Value,
        FloatValueSyntax number => number.Value,
        IntegerValueSyntax { Value: < 0 } number when number.Token!.Text!.StartsWith('0') =>
            // Tomlyn takes 0xFFFFFFFFFFFFFFFF for -1.
            Refuse(At(number), ScalarFault.TooLarge(number.Token.Text)),
        IntegerValueSyntax number => number.Value,
        ArraySyntax or InlineTableSyntax when depth > TomlReader.MaxNesting => Refuse(At(value), SyntaxFault.TooDeep),
        ArraySyntax array =>
            new TomlArray(array.Items.Select(item => ItemOf(item.Value!, depth + 1)).OfType<TomlItem>()),
        InlineTableSyntax table => TableOf(table, depth),
        _ => (DateTimeValueSyntax)value,
    };

    private TomlTable TableOf(InlineTableSyntax members, int depth)
    {
        var table = new TomlTable(TableOrigin.Inline, At(members), depth);
        foreach (var member in members.Items)
        {
            Add(table, member.KeyValue!);
        }

        return table;
    }

    private void Open(TableSyntaxBase header)
    {
        var (path, at, isArray) = (PathOf(header.Name!), At(header), header is TableArraySyntax);
        if (Enter(Root, path, header) is not { } parent)
        {
            return;
        }

        var (name, keyAt) = path[^1];
        var known = parent.GetValueOrDefault(name);
        switch (known?.Value)
        {
            case var _ when parent.Depth + (isArray ? 2 : 1) > TomlReader.MaxNesting:
                Refuse(keyAt, SyntaxFault.TooDeep);
                break;
            case null or TomlArray { IsOfTables: true } when isArray:
                var array = (TomlArray?)known?.Value ?? new TomlArray([], isOfTables: true);
                _current = new TomlTable(TableOrigin.Header, at, parent.Depth + 2);
                array.Add(new(_current, at, at));
                parent.TryAdd(name, new(array, at, keyAt));
                break;
            case null or TomlTable { Origin: TableOrigin.LongerHeader } when !isArray:
                _current = (TomlTable?)known?.Value ?? new TomlTable(depth: parent.Depth + 1);
                (_current.Origin, _current.Position) = (TableOrigin.Header, at);
                parent[name] = new(_current, at, keyAt);
                break;
            case TomlTable { Origin: TableOrigin.Header } when !isArray:
                Refuse(keyAt, $"duplicate table [{Path(path)}]; it was first defined on line {known.KeyAt.Line}");
                break;
            default:
                RefuseInTheWay(path, path.Count, known!, header);
                break;
        }
    }

    /// <summary>Goes to the table that holds the last part of a key, or of a header; makes the tables on the
    /// way.</summary>
    /// <returns>Null if something is in the way; that has been noted.</returns>
    private TomlTable? Enter(TomlTable table, List<Part> path, TableSyntaxBase? header)
    {
        for (var i = 0; i < path.Count - 1; i++)
        {
            var (name, at) = path[i];
            if (!table.TryGetValue(name, out var known))
            {
                if (table.Depth == TomlReader.MaxNesting)
                {
                    return Refuse(at, SyntaxFault.TooDeep);
                }

                var origin = header is null ? TableOrigin.DottedKey : TableOrigin.LongerHeader;
                known = new(new TomlTable(origin, at, table.Depth + 1), at, at);
                table.Add(name, known);
            }

            switch (known.Value)
            {
                case TomlTable { Origin: not TableOrigin.Inline } inner when header is not null:
                    table = inner;
                    break;
                case TomlArray { IsOfTables: true } array when header is not null:
                    table = (TomlTable)array[^1].Value;
                    break;
                case TomlTable { Origin: TableOrigin.DottedKey or TableOrigin.LongerHeader } inner:
                    inner.Origin = TableOrigin.DottedKey;
                    table = inner;
                    break;
                default:
                    return RefuseInTheWay(path, i + 1, known, header);
            }
        }

        return table;
    }

    private TomlTable? RefuseInTheWay(List<Part> path, int count, TomlItem known, TableSyntaxBase? header)
    {
        var consequence = header switch
        {
            null => $"{Named(path)} cannot be set",
            TableArraySyntax => $"[[{Path(path)}]] cannot be opened",
            _ => $"[{Path(path)}] cannot be opened",
        };
        var hint = known.Value switch
        {
            TomlTable { Origin: TableOrigin.Header } or TomlArray { IsOfTables: true } when header is null =>
                "; set the key there",
            TomlArray { IsOfTables: true } => $"; write [[{Path(path)}]] to add another one",
            _ => "",
        };
        return Refuse(path[count - 1].At, $"{consequence}: {Named(path[..count])} {Described(known)}{hint}");
    }

    private TomlTable? Refuse(TomlPosition position, string message)
    {
        errors.Add(new(position, message));
        return null;
    }

    private static string Described(TomlItem known) => "is already " + known.Value switch
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
    } + $", on line {known.KeyAt.Line}";

    private static string Path(List<Part> path) => TomlText.Shorten(Dotted(path));

    private static string Named(List<Part> path) => TomlText.Source(Dotted(path));

    private static string Dotted(List<Part> path) => string.Join('.', path.Select(part => TomlValue.Key(part.Name)));

    private List<Part> PathOf(KeySyntax key) => [PartOf(key.Key!), .. key.DotKeys.Select(item => PartOf(item.Key!))];

    private Part PartOf(BareKeyOrStringValueSyntax key) =>
        new(key is StringValueSyntax quoted ? quoted.Value! : ((BareKeySyntax)key).Key!.Text!, At(key));

    private TomlPosition At(SyntaxNode node) => new(_firstLine + node.Span.Start.Line, node.Span.Start.Column + 1);

    /// <summary>One part of a dotted key, without quotes, and where it stands.</summary>
    private sealed record Part(string Name, TomlPosition At);
}
