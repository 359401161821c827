using System.Text;

namespace FragGuard.Kernel;

/// <summary>What a look at a knob shows: its value, or why it is unknown.</summary>
/// <param name="Value">The value as it must be written to be set again: the bracketed word, or the number; null if it
/// is unknown.</param>
/// <param name="Error">Why, as a sentence; null if it is known.</param>
public readonly record struct KnobReading(string? Value, string? Error)
{
    // The longest is a list of words, as thp.defrag has it.
    private const int LongestBytes = 256;

    /// <summary>Takes the content of a knob's file. An empty one, as a torn reading leaves, is unknown too, and so is
    /// one that no knob can have: it would stand in every message about it.</summary>
    /// <param name="content">What was read.</param>
    /// <param name="path">The file, for the error.</param>
    public static KnobReading Of(ReadOnlySpan<byte> content, string path)
    {
        if (content.Length > LongestBytes)
        {
            return new KnobReading(null, $"{path}: longer than the value of any setting");
        }

        var text = Encoding.UTF8.GetString(content).Trim();
        if (text.Contains('[', StringComparison.Ordinal))
        {
            return BracketedChoice.TryParse(content, out var choice)
                ? new KnobReading(choice.Current, null)
                : new KnobReading(null, $"{path}: not in the kernel's layout");
        }

        return text.Length > 0 ? new KnobReading(text, null) : new KnobReading(null, $"{path}: empty");
    }
}
