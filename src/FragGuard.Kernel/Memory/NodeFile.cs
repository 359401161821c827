using System.Globalization;

namespace FragGuard.Kernel;

/// <summary>The files that each NUMA node has in <c>/sys/devices/system/node/nodeN</c>.</summary>
internal static class NodeFile
{
    private const string Before = "sys/devices/system/node/node";

    /// <summary>The path of one node's file, from the root of the file system.</summary>
    internal static string RelativePath(int node, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"{Before}{node}/{file}");

    /// <summary>True if a path is exactly what <see cref="RelativePath"/> gives for some node.</summary>
    internal static bool IsPath(string path, string file)
    {
        var end = path.Length - file.Length - 1;
        var digits = end > Before.Length ? path.AsSpan(Before.Length, end - Before.Length) : default;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var node)
            && node < NodeList.MaxNodes
            && string.Equals(path, RelativePath(node, file), StringComparison.Ordinal);
    }
}
