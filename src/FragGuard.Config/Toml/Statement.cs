using System.Buffers;

namespace FragGuard.Config.Toml;

/// <summary>Tells the statements of a broken file from each other, so that one mistake is one error.</summary>
/// <remarks>A statement is a header, or a key with its value: a line, or more where brackets or three quotes are open.
/// If those are never closed, it ends before the next line that can only be another statement. Within braces a key with
/// a value is a member if a comma or the brace comes before it, or the closing brace after it.</remarks>
internal static class Statement
{
    private const int LongestLookAhead = 4096;

    private static readonly SearchValues<char> Structure = SearchValues.Create("[]{},=#");

    /// <summary>The index after the statement that starts here, and after the LF that ends it.</summary>
    internal static int End(string text, int start)
    {
        var (at, openArrays, openTables, last, membersEnd) = (Scan.Line(text, start), 0, 0, '\0', 0);
        var equals = text.IndexOf('=', start, at - start);
        for (at = equals < 0 ? at : equals; at < text.Length;)
        {
            var here = text[at];
            switch (here)
            {
                case '\n' when openArrays + openTables == 0 || IsStatement(at + 1):
                    return at + 1;
                case '"' or '\'':
                    at = Scan.String(text, at, out _);
                    continue;
                case '#':
                    at = Scan.Line(text, at);
                    continue;
                case '[':
                    openArrays++;
                    break;
                case '{':
                    openTables++;
                    break;
                case ']' or '}' when openTables == 0 || (here == ']' && openArrays > 0):
                    openArrays = Math.Max(0, openArrays - 1);
                    break;
                case ']' or '}':
                    // Closes one of its kind; or one of the other kind, for [1, 2} is a mistake, too.
                    openTables--;
                    break;
            }

            last = char.IsWhiteSpace(here) ? last : here;
            at++;
        }

        return at;

        bool IsStatement(int line)
        {
            if (openTables == 0 || !IsKeyValue(text, line))
            {
                return IsKeyValue(text, line) || IsHeader(text, line);
            }

            for (membersEnd = Math.Max(membersEnd, line);
                membersEnd < Math.Min(text.Length, line + LongestLookAhead)
                && IsKeyValue(text, membersEnd) && !IsClosing(text, membersEnd);)
            {
                membersEnd = Scan.Line(text, membersEnd) + 1;
            }

            return last is not (',' or '{') && !IsClosing(text, membersEnd);
        }
    }

    /// <summary>True for a line that can only be the middle or the end of the broken statement before it.</summary>
    internal static bool IsDebris(ReadOnlySpan<char> broken, string text, int at)
    {
        var line = LineAt(text, at).Trim();
        if (broken.IsEmpty || line.IsEmpty || IsKeyValue(text, at) || IsHeader(text, at))
        {
            return false;
        }

        // A closing bracket, `value,`, the value of a key whose line ends too early, the other half of a broken string.
        var quote = broken.LastIndexOfAny('"', '\'') is var last && last >= 0 ? broken[last] : '"';
        return line[0] is ']' or '}' or '=' or ',' or '.' || line[^1] == ',' || broken.EndsWith('=')
            || (broken.Count(quote) % 2 == 1 && line.Count(quote) % 2 == 1);
    }

    /// <summary>True for a whole line <c>[name]</c> or <c>[[name]]</c> that could not stand in an array: <c>[1]</c>,
    /// <c>["a"]</c> and <c>[true]</c> could.</summary>
    internal static bool IsHeader(string text, int at)
    {
        var line = LineAt(text, at);
        line = line[..(line.IndexOf('#') is var comment && comment < 0 ? line.Length : comment)].Trim();
        var name = line.Trim("[] \t");
        return line.StartsWith('[') && line.EndsWith(']')
            && !name.IsEmpty && (char.IsAsciiLetter(name[0]) || name[0] == '_')
            && !name.ContainsAny(Structure) && name is not ("true" or "false" or "inf" or "nan");
    }

    /// <summary>True for a line that begins with what can be a key and an equals sign.</summary>
    private static bool IsKeyValue(string text, int at)
    {
        var line = LineAt(text, at).TrimStart();
        var key = line[..Math.Max(0, line.IndexOf('='))];
        return !key.IsEmpty && !key.ContainsAny(Structure) && key.Count('"') % 2 == 0 && key.Count('\'') % 2 == 0;
    }

    private static bool IsClosing(string text, int at) =>
        LineAt(text, at) is var line && line.Count('}') > line.Count('{');

    private static ReadOnlySpan<char> LineAt(string text, int at) =>
        at < text.Length ? text.AsSpan(at..Scan.Line(text, at)) : "";
}
