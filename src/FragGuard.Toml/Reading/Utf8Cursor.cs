using System.Buffers;

namespace FragGuard.Toml.Reading;

/// <summary>
/// A place in the document's bytes that moves forward. A copy is a look-ahead, or a mark to return to.
/// </summary>
internal ref struct Utf8Cursor
{
    /// <summary>What <see cref="Peek"/> gives past the last byte.</summary>
    public const int EndOfText = -1;

    private readonly ReadOnlySpan<byte> _text;
    private readonly StepCounter _steps;

    // The last offset of which line and column are known: each byte is counted once on the way from there to here.
    private int _knownOffset;
    private int _knownLine = 1;
    private int _knownColumn = 1;

    /// <summary>Starts at the first byte, after a byte order mark if there is one.</summary>
    public Utf8Cursor(ReadOnlySpan<byte> text, StepCounter steps)
    {
        _text = text;
        _steps = steps;
        _knownOffset = Offset = text.StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>The byte offset from the start of the document.</summary>
    public int Offset { get; private set; }

    /// <summary>True past the last byte.</summary>
    public readonly bool AtEnd => Offset == _text.Length;

    /// <summary>True before LF or CRLF. A CR alone ends no line in TOML.</summary>
    public readonly bool AtNewline => Peek() == '\n' || (Peek() == '\r' && Peek(1) == '\n');

    /// <summary>True where a line starts: at the start of the document or just after LF.</summary>
    public readonly bool AtLineStart => Offset == 0 || _text[Offset - 1] == '\n';

    /// <summary>Everything from here on.</summary>
    public readonly ReadOnlySpan<byte> Rest => _text[Offset..];

    /// <summary>The byte that is so many bytes ahead, or <see cref="EndOfText"/>.</summary>
    public readonly int Peek(int ahead = 0) => Offset + ahead < _text.Length ? _text[Offset + ahead] : EndOfText;

    /// <summary>Goes so many bytes forward.</summary>
    public void Advance(int count = 1)
    {
        Offset += count;
        _steps.Count += count;
    }

    /// <summary>Goes past the given character if it is the next one.</summary>
    public bool Take(char expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        Advance();
        return true;
    }

    /// <summary>Goes past LF or CRLF if one is next.</summary>
    public bool TakeNewline()
    {
        if (!AtNewline)
        {
            return false;
        }

        Advance(Peek() == '\r' ? 2 : 1);
        return true;
    }

    /// <summary>Goes to the next byte that is one of the given, or to the end, and gives what lies between.</summary>
    public ReadOnlySpan<byte> TakeUntil(SearchValues<byte> stops) => TakeRun(Rest.IndexOfAny(stops));

    /// <summary>Goes to the next byte that is none of the given, or to the end, and gives what lies between.</summary>
    public ReadOnlySpan<byte> TakeWhile(SearchValues<byte> allowed) => TakeRun(Rest.IndexOfAnyExcept(allowed));

    /// <summary>Goes over spaces and tabs.</summary>
    public void SkipSpace() => TakeWhile(Characters.Space);

    /// <summary>
    /// Goes before the newline that ends this line, or to the end. What lies between is not looked at.
    /// </summary>
    public void SkipLine()
    {
        TakeUntil(Characters.LineFeed);
        if (!AtEnd && !AtLineStart && _text[Offset - 1] == '\r')
        {
            Offset--;
        }
    }

    /// <summary>Line and column of this place.</summary>
    public TomlPosition Here()
    {
        foreach (var unit in _text[_knownOffset..Offset])
        {
            if (unit == '\n')
            {
                _knownLine++;
                _knownColumn = 1;
            }
            else if ((unit & 0xC0) != 0x80)
            {
                // Bytes 10xxxxxx only continue a code point.
                _knownColumn++;
            }
        }

        _steps.Count += Offset - _knownOffset;
        _knownOffset = Offset;
        return new(_knownLine, _knownColumn);
    }

    private ReadOnlySpan<byte> TakeRun(int length)
    {
        var run = length < 0 ? Rest : Rest[..length];
        Advance(run.Length);
        return run;
    }
}
