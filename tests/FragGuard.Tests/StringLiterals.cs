using System.Text;

namespace FragGuard.Tests;

/// <summary>The texts in a C# source file: string literals with the line that they begin in, and with {} for what is
/// put in. Comments are none.</summary>
internal sealed class StringLiterals
{
    private readonly List<(int Line, string Text)> _found = [];
    private readonly string _source;
    private int _at;

    private StringLiterals(string source)
    {
        _source = source;
    }

    internal static IReadOnlyList<(int Line, string Text)> Of(string source)
    {
        var literals = new StringLiterals(source);
        literals.Code(isHole: false);
        return literals._found;
    }

    // Code up to the end, or up to the brace that ends a hole.
    private void Code(bool isHole)
    {
        for (var depth = 0; _at < _source.Length; _at++)
        {
            switch (_source[_at])
            {
                case '/' when Is("//"):
                    _at = _source.IndexOf('\n', _at);
                    break;
                case '\'':
                    _at += _source[_at + 1] == '\\' ? _source.IndexOf('\'', _at + 3) - _at : 2;
                    break;
                case '"':
                    Literal();
                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case '}' when isHole && depth == 0:
                    return;
                case ')' or ']' or '}':
                    depth--;
                    break;
            }
        }
    }

    // From the opening quote to the closing one.
    private void Literal()
    {
        var line = 1 + _source.AsSpan(0, _at).Count('\n');
        var prefix = _source.AsSpan(Math.Max(0, _at - 3), Math.Min(3, _at));
        var holes = prefix[(prefix.LastIndexOfAnyExcept("$@") + 1)..];
        var quotes = _source.AsSpan(_at).IndexOfAnyExcept('"') is var count && count == 2 ? 1 : count;
        var (end, hole) = (new string('"', quotes), new string('{', holes.Count('$')));
        var text = new StringBuilder();
        for (_at += quotes; !Is(end); _at++)
        {
            if (hole.Length > 0 && Is(hole) && !Is(hole + "{"))
            {
                _at += hole.Length;
                Code(isHole: true);
                _at += hole.Length - 1;
                text.Append("{}");
                continue;
            }

            _at += (quotes == 1 && !holes.Contains('@') && _source[_at] == '\\') || Is("{{") ? 1 : 0;
            text.Append(_source[_at]);
        }

        _at += quotes - 1;
        _found.Add((line, text.ToString()));
    }

    private bool Is(string text) => string.CompareOrdinal(_source, _at, text, 0, text.Length) == 0;
}
