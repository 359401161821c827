namespace FragGuard.Toml.Reading;

/// <summary>One part of a dotted key, unquoted, and where it stands.</summary>
internal readonly record struct KeyPart(string Name, TomlPosition Position);
