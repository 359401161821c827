namespace FragGuard.Toml.Reading;

/// <summary>Finds the place to go on from after a mistake, so that one mistake is one error. Reports nothing.</summary>
internal static class Recovery
{
    /// <summary>
    /// Goes to the end of the line, or further, to where brackets that are opened on the way there are closed.
    /// </summary>
    public static void SkipStatement(ref Utf8Cursor cursor) => SkipValue(ref cursor, cursor);

    /// <summary>Goes to the end of a value that has a mistake in it; see <see cref="BrokenValue"/>.</summary>
    /// <param name="cursor">Stands where the mistake was noticed.</param>
    /// <param name="valueStart">Stands where the value starts.</param>
    public static void SkipValue(ref Utf8Cursor cursor, Utf8Cursor valueStart)
    {
        // A string without an end has led to a header already: what it swallowed is not to be searched for brackets.
        if (!cursor.AtEnd && !(cursor.AtLineStart && LookAhead.Shape(cursor) == LineShape.Header))
        {
            cursor = new BrokenValue(valueStart, cursor.Offset).FindEnd();
        }
    }

    /// <summary>Goes over a value that stands on the line after its key, so that it is not taken for a key.</summary>
    public static void SkipMisplacedValue(ref Utf8Cursor cursor)
    {
        cursor.SkipLine();
        var ahead = cursor;
        ahead.TakeNewline();
        if (LookAhead.Shape(ahead) != LineShape.Other)
        {
            return;
        }

        ahead.SkipSpace();
        var start = ahead;
        var token = ahead.TakeUntil(Characters.TokenStops);
        if (token.IsEmpty ? start.Peek() is '"' or '\'' or '[' or '{' : ScalarReader.IsScalar(token))
        {
            cursor = start;
            SkipStatement(ref cursor);
        }
    }

    /// <summary>
    /// Goes to the end of a string that was broken over several lines: to the line with the closing quote, if one comes
    /// before the next statement or empty line.
    /// </summary>
    public static void SkipBrokenString(ref Utf8Cursor cursor, char quote)
    {
        var ahead = cursor;
        while (ahead.TakeNewline() && !IsBlank(ahead) && LookAhead.Shape(ahead) == LineShape.Other)
        {
            var line = ahead.TakeUntil(Characters.LineFeed);
            if (line.Count((byte)quote) % 2 == 1)
            {
                cursor = ahead;
                return;
            }
        }
    }

    /// <summary>
    /// Goes over lines that can only be the middle or the end of something: they belong to the mistake in the statement
    /// above.
    /// </summary>
    public static void SkipDebris(ref Utf8Cursor cursor)
    {
        while (true)
        {
            var ahead = cursor;
            ahead.TakeNewline();
            ahead.SkipSpace();
            if (!IsDebris(ahead))
            {
                return;
            }

            cursor = ahead;
            SkipStatement(ref cursor);
        }
    }

    /// <summary>
    /// Goes to the next line that is a header, or to the end: the way out of a string that is never closed.
    /// </summary>
    public static void SkipToHeader(ref Utf8Cursor cursor)
    {
        do
        {
            cursor.SkipLine();
        }
        while (cursor.TakeNewline() && LookAhead.Shape(cursor) != LineShape.Header);
    }

    /// <summary>Goes over a string: past its closing quotes, or to the end of the line or the file.</summary>
    public static void SkipString(ref Utf8Cursor cursor, bool canSpanLines)
    {
        var quote = (char)cursor.Peek();
        var stops = quote == '"' ? Characters.BasicStops : Characters.LiteralStops;
        var isMultiLine = StringReader.IsMultiLine(cursor);
        cursor.Advance(isMultiLine ? 3 : 1);
        if (isMultiLine && !canSpanLines)
        {
            return;
        }

        while (true)
        {
            cursor.TakeUntil(stops);
            if (cursor.AtEnd || (cursor.AtNewline && !isMultiLine))
            {
                return;
            }

            if (cursor.Take('\\'))
            {
                cursor.Advance(cursor.Peek() is '"' or '\\' ? 1 : 0);
            }
            else if (cursor.Peek() == quote && (!isMultiLine || StringReader.IsMultiLine(cursor)))
            {
                cursor.Advance(isMultiLine ? 3 : 1);
                return;
            }
            else
            {
                cursor.Advance();
            }
        }
    }

    /// <summary>
    /// True before a closing bracket or another character in the middle of things, and before <c>value,</c>.
    /// </summary>
    private static bool IsDebris(Utf8Cursor cursor)
    {
        if (cursor.Peek() is ']' or '}' or '=' or ',' or '.')
        {
            return true;
        }

        if (cursor.Peek() is '"' or '\'')
        {
            SkipString(ref cursor, canSpanLines: false);
        }
        else
        {
            cursor.TakeUntil(Characters.TokenStops);
        }

        cursor.SkipSpace();
        return cursor.Peek() == ',';
    }

    private static bool IsBlank(Utf8Cursor cursor)
    {
        cursor.SkipSpace();
        return cursor.AtEnd || cursor.AtNewline;
    }
}
