using System.Text;

namespace FragGuard.Config.Toml;

/// <summary>Says what is wrong with a statement that Tomlyn refuses, and where.</summary>
/// <remarks>Goes along TOML's grammar to the first thing that is amiss; a value that is wrong by itself does not hide
/// the next one of an array. It decides nothing: where nothing is found, the place is Tomlyn's and the message
/// general.</remarks>
/// <param name="text">The statement with the newline that ends it.</param>
/// <param name="fault">Where Tomlyn stopped: every value that ends before is right.</param>
/// <param name="next">What comes after the statement.</param>
internal sealed class SyntaxFault(string text, int fault, string next)
{
    internal const string EndOfFile = "the end of the file";

    /// <summary>Why a table or an array is refused that stands in too many others.</summary>
    internal static readonly string TooDeep = $"tables and arrays can be nested at most {TomlReader.MaxNesting} deep";

    private const string NeedsQuotes = "; a key with other characters than letters, digits, _ and - must be in quotes";

    private readonly List<(int Offset, string Message)> _faults = [];
    private int _at;
    private string _key = "";

    private char Here => Scan.At(text, _at);

    private bool IsAtLineEnd => IsLineEnd(_at);

    private string Found => _at == text.Length ? EndOfFile
        : IsAtLineEnd ? "the end of the line" : TomlText.TokenText(text, _at);

    private string KeyHint => Here switch
    {
        ';' or '/' when Here == ';' || Scan.At(text, _at + 1) == '/' => "; a comment starts with #",
        '[' => "; write [[ without a space between for an array of tables",
        > '\x7F' when TomlText.Odd(text, _at) is null => NeedsQuotes,
        _ => "",
    };

    /// <summary>The mistakes, in no order; at least one.</summary>
    internal List<(int Offset, string Message)> Explain()
    {
        SkipBlank();
        _ = _at == text.Length || (Here == '['
            ? TakeHeader()
            : TakeMember(depth: 1) && _faults.Count == 0 && TakeLineEnd("the value"));
        if (_faults.Count == 0)
        {
            _at = fault;
            Add(_at, $"this is not TOML: {Found} cannot stand here");
        }

        return _faults;
    }

    private bool TakeHeader()
    {
        var closing = Scan.At(text, _at + 1) == '[' ? "]]" : "]";
        _at += closing.Length;
        return TakeKey("table name")
            && (closing.All(Take) || Add(_at, $"expected \"{closing}\" after the table name {_key}, found {Found}"))
            && (Here != ']' || Add(_at, "expected the end of the line after the header, found a second \"]\""))
            && TakeLineEnd("the header");
    }

    private bool TakeMember(int depth) => TakeKey("key")
        && (Take('=') || Add(_at, $"expected \"=\" after the key {_key}, found {Found}"
            + (IsAtLineEnd || Here is ':' or '#' ? "" : NeedsQuotes)))
        && TakeValue(depth);

    private bool TakeKey(string noun)
    {
        var start = Scan.Space(text, _at);
        for (var part = 1; part <= 2 * TomlReader.MaxNesting; part++)
        {
            _at = Scan.Space(text, _at);
            var expected = part == 1 ? $"a {noun}" : $"the next part of the {noun} after \".\"";
            if (!(Here is '"' or '\'' ? TakeString(isKey: true)
                : TakeBareKey() || Add(_at, $"expected {expected}, found {Found}{KeyHint}")))
            {
                return false;
            }

            _at = Scan.Space(text, _at);
            if (!Take('.'))
            {
                _key = TomlText.Source(text[start.._at].TrimEnd());
                return true;
            }
        }

        return Add(_at, TooDeep);
    }

    private bool TakeBareKey() => _at < (_at = Scan.BareKey(text, _at));

    private bool TakeValue(int depth)
    {
        _at = Scan.Space(text, _at);
        return Here switch
        {
            '"' or '\'' => TakeString(isKey: false),
            '[' or '{' when depth > TomlReader.MaxNesting => Add(_at, TooDeep),
            '[' => TakeBrackets("array", ']', depth + 1),
            '{' => TakeBrackets("inline table", '}', depth + 1),
            _ => TakeWord(),
        };
    }

    private bool TakeBrackets(string noun, char close, int depth)
    {
        var open = _at++;
        for (SkipBlank(); !Take(close); SkipBlank())
        {
            if (_at == text.Length)
            {
                return Add(open, $"unterminated {noun}: expected a closing \"{close}\" before {next}");
            }

            var count = _faults.Count;
            if (!(close == ']' ? TakeValue(depth) : TakeMember(depth)))
            {
                return false;
            }

            var end = _at;
            SkipBlank();
            if (!Take(',') && Here != close && _at < text.Length)
            {
                _at = text.IndexOf('\n', end, _at - end) < 0 ? _at : end;
                return _faults.Count == count
                    && Add(_at, $"expected \",\" or \"{close}\" after this value of the {noun}, found {Found}");
            }
        }

        return true;
    }

    private bool TakeWord()
    {
        var start = _at;
        _at = Scan.Word(text, start);
        if (_at == start)
        {
            // A comma or a closing bracket too many hides nothing; anything else may be the start of something.
            return Add(start, $"expected a value, found {Found}"
                + (IsAtLineEnd || Here == '#' ? "; a value must start on the same line as its key" : ""))
                || Here is ',' or ']' or '}';
        }

        if (_at - start == 10 && text[start + 4] == '-' && Here == ' ' && char.IsAsciiDigit(Scan.At(text, _at + 1)))
        {
            // A space between date and time.
            _at = Scan.Word(text, _at + 1);
        }

        if (_at >= fault && ScalarFault.Of(text[start.._at]) is { } message)
        {
            Add(start, message);
        }

        return _faults.Count <= TomlReader.MaxErrors;
    }

    private bool TakeString(bool isKey)
    {
        var start = _at;
        var isMultiLine = Scan.IsTriple(text, start);
        if (isKey && isMultiLine)
        {
            return Add(start, "a key cannot be a multi-line string: write it with one quote on each side");
        }

        _at = Scan.String(text, start, out var isClosed);
        if (!isClosed)
        {
            return Add(start, $"unterminated string: expected a closing {text[start..(start + (isMultiLine ? 3 : 1))]} "
                + $"before the end of the {(isMultiLine ? "file" : "line")}");
        }

        // The first mistake only: who pastes a path with backslashes makes one.
        var isRight = AddControl(start, "a string");
        if (isRight && text[start] == '"' && fault > start && fault < _at
            && text.LastIndexOf('\\', fault - 1, Math.Min(fault - start, @"\U0010FFFF".Length)) is var escape and >= 0)
        {
            isRight = Add(escape, text[escape + 1] switch
            {
                'x' => "\\x needs the 2 hexadecimal digits of a Unicode character",
                'u' => "\\u needs the 4 hexadecimal digits of a Unicode character",
                'U' => "\\U needs the 8 hexadecimal digits of a Unicode character",
                _ => "\\ starts an escape sequence such as \\n or \\\\, "
                    + $"found {TomlText.TokenText(Rune.GetRuneAt(text, escape + 1).ToString(), 0)} after it; "
                    + "write \\\\ for a backslash, or put the string in single quotes",
            });
        }

        return isRight || !isKey;
    }

    private bool TakeLineEnd(string what)
    {
        _at = Scan.Space(text, _at);
        SkipComment();
        return IsAtLineEnd || Add(_at, $"expected the end of the line after {what}, found {Found}");
    }

    /// <summary>Over spaces, newlines and comments.</summary>
    private void SkipBlank()
    {
        do
        {
            _at = Scan.Space(text, _at);
            SkipComment();
            _at += Here == '\r' && IsAtLineEnd ? 1 : 0;
        }
        while (Take('\n'));
    }

    private void SkipComment()
    {
        if (Here == '#')
        {
            var start = _at;
            _at = Scan.Line(text, _at);
            AddControl(start, "a comment");
        }
    }

    /// <summary>Notes the first control character that is not allowed in what has just been taken.</summary>
    /// <returns>True if there is none.</returns>
    private bool AddControl(int start, string place)
    {
        var control = start;
        while (control < _at && (text[control] is '\t' or (>= ' ' and not '\x7F') || IsLineEnd(control)))
        {
            control++;
        }

        return control == _at || Add(control, $"{TomlText.Control(text[control])} is not allowed in {place}");
    }

    private bool IsLineEnd(int at) =>
        at == text.Length || text[at] == '\n' || (text[at] == '\r' && Scan.At(text, at + 1) == '\n');

    private bool Take(char expected)
    {
        var isHere = _at < text.Length && Here == expected;
        _at += isHere ? 1 : 0;
        return isHere;
    }

    /// <summary>Notes a mistake, up to one more than are told.</summary>
    /// <returns>False, for who cannot go on from there.</returns>
    private bool Add(int offset, string message)
    {
        if (_faults.Count <= TomlReader.MaxErrors)
        {
            _faults.Add((offset, message));
        }

        return false;
    }
}
