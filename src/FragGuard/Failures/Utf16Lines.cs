namespace FragGuard;

/// <summary>A log in UTF-16, as PowerShell and some editors write it, turned into UTF-8 while it is read. Other logs
/// pass
/// as they are.</summary>
/// <remarks>Known by its mark of byte order, or by every other one of its first bytes being zero.</remarks>
internal sealed class Utf16Lines(LogFill fill)
{
    private readonly byte[] _raw = new byte[64 << 10];
    private bool? _isUtf16;
    private bool _isBigEndian;
    private int _have;
    private int _taken;
    private char _high;

    /// <summary>Gives more of the log: see <see cref="LogFill"/>.</summary>
    internal int Fill(Span<byte> buffer)
    {
        if (_isUtf16 == false && _have == 0)
        {
            return fill(buffer);
        }

        if (_isUtf16 is null)
        {
            Detect();
        }

        return _isUtf16 == true ? Convert(buffer) : HandOut(buffer);
    }

    private void Detect()
    {
        while (_have < 4)
        {
            var read = fill(_raw.AsSpan(_have));
            if (read == 0)
            {
                break;
            }

            _have += read;
        }

        var start = _raw.AsSpan(0, _have);
        _isBigEndian = start is [0xfe, 0xff, ..] or [0, not 0, 0, not 0, ..];
        _isUtf16 = _isBigEndian || start is [0xff, 0xfe, ..] or [not 0, 0, not 0, 0, ..];
    }

    private int HandOut(Span<byte> buffer)
    {
        var bytes = Math.Min(_have - _taken, buffer.Length);
        _raw.AsSpan(_taken, bytes).CopyTo(buffer);
        _taken += bytes;
        if (_taken == _have)
        {
            (_have, _taken) = (0, 0);
        }

        return bytes > 0 ? bytes : fill(buffer);
    }

    // A character of two bytes becomes three at most.
    private int Convert(Span<byte> buffer)
    {
        var written = 0;
        while (written == 0)
        {
            if (_have < 2)
            {
                var read = fill(_raw.AsSpan(_have));
                if (read == 0)
                {
                    return 0;
                }

                _have += read;
                continue;
            }

            var at = 0;
            for (; at + 1 < _have && written + 4 <= buffer.Length; at += 2)
            {
                var unit = (char)(_isBigEndian ? (_raw[at] << 8) | _raw[at + 1] : (_raw[at + 1] << 8) | _raw[at]);
                written += Put(unit, buffer[written..]);
            }

            _raw.AsSpan(at, _have - at).CopyTo(_raw);
            _have -= at;
        }

        return written;
    }

    private int Put(char unit, Span<byte> buffer)
    {
        if (char.IsHighSurrogate(unit))
        {
            _high = unit;
            return 0;
        }

        var rune = char.IsLowSurrogate(unit) && _high != 0 ? new System.Text.Rune(_high, unit)
            : System.Text.Rune.TryCreate(unit, out var single) ? single
            : System.Text.Rune.ReplacementChar;
        _high = '\0';
        return unit == '\ufeff' ? 0 : rune.EncodeToUtf8(buffer);
    }
}
