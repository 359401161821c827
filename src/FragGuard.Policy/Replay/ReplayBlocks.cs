using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The free blocks of a trace's last sample.</summary>
internal sealed class ReplayBlocks
{
    // No machine has as many zones.
    private const int MaxRows = 8192;

    private readonly List<byte> _uncommented = [];
    private ReadOnlyMemory<byte> _text;

    /// <summary>The zones.</summary>
    internal BuddyTable Table { get; } = new();

    /// <summary>There was a row of buddyinfo in the sample.</summary>
    internal bool HasRows { get; private set; }

    /// <summary>Takes a sample's buddyinfo.</summary>
    /// <returns>What is wrong with it; null if nothing.</returns>
    internal TraceError? Take(in TraceSection buddyInfo)
    {
        if (buddyInfo.Text.Span.SequenceEqual(_text.Span))
        {
            return null;
        }

        if (buddyInfo.Text.Span.Count((byte)'\n') > MaxRows)
        {
            return new TraceError(buddyInfo.Line, $"more than {MaxRows} lines of buddyinfo in one sample");
        }

        _text = buddyInfo.Text;
        HasRows = Table.Parse(WithoutComments(buddyInfo.Text.Span));
        return null;
    }

    // A person's remark in a capture is no broken row of it.
    private ReadOnlySpan<byte> WithoutComments(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("#"u8) && text.IndexOf("\n#"u8) < 0)
        {
            return text;
        }

        _uncommented.Clear();
        foreach (var range in text.Split((byte)'\n'))
        {
            if (!text[range].StartsWith("#"u8))
            {
                _uncommented.AddRange(text[range]);
                _uncommented.Add((byte)'\n');
            }
        }

        return CollectionsMarshal.AsSpan(_uncommented);
    }
}
