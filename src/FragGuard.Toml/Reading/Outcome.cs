namespace FragGuard.Toml.Reading;

/// <summary>How the reading of a value ended.</summary>
internal enum Outcome
{
    /// <summary>The value was read.</summary>
    Read,

    /// <summary>The value is wrong and was reported, but where it ends is known: reading can go on after it.</summary>
    Broken,

    /// <summary>A mistake was reported, and where the value ends is not known.</summary>
    Lost,
}
