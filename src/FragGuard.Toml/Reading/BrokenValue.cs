namespace FragGuard.Toml.Reading;

/// <summary>Finds the end of a value that has a mistake in it.</summary>
/// <remarks>
/// Reads the value again from its start and counts its brackets. Where they are closed, the value ends. If they never
/// are, a bracket was forgotten, and reading goes on at the first line after the mistake that is a statement: a header,
/// or a key with an equals sign. Within braces such a line may also be a member, so it is only taken when the braces
/// turn out to be open up to the next header.
/// </remarks>
/// <param name="valueStart">Where the value starts.</param>
/// <param name="mistakeOffset">Where the mistake was noticed; reading goes on after it.</param>
internal ref struct BrokenValue(Utf8Cursor valueStart, int mistakeOffset)
{
    // How far braces are believed to be open although a statement seems to stand in them. Bounds the cost of a search
    // that has to return.
    private const int LongestDoubtBytes = 16 * 1024;

    private Utf8Cursor _scan = valueStart;
    private Utf8Cursor _statement;
    private bool _hasStatement;
    private int _openArrays;
    private int _openTables;
    private bool _isAfterEquals;

    private readonly bool IsClosed => _openArrays + _openTables == 0;

    private readonly bool IsInDoubtTooLong => _hasStatement && _scan.Offset - _statement.Offset > LongestDoubtBytes;

    /// <summary>The place to go on from: before a newline, at the start of a line, or the end of the file.</summary>
    public Utf8Cursor FindEnd()
    {
        while (!_scan.AtEnd)
        {
            if (_scan.AtNewline && IsClosed && _scan.Offset >= mistakeOffset)
            {
                return _scan;
            }

            if (!_scan.TakeNewline())
            {
                Step();
            }
            else if (IsWayOut() || IsInDoubtTooLong)
            {
                break;
            }
        }

        return _hasStatement ? _statement : _scan;
    }

    private bool IsWayOut()
    {
        var line = _scan;
        line.SkipSpace();
        var shape = line.Offset < mistakeOffset ? LineShape.Other : LookAhead.Shape(line);
        if (shape == LineShape.KeyValue && _openTables > 0 && !_hasStatement)
        {
            _statement = _scan;
            _hasStatement = true;
        }

        return shape == LineShape.Header || (shape == LineShape.KeyValue && _openTables == 0);
    }

    private void Step()
    {
        switch (_scan.Peek())
        {
            case '"' or '\'':
                // Outside brackets three quotes are more likely debris than the start of a longer string.
                Recovery.SkipString(ref _scan, canSpanLines: !IsClosed || _isAfterEquals);
                _isAfterEquals = false;
                return;
            case '=':
                _scan.Advance();
                _scan.SkipSpace();
                _isAfterEquals = _scan.Peek() is '"' or '\'';
                return;
            case '#':
                _scan.SkipLine();
                return;
            case '[':
                _openArrays++;
                break;
            case '{':
                _openTables++;
                break;
            case ']':
                Close(ref _openArrays, ref _openTables);
                break;
            case '}':
                Close(ref _openTables, ref _openArrays);
                break;
        }

        _scan.Advance();
        _scan.TakeUntil(Characters.StructureStops);
    }

    /// <summary>
    /// Closes one bracket of its kind; or one of the other kind, for <c>[1, 2}</c> is a mistake, too.
    /// </summary>
    private void Close(ref int own, ref int other)
    {
        if (own > 0)
        {
            own--;
        }
        else if (other > 0)
        {
            other--;
        }

        _hasStatement &= _openTables > 0;
    }
}
