using System.Diagnostics.CodeAnalysis;

namespace FragGuard.Kernel;

/// <summary>A list of NUMA nodes as sysfs writes it: <c>0-1,8</c>.</summary>
/// <remarks>Files: <c>/sys/devices/system/node/{online,has_memory,possible,...}</c>; a machine without NUMA support has
/// none of them. An empty list is an empty line. Node ids may have gaps. Source: drivers/base/node.c, format
/// %*pbl.</remarks>
public sealed class NodeList
{
    /// <summary>Which nodes are there.</summary>
    public const string OnlinePath = "/sys/devices/system/node/online";

    /// <summary>Which nodes have memory of any kind.</summary>
    public const string HasMemoryPath = "/sys/devices/system/node/has_memory";

    /// <summary>Node ids at or above this are not understood; kernels are built for at most 1024 nodes.</summary>
    public const int MaxNodes = 4096;

    private readonly int[] _nodes;

    private NodeList(int[] nodes) => _nodes = nodes;

    /// <summary>The node ids, ascending.</summary>
    public ReadOnlySpan<int> Nodes => _nodes;

    /// <summary>Reads the file's text.</summary>
    /// <returns>False if it is not a list of ascending ids and ranges below <see cref="MaxNodes"/>.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out NodeList? list)
    {
        var nodes = new List<int>();
        list = null;
        text = text.Trim(" \t\r\n\0"u8);
        while (!text.IsEmpty)
        {
            var comma = text.IndexOf((byte)',');
            if (!TryAdd(comma < 0 ? text : text[..comma], nodes) || comma == text.Length - 1)
            {
                return false;
            }

            text = comma < 0 ? default : text[(comma + 1)..];
        }

        list = new NodeList([.. nodes]);
        return true;
    }

    /// <summary>True if the node is in the list.</summary>
    public bool Contains(int node) => Nodes.BinarySearch(node) >= 0;

    private static bool TryAdd(ReadOnlySpan<byte> range, List<int> nodes)
    {
        var dash = range.IndexOf((byte)'-');
        if (!TryReadId(dash < 0 ? range : range[..dash], out var first) || !TryReadId(range[(dash + 1)..], out var last)
            || first > last || (nodes.Count > 0 && first <= nodes[^1]))
        {
            return false;
        }

        for (var node = first; node <= last; node++)
        {
            nodes.Add(node);
        }

        return true;
    }

    private static bool TryReadId(ReadOnlySpan<byte> digits, out int id)
    {
        var fields = new FieldReader(digits);
        return fields.TryReadInt32(out id) && fields.Rest.IsEmpty && id < MaxNodes;
    }
}
