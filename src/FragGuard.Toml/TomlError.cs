namespace FragGuard.Toml;

/// <summary>One mistake in a TOML document: where it is, what was found and what was expected.</summary>
/// <param name="SourceName">What the document is called, normally its path; may be empty.</param>
/// <param name="Position">Where the mistake is.</param>
/// <param name="Message">
/// The mistake in plain English, one line, without position and without a final full stop.
/// </param>
public sealed record TomlError(string SourceName, TomlPosition Position, string Message)
{
    /// <summary>The mistake as a compiler prints it: <c>file:line:column: message</c>.</summary>
    public override string ToString() =>
        SourceName.Length == 0 ? $"{Position}: {Message}" : $"{SourceName}:{Position}: {Message}";
}
