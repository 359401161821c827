namespace FragGuard.Kernel;

/// <summary>How the rows of a reading began, byte for byte: <c>Node 0, zone   Normal</c>. Allocates only to
/// grow.</summary>
internal sealed class RowHeads
{
    private byte[] _text = new byte[512];
    private int[] _ends = new int[16];

    /// <summary>How many rows.</summary>
    internal int Count { get; private set; }

    /// <summary>The head of one row.</summary>
    internal ReadOnlySpan<byte> this[int row] => _text.AsSpan(StartOf(row).._ends[row]);

    /// <summary>Forgets all of them.</summary>
    internal void Clear() => Count = 0;

    /// <summary>Takes the head of the next row.</summary>
    internal void Add(ReadOnlySpan<byte> head)
    {
        var (start, end) = (StartOf(Count), StartOf(Count) + head.Length);
        if (end > _text.Length)
        {
            Array.Resize(ref _text, end * 2);
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
        }

        head.CopyTo(_text.AsSpan(start));
        _ends[Count++] = end;
    }

    private int StartOf(int row) => row == 0 ? 0 : _ends[row - 1];
}
