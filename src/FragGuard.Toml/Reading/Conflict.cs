namespace FragGuard.Toml.Reading;

/// <summary>A key or header that the document's earlier lines do not allow.</summary>
/// <param name="Position">Where the part of the key stands that is in the way.</param>
/// <param name="Message">What is wrong.</param>
internal readonly record struct Conflict(TomlPosition Position, string Message);
