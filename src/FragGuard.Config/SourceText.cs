using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Config;

/// <summary>The text of a file, for showing the line that a problem is in.</summary>
/// <remarks>What is shown goes to terminals and into the journal, so nothing of it may act on them: control and format
/// characters become visible. A long line is cut on both sides of the place.</remarks>
internal sealed class SourceText(ReadOnlySpan<byte> utf8)
{
    private const int MaxCodePoints = 100;
    private const int CodePointsBefore = 40;
    private const string Cut = "...";

    private readonly byte[] _text = utf8.StartsWith("\uFEFF"u8) ? utf8[3..].ToArray() : utf8.ToArray();

    /// <summary>The same problem with its line and a caret under its place.</summary>
    internal ConfigProblem WithExcerpt(ConfigProblem problem) =>
        problem.Line == 0 ? problem : problem with { Excerpt = Excerpt(problem.Line, problem.Column) };

    /// <summary>Two lines: the source line, and a caret under the column with a tail as long as the word
    /// there.</summary>
    private string Excerpt(int line, int column)
    {
        var runes = RunesAround(LineAt(line), column, out var start);
        var caret = Math.Clamp(column - 1 - start, 0, runes.Count);
        var tailEnd = caret + WordLength(runes, caret);
        var shown = new StringBuilder(start > 0 ? Cut : "");
        var (before, under) = (shown.Length, 0);
        for (var i = 0; i < Math.Min(runes.Count, MaxCodePoints); i++)
        {
            shown.Append(SafeText.Picture(runes[i], out var columns));
            before += i < caret ? columns : 0;
            under += i >= caret && i < tailEnd ? columns : 0;
        }

        shown.Append(runes.Count > MaxCodePoints ? Cut : "");
        var pointer = new string(' ', before) + '^' + new string('~', Math.Max(0, under - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{line,5} | {shown}\n      | {pointer}");
    }

    private ReadOnlySpan<byte> LineAt(int number)
    {
        var rest = _text.AsSpan();
        for (var i = 1; i < number; i++)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        var end = rest.IndexOf((byte)'\n');
        rest = end < 0 ? rest : rest[..end];
        return rest is [.., (byte)'\r'] ? rest[..^1] : rest;
    }

    /// <summary>The code points to show and one more, if there is one.</summary>
    private static List<Rune> RunesAround(ReadOnlySpan<byte> line, int column, out int start)
    {
        start = column <= MaxCodePoints - CodePointsBefore ? 0 : column - 1 - CodePointsBefore;
        var runes = new List<Rune>();
        for (var i = 0; !line.IsEmpty && i <= start + MaxCodePoints; i++)
        {
            Rune.DecodeFromUtf8(line, out var rune, out var length);
            line = line[length..];
            if (i >= start)
            {
                runes.Add(rune);
            }
        }

        return runes;
    }

    /// <summary>How long the word is that begins here: a string with its quotes, a bracket with its partner, a bare
    /// word.</summary>
    private static int WordLength(List<Rune> runes, int from)
    {
        if (from >= runes.Count)
        {
            return 0;
        }

        return (char)Math.Min(runes[from].Value, char.MaxValue) switch
        {
            '"' or '\'' => StringLength(runes, from),
            '[' or '{' => BracketLength(runes, from),
            _ => BareLength(runes, from),
        };
    }

    private static int StringLength(List<Rune> runes, int from)
    {
        var quote = runes[from];
        for (var i = from + 1; i < runes.Count; i++)
        {
            if (runes[i] == quote)
            {
                return i + 1 - from;
            }

            i += quote.Value == '"' && runes[i].Value == '\\' ? 1 : 0;
        }

        return 1;
    }

    private static int BracketLength(List<Rune> runes, int from)
    {
        var depth = 0;
        for (var i = from; i < runes.Count; i++)
        {
            switch (runes[i].Value)
            {
                case '"' or '\'':
                    i += StringLength(runes, i) - 1;
                    break;
                case '[' or '{':
                    depth++;
                    break;
                case ']' or '}' when --depth == 0:
                    return i + 1 - from;
                default:
                    break;
            }
        }

        return 1;
    }

    private static int BareLength(List<Rune> runes, int from)
    {
        var end = from;
        while (end < runes.Count
            && !(runes[end].IsAscii && " \t,=#[]{}\"'".Contains((char)runes[end].Value, StringComparison.Ordinal)))
        {
            end++;
        }

        return end - from;
    }
}
