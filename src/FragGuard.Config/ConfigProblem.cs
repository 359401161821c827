namespace FragGuard.Config;

/// <summary>One mistake in a configuration file, or one thing to think about: where it is and what to do.</summary>
/// <param name="SourceName">What the file is called, normally its path.</param>
/// <param name="Line">The line, from 1; 0 where the problem is with the file as a whole.</param>
/// <param name="Column">The column, from 1, in code points; 0 as the line.</param>
/// <param name="Message">What is wrong, one line without a final full stop.</param>
internal sealed record ConfigProblem(string SourceName, int Line, int Column, string Message)
{
    /// <summary>True if the file can be used in spite of it.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The source line and a line with a caret under the place; empty where there is no line to
    /// show.</summary>
    public string Excerpt { get; init; } = "";

    /// <summary>As a compiler prints it: the sentence with its place, then the excerpt.</summary>
    public string Render() => Excerpt.Length == 0 ? ToString() : $"{this}\n{Excerpt}";

    /// <summary>On one line: <c>file:line:column: message</c>.</summary>
    public override string ToString()
    {
        var place = Line == 0 ? SourceName : $"{SourceName}:{Line}:{Column}";
        return IsWarning ? $"{place}: warning: {Message}" : $"{place}: {Message}";
    }
}
