namespace FragGuard.Toml.Reading;

/// <summary>Goes over what means nothing: spaces, comments and newlines.</summary>
internal static class Comments
{
    /// <summary>Goes over spaces, newlines and comments to the next thing that means something.</summary>
    public static void SkipBlank(ref Utf8Cursor cursor, ErrorLog errors)
    {
        do
        {
            cursor.SkipSpace();
            SkipComment(ref cursor, errors);
        }
        while (cursor.TakeNewline());
    }

    /// <summary>Goes over a comment, if one starts here, to the end of its line.</summary>
    public static void SkipComment(ref Utf8Cursor cursor, ErrorLog errors)
    {
        if (cursor.Peek() != '#')
        {
            return;
        }

        var text = new PlainText(errors, "a comment");
        text.Take(ref cursor, Characters.CommentStops);
        while (!cursor.AtEnd && !cursor.AtNewline)
        {
            text.TakeControl(ref cursor);
            text.Take(ref cursor, Characters.CommentStops);
        }
    }
}
