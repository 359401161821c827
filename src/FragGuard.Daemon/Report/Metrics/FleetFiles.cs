using FragGuard.Host;

namespace FragGuard.Daemon;

/// <summary>The files that the guard leaves for others. Each replaces nothing but an empty file and what it holds
/// itself: the settings may name any file of root's by mistake.</summary>
internal static class FleetFiles
{
    /// <summary>The guard's sign of life: seconds since boot, written anew on every beat, whatever the settings
    /// say.</summary>
    internal const string AlivePath = OwnDirectory + "alive";

    private const string OwnDirectory = "/run/fragguard/";

    /// <summary>The file of the sign of life.</summary>
    internal static PublicFile Alive(KernelRoot root) => new(root, AlivePath, makesDirectory: true);

    /// <summary>The file of the metrics.</summary>
    internal static PublicFile Metrics(KernelRoot root, string path) => Of(root, path, text => IsAll(text, IsMetric));

    /// <summary>The file of the line for probes.</summary>
    internal static PublicFile Probe(KernelRoot root, string path) => Of(root, path, text => IsOne(text, IsProbe));

    /// <summary>The file of the node feature.</summary>
    internal static PublicFile Features(KernelRoot root, string path) =>
        Of(root, path, text => IsOne(text, line => line.StartsWith(FeatureText.Label)));

    private static PublicFile Of(KernelRoot root, string path, Func<ReadOnlySpan<byte>, bool> isOurs) =>
        new(root, path, isOurs, path.StartsWith(OwnDirectory, StringComparison.Ordinal));

    private static bool IsOne(ReadOnlySpan<byte> text, Func<ReadOnlySpan<byte>, bool> isLine) =>
        text.IndexOf((byte)'\n') == text.Length - 1 && isLine(text);

    private static bool IsAll(ReadOnlySpan<byte> text, Func<ReadOnlySpan<byte>, bool> isLine)
    {
        foreach (var line in text.Split((byte)'\n'))
        {
            if (!text[line].IsEmpty && !isLine(text[line]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsMetric(ReadOnlySpan<byte> line) => line.StartsWith("fragguard_"u8)
        || line.StartsWith("# HELP fragguard_"u8) || line.StartsWith("# TYPE fragguard_"u8);

    private static bool IsProbe(ReadOnlySpan<byte> line)
    {
        var digits = line.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits > 0 && line[digits..] is [(byte)' ', (byte)'0' or (byte)'1', (byte)' ', (byte)'0' or (byte)'1',
            (byte)' ', ..];
    }
}
