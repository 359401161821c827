namespace FragGuard.Kernel;

/// <summary><c>/sys/devices/system/node/nodeN/reclaim</c>: writing an amount reclaims that much memory from one NUMA
/// node.</summary>
/// <remarks>Mode 0200; since 6.17. Value as for <see cref="CgroupReclaim"/>. Errors: EAGAIN if less than asked for was
/// reclaimed. Source: mm/vmscan.c reclaim_store().</remarks>
public static class NodeReclaim
{
    /// <summary>The file for one node, from the root of the file system.</summary>
    public static string RelativePath(int node) => NodeFile.RelativePath(node, "reclaim");

    /// <summary>True for the path of any node's file.</summary>
    public static bool IsPath(string relativePath) => NodeFile.IsPath(relativePath, "reclaim");

    /// <summary>True for a value that <see cref="CgroupReclaim.Allows"/> takes.</summary>
    public static bool Allows(ReadOnlySpan<byte> value) => CgroupReclaim.Allows(value);
}
