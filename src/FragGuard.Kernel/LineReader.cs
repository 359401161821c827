namespace FragGuard.Kernel;

/// <summary>Hands out the lines of a kernel text one by one, without allocating.</summary>
internal ref struct LineReader(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>True if the line read last ended in a newline. The kernel ends every line so: one that did not was cut
    /// short, or lost its newline on the way.</summary>
    public bool Whole { get; private set; }

    /// <summary>Reads the next line, without its newline.</summary>
    /// <returns>False at the end of the text.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        if (_rest.IsEmpty)
        {
            line = default;
            return false;
        }

        var end = _rest.IndexOf((byte)'\n');
        Whole = end >= 0;
        line = Whole ? _rest[..end] : _rest;
        _rest = Whole ? _rest[(end + 1)..] : default;
        return true;
    }
}
