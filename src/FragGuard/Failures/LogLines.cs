namespace FragGuard;

/// <summary>Gives more of a log.</summary>
/// <param name="buffer">Where to.</param>
/// <returns>How many bytes; 0 at its end.</returns>
internal delegate int LogFill(Span<byte> buffer);

/// <summary>The lines of a log of any length, with lines of any length, in a buffer that never grows.</summary>
/// <param name="fill">Where the log comes from.</param>
/// <param name="beforeWait">Called before more is asked for, which may take long: somebody follows a log that is being
/// written.</param>
internal sealed class LogLines(LogFill fill, Action? beforeWait = null)
{
    /// <summary>What is longer is cut: no kernel message is, and no prefix that any log puts before one.</summary>
    internal const int MaxLineBytes = 128 << 10;

    private const int BlockBytes = 8 << 10;

    private readonly byte[] _buffer = new byte[512 << 10];
    private int _start;
    private int _end;
    private bool _isInsideLine;
    private bool _isOver;

    /// <summary>The number of the line that was read last, from 1; 0 before the first.</summary>
    internal long Number { get; private set; }

    // What may belong to the next line, one byte more than is taken of it.
    private ReadOnlySpan<byte> Ahead => _buffer.AsSpan(_start, Math.Min(_end - _start, MaxLineBytes + 1));

    /// <summary>Bytes that were read or passed over.</summary>
    internal long Position { get; private set; }

    /// <summary>The next whole lines that are in the buffer already, about a page of a book; empty if there is none, or
    /// in the middle of a line that is too long.</summary>
    internal ReadOnlySpan<byte> WholeLines()
    {
        var block = _isInsideLine ? default : _buffer.AsSpan(_start, Math.Min(_end - _start, BlockBytes));
        return block[..(block.LastIndexOf((byte)'\n') + 1)];
    }

    /// <summary>Passes over the first so many bytes of <see cref="WholeLines"/>.</summary>
    /// <returns>How many lines they were.</returns>
    internal long PassOver(int bytes)
    {
        var lines = _buffer.AsSpan(_start, bytes).Count((byte)'\n');
        _start += bytes;
        Position += bytes;
        Number += lines;
        return lines;
    }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">Its bytes without the newline, valid until the next read.</param>
    /// <returns>False at the end of the log.</returns>
    internal bool TryRead(out ReadOnlySpan<byte> line)
    {
        bool isRest;
        do
        {
            isRest = _isInsideLine;
            if (!TryReadPiece(out line))
            {
                return false;
            }
        }
        while (isRest);

        Number++;
        return true;
    }

    // Up to the newline, or as much of a longer line as is allowed.
    private bool TryReadPiece(out ReadOnlySpan<byte> piece)
    {
        int newline;
        do
        {
            newline = Ahead.IndexOf((byte)'\n');
        }
        while (newline < 0 && Ahead.Length <= MaxLineBytes && Fill());

        // Filling has moved what is ahead.
        piece = Ahead[..(newline >= 0 ? newline : Math.Min(Ahead.Length, MaxLineBytes))];
        _isInsideLine = newline < 0;
        var taken = piece.Length + (newline >= 0 ? 1 : 0);
        _start += taken;
        Position += taken;
        return newline >= 0 || !piece.IsEmpty;
    }

    private bool Fill()
    {
        if (_isOver)
        {
            return false;
        }

        beforeWait?.Invoke();
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = fill(_buffer.AsSpan(_end));
        _end += read;
        _isOver = read == 0;
        return read > 0;
    }
}
