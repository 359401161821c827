using System.Globalization;

namespace FragGuard.Toml;

/// <summary>A place in a TOML document, as an editor shows it.</summary>
/// <remarks>
/// The default value (0, 0) means "nowhere": what was not read from a document has no place in one.
/// </remarks>
/// <param name="Line">The line, from 1. Only LF ends a line.</param>
/// <param name="Column">The column, from 1, in Unicode code points: a tab is one column, and so is an emoji.</param>
public readonly record struct TomlPosition(int Line, int Column)
{
    /// <summary>The position as <c>line:column</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}");
}
