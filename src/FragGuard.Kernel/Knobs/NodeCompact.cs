namespace FragGuard.Kernel;

/// <summary><c>/sys/devices/system/node/nodeN/compact</c>: writing it compacts every zone of one NUMA node.</summary>
/// <remarks>Mode 0200; since 2.6.35, with CONFIG_COMPACTION, CONFIG_NUMA and CONFIG_SYSFS. Takes any value. As
/// <see cref="CompactMemory"/>, but only the node in trouble pays. Source: mm/compaction.c compact_store().</remarks>
public static class NodeCompact
{
    /// <summary>The file for one node, from the root of the file system.</summary>
    public static string RelativePath(int node) => NodeFile.RelativePath(node, "compact");

    /// <summary>True for the path of any node's file.</summary>
    public static bool IsPath(string relativePath) => NodeFile.IsPath(relativePath, "compact");

    /// <summary>The value that the product writes.</summary>
    public static ReadOnlySpan<byte> Now => "1"u8;

    /// <summary>True for that value.</summary>
    public static bool Allows(ReadOnlySpan<byte> value) => value.SequenceEqual(Now);
}
