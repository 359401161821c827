namespace FragGuard.Policy;

/// <summary>What is wrong with a trace.</summary>
/// <param name="Line">The line, counted from 1; 0 if the trace as a whole is meant.</param>
/// <param name="Message">What was found and what was expected, without a full stop.</param>
public readonly record struct TraceError(int Line, string Message)
{
    /// <summary>With the file's name before it.</summary>
    public string In(string path) => Line > 0 ? $"{path}:{this}" : $"{path}: {Message}";

    /// <summary>As a compiler would say it, without the file's name: <c>12: time goes backwards</c>.</summary>
    public override string ToString() => Line > 0 ? $"{Line}: {Message}" : Message;
}
