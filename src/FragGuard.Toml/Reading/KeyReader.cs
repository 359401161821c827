using System.Text;

namespace FragGuard.Toml.Reading;

/// <summary>Reads keys: bare, quoted, and dotted.</summary>
internal sealed class KeyReader(ErrorLog errors, StringReader strings)
{
    private const string NeedsQuotes = "; a key with other characters than letters, digits, _ and - must be in quotes";

    /// <summary>Reads a key and the spaces after it.</summary>
    /// <param name="cursor">Stands before the key.</param>
    /// <param name="path">Is emptied, and gets the parts.</param>
    /// <param name="noun">What the key is called in a message.</param>
    /// <returns>False when there is no whole key, which is reported.</returns>
    public bool TryRead(ref Utf8Cursor cursor, List<KeyPart> path, string noun)
    {
        path.Clear();
        do
        {
            cursor.SkipSpace();
            if (path.Count == TomlReader.MaxNesting)
            {
                errors.Add(cursor.Here(), $"a {noun} can have at most {TomlReader.MaxNesting} parts");
                return false;
            }

            var expected = path.Count == 0 ? $"expected a {noun}" : $"expected the next part of the {noun} after \".\"";
            if (!TryReadPart(ref cursor, expected, out var part))
            {
                return false;
            }

            path.Add(part);
            cursor.SkipSpace();
        }
        while (cursor.Take('.'));

        return true;
    }

    /// <summary>Takes the equals sign between a key and its value, and the spaces after it.</summary>
    /// <returns>False when there is none, which is reported.</returns>
    public bool TryTakeEquals(ref Utf8Cursor cursor, List<KeyPart> path)
    {
        if (!cursor.Take('='))
        {
            var hint = cursor.AtEnd || cursor.AtNewline || cursor.Peek() is ':' or '#'
                ? ""
                : NeedsQuotes;
            errors.Add(
                cursor.Here(),
                $"expected \"=\" after the key {Found.Key(path)}, found {Found.Next(cursor)}{hint}");
            return false;
        }

        cursor.SkipSpace();
        return true;
    }

    private bool TryReadPart(ref Utf8Cursor cursor, string expected, out KeyPart part)
    {
        var position = cursor.Here();
        if (cursor.Peek() is '"' or '\'')
        {
            return TryReadQuoted(ref cursor, position, out part);
        }

        var name = cursor.TakeWhile(Characters.BareKey);
        part = new(Encoding.ASCII.GetString(name), position);
        if (name.IsEmpty)
        {
            errors.Add(position, $"{expected}, found {Found.Next(cursor)}{Hint(cursor)}");
        }

        return !name.IsEmpty;
    }

    private bool TryReadQuoted(ref Utf8Cursor cursor, TomlPosition position, out KeyPart part)
    {
        part = default;
        if (StringReader.IsMultiLine(cursor))
        {
            errors.Add(position, "a key cannot be a multi-line string: write it with one quote on each side");
            return false;
        }

        var outcome = strings.Read(ref cursor, out var name);
        part = new(name, position);
        return outcome == Outcome.Read;
    }

    private static string Hint(Utf8Cursor cursor) => cursor.Peek() switch
    {
        ';' => "; a comment starts with #",
        '/' when cursor.Peek(1) == '/' => "; a comment starts with #",
        '[' => "; write [[ without a space between for an array of tables",
        > 0x7F when Found.Odd(cursor.Rest) is null => NeedsQuotes,
        _ => "",
    };
}
