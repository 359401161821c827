namespace FragGuard.Toml.Reading;

/// <summary>The place for a value: a table and a key that is still free in it.</summary>
internal readonly record struct Slot(TomlTable Table, KeyPart Key);
