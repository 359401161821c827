using System.Buffers.Text;

namespace FragGuard.Kernel;

/// <summary>Reads blank-separated fields of one line of kernel text, left to right, without allocating.</summary>
/// <remarks>Fields are separated by any run of blanks and tabs: the kernel pads to a minimum width, and long numbers
/// push later columns right, so nothing here counts columns.</remarks>
public ref struct FieldReader(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line;

    /// <summary>What has not been read yet, blanks included.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>True when only blanks are left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipBlanks();
            return _rest.IsEmpty;
        }
    }

    /// <summary>Skips blanks and then exactly this text.</summary>
    /// <returns>False, with nothing but blanks consumed, if the text is not next.</returns>
    public bool TrySkip(ReadOnlySpan<byte> text)
    {
        SkipBlanks();
        if (!_rest.StartsWith(text))
        {
            return false;
        }

        _rest = _rest[text.Length..];
        return true;
    }

    /// <summary>Reads the next field, up to a blank or the end.</summary>
    /// <returns>False at the end of the line.</returns>
    public bool TryReadField(out ReadOnlySpan<byte> field)
    {
        SkipBlanks();
        var length = 0;
        while (length < _rest.Length && !IsBlank(_rest[length]))
        {
            length++;
        }

        field = _rest[..length];
        _rest = _rest[length..];
        return length > 0;
    }

    /// <summary>Reads an unsigned decimal number that ends at a blank, a comma, a closing parenthesis or the
    /// end.</summary>
    /// <returns>False, with nothing but blanks consumed, if there is no number or it does not fit 64 bits.</returns>
    public bool TryReadUInt64(out ulong value)
    {
        SkipBlanks();
        if (!Utf8Parser.TryParse(_rest, out value, out var length) || !EndsAt(length)
            || _rest[0] is (byte)'+' or (byte)'-')
        {
            value = 0;
            return false;
        }

        _rest = _rest[length..];
        return true;
    }

    /// <summary>As <see cref="TryReadUInt64"/>, for a number that fits a non-negative 32-bit integer.</summary>
    public bool TryReadInt32(out int value)
    {
        var before = _rest;
        if (TryReadUInt64(out var wide) && wide <= int.MaxValue)
        {
            value = (int)wide;
            return true;
        }

        _rest = before;
        value = 0;
        return false;
    }

    private readonly bool EndsAt(int length) =>
        length == _rest.Length || IsBlank(_rest[length]) || _rest[length] is (byte)',' or (byte)')';

    private void SkipBlanks()
    {
        var length = 0;
        while (length < _rest.Length && IsBlank(_rest[length]))
        {
            length++;
        }

        _rest = _rest[length..];
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r';
}
