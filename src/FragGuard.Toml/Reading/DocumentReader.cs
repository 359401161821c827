namespace FragGuard.Toml.Reading;

/// <summary>
/// Reads a document, statement by statement: a header, or a key and its value, and the end of the line.
/// </summary>
internal sealed class DocumentReader
{
    private readonly ErrorLog _errors;
    private readonly KeyReader _keys;
    private readonly ValueReader _values;
    private readonly DocumentBuilder _builder = new();
    private readonly List<KeyPart> _path = [];

    /// <summary>Makes a reader for one document.</summary>
    public DocumentReader(ErrorLog errors)
    {
        var strings = new StringReader(errors);
        _errors = errors;
        _keys = new(errors, strings);
        _values = new(errors, _keys, strings, _builder);
    }

    /// <summary>Reads to the end of the file, or until there are too many errors.</summary>
    /// <returns>What could be read.</returns>
    public TomlTable Read(ref Utf8Cursor cursor)
    {
        Comments.SkipBlank(ref cursor, _errors);
        while (!cursor.AtEnd && !_errors.IsFull)
        {
            var errorCount = _errors.Count;
            if (cursor.Peek() == '[')
            {
                ReadHeader(ref cursor);
            }
            else
            {
                ReadKeyValue(ref cursor);
            }

            if (_errors.Count > errorCount)
            {
                Recovery.SkipDebris(ref cursor);
            }

            Comments.SkipBlank(ref cursor, _errors);
        }

        return _builder.Root;
    }

    private void ReadKeyValue(ref Utf8Cursor cursor)
    {
        var start = cursor;
        if (!_keys.TryRead(ref cursor, _path, "key") || !_keys.TryTakeEquals(ref cursor, _path))
        {
            if (LookAhead.EndsLikeHeader(start))
            {
                _builder.OpenNowhere();
            }

            Recovery.SkipStatement(ref cursor);
            return;
        }

        var slot = _values.Define(_builder.Current, _path);
        var valueStart = cursor;
        var position = cursor.Here();
        var outcome = _values.Read(ref cursor, (slot?.Table ?? _builder.Current).Depth + 1, out var value);
        var isWhole = outcome == Outcome.Read && ExpectLineEnd(ref cursor, "the value");
        _builder.Fill(slot, isWhole ? value : null, position);
        if (outcome == Outcome.Broken)
        {
            Recovery.SkipStatement(ref cursor);
        }
        else if (outcome == Outcome.Lost)
        {
            SkipLostValue(ref cursor, valueStart);
        }
    }

    private static void SkipLostValue(ref Utf8Cursor cursor, Utf8Cursor valueStart)
    {
        if (valueStart.AtNewline || valueStart.Peek() == '#')
        {
            Recovery.SkipMisplacedValue(ref cursor);
        }
        else
        {
            Recovery.SkipValue(ref cursor, valueStart);
        }
    }

    private void ReadHeader(ref Utf8Cursor cursor)
    {
        var position = cursor.Here();
        cursor.Advance();
        var isArray = cursor.Take('[');
        if (!_keys.TryRead(ref cursor, _path, "table name"))
        {
            _builder.OpenNowhere();
            Recovery.SkipStatement(ref cursor);
            return;
        }

        if (!TakeClosing(ref cursor, isArray))
        {
            OpenUnclosed(ref cursor, position, isArray);
            return;
        }

        if (cursor.Peek() == ']')
        {
            // Is it [a] or [[a]]? Either guess could make the lines below look wrong.
            _errors.Add(cursor.Here(), "expected the end of the line after the header, found a second \"]\"");
            _builder.OpenNowhere();
            cursor.SkipLine();
            return;
        }

        var isRight = ExpectLineEnd(ref cursor, "the header");
        if (_builder.Open(_path, position, isArray) is { } conflict && isRight)
        {
            _errors.Add(conflict.Position, conflict.Message);
        }
    }

    private bool TakeClosing(ref Utf8Cursor cursor, bool isArray)
    {
        if (cursor.Take(']') && (!isArray || cursor.Take(']')))
        {
            return true;
        }

        var closing = isArray ? "]]" : "]";
        _errors.Add(
            cursor.Here(),
            $"expected \"{closing}\" after the table name {Found.Key(_path)}, found {Found.Next(cursor)}");
        return false;
    }

    /// <summary>A header whose line just ends is clear enough; one that goes on otherwise could be anything.</summary>
    private void OpenUnclosed(ref Utf8Cursor cursor, TomlPosition position, bool isArray)
    {
        if (cursor.AtEnd || cursor.AtNewline || cursor.Peek() == '#')
        {
            _ = _builder.Open(_path, position, isArray);
        }
        else
        {
            _builder.OpenNowhere();
        }

        Recovery.SkipStatement(ref cursor);
    }

    /// <summary>Goes over a comment to the end of the line; anything else there is reported and skipped.</summary>
    private bool ExpectLineEnd(ref Utf8Cursor cursor, string statement)
    {
        cursor.SkipSpace();
        Comments.SkipComment(ref cursor, _errors);
        if (cursor.AtEnd || cursor.AtNewline)
        {
            return true;
        }

        _errors.Add(cursor.Here(), $"expected the end of the line after {statement}, found {Found.Next(cursor)}");
        Recovery.SkipStatement(ref cursor);
        return false;
    }
}
