namespace FragGuard.Toml.Reading;

/// <summary>Tells, after a mistake, what a line is. Reports nothing.</summary>
internal static class LookAhead
{
    /// <summary>The shape of the line that starts here, spaces before it apart.</summary>
    public static LineShape Shape(Utf8Cursor cursor)
    {
        cursor.SkipSpace();
        if (cursor.Peek() == '[')
        {
            return IsHeader(cursor) ? LineShape.Header : LineShape.Other;
        }

        return TakeKey(ref cursor) && cursor.Peek() == '=' ? LineShape.KeyValue : LineShape.Other;
    }

    /// <summary>
    /// True when no equals sign stands on this line, and a closing bracket ends it: a header was meant.
    /// </summary>
    public static bool EndsLikeHeader(Utf8Cursor cursor)
    {
        var line = cursor.TakeUntil(Characters.LineFeed);
        var comment = line.IndexOf((byte)'#');
        var text = (comment < 0 ? line : line[..comment]).TrimEnd(" \t\r"u8);
        return text.EndsWith("]"u8) && !text.Contains((byte)'=');
    }

    private static bool IsHeader(Utf8Cursor cursor)
    {
        cursor.Advance();
        cursor.Take('[');
        cursor.SkipSpace();
        if (!IsName(cursor) || !TakeKey(ref cursor) || !cursor.Take(']'))
        {
            return false;
        }

        cursor.Take(']');
        cursor.SkipSpace();
        return cursor.AtEnd || cursor.AtNewline || cursor.Peek() == '#';
    }

    /// <summary>
    /// True for a word that could not stand in an array: [gates] is a header, [1], ["a"] and [true] may not be.
    /// </summary>
    private static bool IsName(Utf8Cursor cursor)
    {
        if (cursor.AtEnd || !Characters.WordStart.Contains((byte)cursor.Peek()))
        {
            return false;
        }

        var word = cursor.TakeWhile(Characters.BareKey);
        return !word.SequenceEqual("true"u8) && !word.SequenceEqual("false"u8)
            && !word.SequenceEqual("inf"u8) && !word.SequenceEqual("nan"u8);
    }

    private static bool TakeKey(ref Utf8Cursor cursor)
    {
        do
        {
            cursor.SkipSpace();
            var start = cursor.Offset;
            if (cursor.Peek() is '"' or '\'')
            {
                Recovery.SkipString(ref cursor, canSpanLines: false);
            }
            else
            {
                cursor.TakeWhile(Characters.BareKey);
            }

            if (cursor.Offset == start)
            {
                return false;
            }

            cursor.SkipSpace();
        }
        while (cursor.Take('.'));

        return true;
    }
}
