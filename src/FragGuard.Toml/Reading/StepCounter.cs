namespace FragGuard.Toml.Reading;

/// <summary>
/// Counts the bytes that a reader examines, again and again included: the proof that reading is linear.
/// </summary>
/// <remarks>A class, so that a copy of a cursor, made to look ahead, counts on the same counter.</remarks>
internal sealed class StepCounter
{
    /// <summary>Bytes examined so far.</summary>
    public long Count { get; set; }
}
