namespace FragGuard.Config.Toml;

/// <summary>Tells the statements of a broken file from each other, so that one mistake is one error.</summary>
/// <remarks>A statement is a header, or a key with its value: a line, or more where brackets or three quotes are open.
/// If those are never closed, it ends before the next line that can only be another statement. Within braces a key with
/// a value is a member if a comma or the brace comes before it, or the closing brace after it.</remarks>
internal ref struct Statement(string text)
{
    private const int LongestLookAhead = 4096;

    private int _openArrays;
    private int _openTables;
    private char _last;
    private int _membersEnd;

    /// <summary>The index of the LF that ends the statement that starts here, or of the end of the text.</summary>
    internal static int End(string text, int start)
    {
        var end = Scan.Line(text, start);
        var equals = text.IndexOf('=', start, end - start);
        return equals < 0 ? end : new Statement(text).EndOfValue(equals);
    }

    /// <summary>True for a line that can only be the middle or the end of the broken statement before it.</summary>
    internal static bool IsDebris(ReadOnlySpan<char> broken, string text, int at)
    {
        var line = text.AsSpan(at..Scan.Line(text, at)).Trim();
        if (broken.IsEmpty || line.IsEmpty || Scan.IsKeyValue(text, at) || Scan.IsHeader(text, at))
        {
            return false;
        }

        // A closing bracket, `value,`, the value of a key whose line ends too early, the other half of a broken string.
        var quote = broken.LastIndexOfAny('"', '\'') is var last && last >= 0 ? broken[last] : '"';
        return line[0] is ']' or '}' or '=' or ',' or '.' || line[^1] == ',' || broken.EndsWith('=')
            || (broken.Count(quote) % 2 == 1 && line.Count(quote) % 2 == 1);
    }

    private int EndOfValue(int at)
    {
        while (at < text.Length)
        {
            if (text[at] == '\n' && (_openArrays + _openTables == 0 || IsStatement(at + 1)))
            {
                return at;
            }

            if (text[at] is '"' or '\'' or '#')
            {
                at = text[at] == '#' ? Scan.Line(text, at) : Scan.String(text, at, out _);
            }
            else
            {
                Take(text[at++]);
            }
        }

        return at;
    }

    private bool IsStatement(int line)
    {
        var isKeyValue = Scan.IsKeyValue(text, line);
        if (_openTables == 0 || !isKeyValue)
        {
            return isKeyValue || Scan.IsHeader(text, line);
        }

        if (_membersEnd <= line)
        {
            _membersEnd = line;
            var farthest = Math.Min(text.Length, line + LongestLookAhead);
            while (_membersEnd < farthest && Scan.IsKeyValue(text, _membersEnd) && !IsClosing(_membersEnd))
            {
                _membersEnd = Scan.Line(text, _membersEnd) + 1;
            }
        }

        return _last is not (',' or '{') && !IsClosing(_membersEnd);
    }

    private readonly bool IsClosing(int line)
    {
        var code = line < text.Length ? text.AsSpan(line..Scan.Line(text, line)) : "";
        return code.Count('}') > code.Count('{');
    }

    private void Take(char c)
    {
        _last = char.IsWhiteSpace(c) ? _last : c;
        _openArrays += c == '[' ? 1 : 0;
        _openTables += c == '{' ? 1 : 0;
        if (c is ']' or '}')
        {
            // Closes one of its kind; or one of the other kind, for [1, 2} is a mistake, too.
            ref var open = ref _openTables == 0 || (c == ']' && _openArrays > 0) ? ref _openArrays : ref _openTables;
            open = Math.Max(0, open - 1);
        }
    }
}
