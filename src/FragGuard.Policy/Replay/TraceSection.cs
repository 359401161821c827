namespace FragGuard.Policy;

/// <summary>One captured file of a sample. Both parts point into the trace.</summary>
/// <param name="Path">The file without a leading slash: <c>proc/buddyinfo</c>.</param>
/// <param name="Text">Its raw text.</param>
/// <param name="Line">The trace's line that names it.</param>
public readonly record struct TraceSection(ReadOnlyMemory<byte> Path, ReadOnlyMemory<byte> Text, int Line)
{
    /// <summary>True if it is this file.</summary>
    public bool Is(ReadOnlySpan<byte> path) => Path.Span.SequenceEqual(path);
}
