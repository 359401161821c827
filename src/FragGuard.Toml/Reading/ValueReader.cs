namespace FragGuard.Toml.Reading;

/// <summary>Reads values: scalars itself or by its readers, arrays and inline tables by calling itself.</summary>
internal sealed class ValueReader(ErrorLog errors, KeyReader keys, StringReader strings, DocumentBuilder builder)
{
    private readonly List<KeyPart> _path = [];

    /// <summary>Reads the value that is next.</summary>
    /// <param name="cursor">Stands at the first byte of the value; spaces before it are taken.</param>
    /// <param name="depth">How many tables and arrays the value stands in.</param>
    /// <param name="value">The value; means nothing unless the outcome is <see cref="Outcome.Read"/>.</param>
    public Outcome Read(ref Utf8Cursor cursor, int depth, out object? value)
    {
        value = null;
        switch (cursor.Peek())
        {
            case '"' or '\'':
                var outcome = strings.Read(ref cursor, out var text);
                value = text;
                return outcome;
            case '[' or '{' when depth > TomlReader.MaxNesting:
                errors.Add(cursor.Here(), DocumentBuilder.TooDeep);
                return Outcome.Lost;
            case '[':
                return ReadArray(ref cursor, depth, out value);
            case '{':
                return ReadInlineTable(ref cursor, depth, out value);
            case ',' or ']' or '}':
                errors.Add(cursor.Here(), $"expected a value, found {Found.Next(cursor)}");
                return Outcome.Broken;
            default:
                return ScalarReader.Read(ref cursor, errors, out value);
        }
    }

    /// <summary>Tells the builder of a key, and reports what it has against it.</summary>
    /// <returns>Where the value goes; null when it goes nowhere.</returns>
    public Slot? Define(TomlTable table, List<KeyPart> path)
    {
        if (builder.Resolve(table, path, out var slot) is { } conflict)
        {
            errors.Add(conflict.Position, conflict.Message);
        }

        return slot;
    }

    private Outcome ReadArray(ref Utf8Cursor cursor, int depth, out object? value)
    {
        var array = new TomlArray { Position = cursor.Here() };
        var brackets = new Brackets("array", ']', array.Position);
        var outcome = Outcome.Read;
        value = array;
        cursor.Advance();
        while (true)
        {
            var isNewLine = SkipBlank(ref cursor);
            if (cursor.Take(']'))
            {
                return outcome;
            }

            if (IsUnclosed(cursor, brackets, isNewLine))
            {
                return Outcome.Lost;
            }

            var position = cursor.Here();
            var element = Read(ref cursor, depth + 1, out var item);
            if (element == Outcome.Read)
            {
                array.Add(item!, position);
            }

            outcome = element == Outcome.Read ? outcome : Outcome.Broken;
            if (element == Outcome.Lost || !TakeSeparator(ref cursor, brackets, element))
            {
                return Outcome.Lost;
            }
        }
    }

    private Outcome ReadInlineTable(ref Utf8Cursor cursor, int depth, out object? value)
    {
        var table = new TomlTable { Position = cursor.Here(), Origin = TableOrigin.Inline, Depth = depth };
        var brackets = new Brackets("inline table", '}', table.Position);
        var outcome = Outcome.Read;
        value = table;
        cursor.Advance();
        while (true)
        {
            var isNewLine = SkipBlank(ref cursor);
            if (cursor.Take('}'))
            {
                return outcome;
            }

            if (IsUnclosed(cursor, brackets, isNewLine))
            {
                return Outcome.Lost;
            }

            var member = ReadMember(ref cursor, table);
            outcome = member == Outcome.Read ? outcome : Outcome.Broken;
            if (member == Outcome.Lost || !TakeSeparator(ref cursor, brackets, member))
            {
                return Outcome.Lost;
            }
        }
    }

    private Outcome ReadMember(ref Utf8Cursor cursor, TomlTable table)
    {
        if (cursor.Peek() == ',')
        {
            errors.Add(cursor.Here(), "expected a key, found \",\"");
            return Outcome.Broken;
        }

        if (!keys.TryRead(ref cursor, _path, "key") || !keys.TryTakeEquals(ref cursor, _path))
        {
            return Outcome.Lost;
        }

        var slot = Define(table, _path);
        var position = cursor.Here();
        var outcome = Read(ref cursor, (slot?.Table ?? table).Depth + 1, out var value);
        builder.Fill(slot, outcome == Outcome.Read ? value : null, position);
        return slot is null && outcome == Outcome.Read ? Outcome.Broken : outcome;
    }

    /// <summary>Takes the comma after a value; before the closing bracket none is needed.</summary>
    /// <returns>False when there is neither. This is reported, unless the value was broken already.</returns>
    private bool TakeSeparator(ref Utf8Cursor cursor, Brackets brackets, Outcome value)
    {
        var valueEnd = cursor.Here();
        var isNewLine = SkipBlank(ref cursor);
        if (errors.IsFull)
        {
            return false;
        }

        if (cursor.Take(',') || cursor.Peek() == brackets.Close)
        {
            return true;
        }

        if (value == Outcome.Broken || IsUnclosed(cursor, brackets, isNewLine))
        {
            return false;
        }

        var found = isNewLine ? "the end of the line" : Found.Next(cursor);
        errors.Add(
            isNewLine ? valueEnd : cursor.Here(),
            $"expected \",\" or \"{brackets.Close}\" after this value of the {brackets.Noun}, found {found}");
        return false;
    }

    /// <summary>True at the end of the file, and before a line that only makes sense outside the brackets.</summary>
    private bool IsUnclosed(Utf8Cursor cursor, Brackets brackets, bool isNewLine)
    {
        var shape = isNewLine ? LookAhead.Shape(cursor) : LineShape.Other;
        var isStatement = shape == LineShape.Header || (shape == LineShape.KeyValue && brackets.Close == ']');
        if (!cursor.AtEnd && !isStatement)
        {
            return false;
        }

        var place = cursor.AtEnd ? "the end of the file" : $"the statement on line {cursor.Here().Line}";
        errors.Add(
            brackets.Open,
            $"unterminated {brackets.Noun}: expected a closing \"{brackets.Close}\" before {place}");
        return true;
    }

    /// <summary>Goes to the next thing that means something.</summary>
    /// <returns>True when it is the first on its line.</returns>
    private bool SkipBlank(ref Utf8Cursor cursor)
    {
        var line = cursor.Here().Line;
        Comments.SkipBlank(ref cursor, errors);
        return cursor.Here().Line > line;
    }

    /// <summary>What the messages about an array or inline table need to know.</summary>
    private readonly record struct Brackets(string Noun, char Close, TomlPosition Open);
}
