using FragGuard.Host;

namespace FragGuard.Daemon;

/// <summary>The files that the guard leaves for others. Each replaces nothing but an empty file and what it holds
/// itself: the settings may name any file of root's by mistake.</summary>
internal static class FleetFiles
{
    private const string OwnDirectory = "/run/fragguard/";

    /// <summary>The file of the metrics.</summary>
    internal static PublicFile Metrics(KernelRoot root, string path) =>
        Of(root, path, text => text.StartsWith("# HELP fragguard_"u8));

    /// <summary>The file of the line for probes.</summary>
    internal static PublicFile Probe(KernelRoot root, string path) => Of(root, path, IsProbeLine);

    /// <summary>The file of the node feature.</summary>
    internal static PublicFile Features(KernelRoot root, string path) =>
        Of(root, path, text => text.StartsWith(FeatureText.Label));

    private static PublicFile Of(KernelRoot root, string path, Func<ReadOnlySpan<byte>, bool> isOurs) =>
        new(root, path, isOurs, path.StartsWith(OwnDirectory, StringComparison.Ordinal));

    private static bool IsProbeLine(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits > 0 && text[digits..] is [(byte)' ', (byte)'0' or (byte)'1', (byte)' ', (byte)'0' or (byte)'1',
            (byte)' ', ..];
    }
}
