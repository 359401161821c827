namespace FragGuard.Kernel;

/// <summary>Which memory zone: the NUMA node that holds it and its name. Node ids may have gaps (0 and 8 on
/// POWER9).</summary>
public readonly record struct ZoneId(int Node, ZoneName Zone)
{
    /// <summary>Reads the words that begin a zone's row or block in buddyinfo, zoneinfo and pagetypeinfo:
    /// <c>Node 0, zone   Normal</c>.</summary>
    /// <returns>False if the line does not begin so; the reader's position is then undefined.</returns>
    public static bool TryRead(ref FieldReader fields, out ZoneId id)
    {
        id = default;
        if (!fields.TrySkip("Node"u8) || !fields.TryReadInt32(out var node) || !fields.TrySkip(","u8)
            || !fields.TrySkip("zone"u8) || !fields.TryReadField(out var text))
        {
            return false;
        }

        // pagetypeinfo writes a comma behind the name.
        if (text[^1] == (byte)',')
        {
            text = text[..^1];
        }

        if (!ZoneName.TryParse(text, out var name))
        {
            return false;
        }

        id = new ZoneId(node, name);
        return true;
    }

    /// <summary>As people write it: <c>node 0 zone Normal</c>.</summary>
    public override string ToString() => $"node {Node} zone {Zone}";
}
