namespace FragGuard.Config.Toml;

/// <summary>Goes over the text of a broken file without judging it. Each method takes an index and gives the one after
/// what it went over.</summary>
/// <remarks>Used only where Tomlyn has found a mistake: a correct file never depends on it.</remarks>
internal static class Scan
{
    /// <summary>How many characters this thread has gone over, or given to Tomlyn: the proof that reading is
    /// linear.</summary>
    [field: ThreadStatic]
    internal static long Steps { get; set; }

    private static bool IsBareKey(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    /// <summary>The character there, or NUL past the end.</summary>
    internal static char At(string text, int at) => at < text.Length ? text[at] : '\0';

    internal static int Space(string text, int at) => While(text, at, c => c is ' ' or '\t');

    internal static int BareKey(string text, int at) => While(text, at, IsBareKey);

    /// <summary>Over a value without quotes or brackets, or whatever stands in its place.</summary>
    internal static int Word(string text, int at) => While(text, at, c =>
        c > ' ' && c is not (',' or '=' or '#' or '[' or ']' or '{' or '}' or '"' or '\'' or '\x7F'));

    /// <summary>To the LF that ends the line, or to the end of the text.</summary>
    internal static int Line(string text, int at) => While(text, at, c => c != '\n');

    internal static bool IsTriple(string text, int at) =>
        At(text, at) == At(text, at + 1) && At(text, at) == At(text, at + 2);

    /// <summary>Over a string. One that is never closed ends with its line, or, in three quotes, before the next
    /// header.</summary>
    internal static int String(string text, int start, out bool isClosed)
    {
        var quotes = IsTriple(text, start) ? text.Substring(start, 3) : text.Substring(start, 1);
        for (var at = start + quotes.Length; at < text.Length && (quotes.Length == 3 || text[at] != '\n'); at++)
        {
            if (string.CompareOrdinal(text, at, quotes, 0, quotes.Length) == 0)
            {
                // One or two quotes before the three that close are text.
                var end = at + quotes.Length;
                isClosed = true;
                return quotes.Length == 1 ? end : Math.Min(While(text, end, c => c == quotes[0]), end + 2);
            }

            Steps++;
            at += quotes[0] == '"' && text[at] == '\\' && At(text, at + 1) is '"' or '\\' ? 1 : 0;
        }

        isClosed = false;
        var line = Line(text, start);
        while (quotes.Length == 3 && line < text.Length && !Statement.IsHeader(text, line + 1))
        {
            line = Line(text, line + 1);
        }

        return line;
    }

    private static int While(string text, int start, Func<char, bool> isPart)
    {
        var at = start;
        while (at < text.Length && isPart(text[at]))
        {
            at++;
        }

        Steps += at - start + 1;
        return at;
    }
}
