using System.Text;
using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard.Daemon;

/// <summary>What a look at a knob shows: its value, or why it is unknown.</summary>
/// <param name="Value">The value as it must be written to be set again: the bracketed word, or the number; null if it is
/// unknown.</param>
/// <param name="Error">Why, as a sentence; null if it is known.</param>
internal readonly record struct KnobReading(string? Value, string? Error);

/// <summary>Reads knobs. A knob that cannot be read has a value all the same: it is unknown, not "nothing".</summary>
internal static class KnobValue
{
    private const int LargestBytes = 64 << 10;

    /// <summary>The file of a knob that the settings name; the configuration reader has made sure that it exists.</summary>
    internal static string PathOf(string knob) => KnobCatalog.TryFind(knob, out var found)
        ? "/" + found.RelativePath
        : throw new ArgumentException($"no knob {knob}", nameof(knob));

    /// <summary>Reads the file of a knob. An empty one, as a torn reading leaves, is unknown too.</summary>
    internal static KnobReading Read(KernelRoot root, string path)
    {
        var reading = RegularFile.Read(root.Path(path), path, LargestBytes);
        if (reading.Content is not { } content)
        {
            return new KnobReading(null, reading.Error);
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
