namespace FragGuard.Config.Toml;

/// <summary>A place in a configuration file, as an editor shows it; (0, 0) is nowhere.</summary>
/// <param name="Line">The line, from 1. Only LF ends a line.</param>
/// <param name="Column">The column, from 1, in Unicode code points: a tab is one column, and so is an emoji.</param>
internal readonly record struct TomlPosition(int Line, int Column);

/// <summary>One mistake in the TOML of a file, before anybody has looked at what it means.</summary>
/// <param name="Position">Where it is.</param>
/// <param name="Message">What is wrong, in one line without position and without a final full stop.</param>
internal sealed record TomlError(TomlPosition Position, string Message);
