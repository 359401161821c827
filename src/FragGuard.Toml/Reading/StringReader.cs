using System.Buffers;
using System.Text;

namespace FragGuard.Toml.Reading;

/// <summary>Reads the four kinds of strings: basic and literal, on one line or on several.</summary>
/// <remarks>
/// A CRLF in a multi-line string becomes LF, which TOML leaves to the reader: a file that was saved by another
/// system's editor means the same.
/// </remarks>
internal sealed class StringReader(ErrorLog errors)
{
    private readonly ArrayBufferWriter<byte> _text = new();

    /// <summary>Reads the string whose opening quote is next.</summary>
    /// <returns><see cref="Outcome.Lost"/> when it is never closed; then reading stands where it can go on.</returns>
    public Outcome Read(ref Utf8Cursor cursor, out string value)
    {
        _text.ResetWrittenCount();
        var outcome = IsMultiLine(cursor) ? ReadMultiLine(ref cursor) : ReadSingleLine(ref cursor);
        value = outcome == Outcome.Read ? Encoding.UTF8.GetString(_text.WrittenSpan) : "";
        return outcome;
    }

    /// <summary>True before the opening quotes of a multi-line string.</summary>
    public static bool IsMultiLine(Utf8Cursor cursor) =>
        cursor.Peek() == cursor.Peek(1) && cursor.Peek() == cursor.Peek(2) && !cursor.AtEnd;

    private Outcome ReadSingleLine(ref Utf8Cursor cursor)
    {
        var start = cursor.Here();
        var quote = (char)cursor.Peek();
        var stops = quote == '"' ? Characters.BasicStops : Characters.LiteralStops;
        var plain = new PlainText(errors, "a string");
        var isRead = true;
        cursor.Advance();
        while (true)
        {
            _text.Write(plain.Take(ref cursor, stops));
            if (cursor.Take(quote))
            {
                return isRead && plain.IsClean ? Outcome.Read : Outcome.Broken;
            }

            if (cursor.AtEnd || cursor.AtNewline)
            {
                errors.Add(start, $"unterminated string: expected a closing {quote} before the end of the line");
                Recovery.SkipBrokenString(ref cursor, quote);
                return Outcome.Lost;
            }

            if (cursor.Peek() == '\\')
            {
                isRead &= EscapeReader.Read(ref cursor, errors, _text);
            }
            else
            {
                plain.TakeControl(ref cursor);
            }
        }
    }

    private Outcome ReadMultiLine(ref Utf8Cursor cursor)
    {
        var start = cursor.Here();
        var quote = (char)cursor.Peek();
        var stops = quote == '"' ? Characters.BasicStops : Characters.LiteralStops;
        var plain = new PlainText(errors, "a string");
        var isRead = true;
        cursor.Advance(3);
        var body = cursor;

        // A newline right after the opening quotes is not part of the string.
        cursor.TakeNewline();
        while (true)
        {
            _text.Write(plain.Take(ref cursor, stops));
            if (cursor.AtEnd)
            {
                var quotes = new string(quote, 3);
                errors.Add(start, $"unterminated string: expected a closing {quotes} before the end of the file");
                cursor = body;
                Recovery.SkipToHeader(ref cursor);
                return Outcome.Lost;
            }

            if (cursor.Peek() == quote)
            {
                if (TakeQuotes(ref cursor, quote))
                {
                    return isRead && plain.IsClean ? Outcome.Read : Outcome.Broken;
                }
            }
            else if (cursor.TakeNewline())
            {
                _text.Write("\n"u8);
            }
            else if (cursor.Peek() != '\\')
            {
                plain.TakeControl(ref cursor);
            }
            else if (!TakeLineContinuation(ref cursor))
            {
                isRead &= EscapeReader.Read(ref cursor, errors, _text);
            }
        }
    }

    /// <summary>
    /// Takes up to five quotes: one or two are text, three close the string, two more before them are text.
    /// </summary>
    /// <returns>True when the string is closed.</returns>
    private bool TakeQuotes(ref Utf8Cursor cursor, char quote)
    {
        var count = 1;
        while (count < 5 && cursor.Peek(count) == quote)
        {
            count++;
        }

        _text.Write(cursor.Rest[..(count >= 3 ? count - 3 : count)]);
        cursor.Advance(count);
        return count >= 3;
    }

    /// <summary>Takes a backslash at the end of a line, and all spaces and newlines after it.</summary>
    private static bool TakeLineContinuation(ref Utf8Cursor cursor)
    {
        var ahead = cursor;
        ahead.Advance();
        ahead.SkipSpace();
        if (!ahead.AtNewline && !ahead.AtEnd)
        {
            return false;
        }

        cursor = ahead;
        while (cursor.TakeNewline())
        {
            cursor.SkipSpace();
        }

        return true;
    }
}
