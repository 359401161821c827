using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Rows of <c>/proc/buddyinfo</c> in text that has something before them: a time, a host, the file's
/// name.</summary>
public static class BuddyRows
{
    /// <summary>Where a row begins in its line.</summary>
    /// <returns>-1 for a line that holds none.</returns>
    public static int At(ReadOnlySpan<byte> line, out ZoneId zone)
    {
        zone = default;
        var at = line.IndexOf("Node "u8);
        if (at < 0)
        {
            return -1;
        }

        var fields = new FieldReader(line[at..]);
        return !ZoneId.TryRead(ref fields, out zone) ? -1 : line[..at].Trim(" \t"u8).IsEmpty ? 0 : at;
    }

    /// <summary>The rows alone.</summary>
    public static byte[] WithoutPrefixes(ReadOnlySpan<byte> text)
    {
        var rows = new List<byte>(text.Length);
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            var at = At(line, out _);
            if (at >= 0)
            {
                rows.AddRange(line[at..]);
                rows.Add((byte)'\n');
            }
        }

        return [.. rows];
    }
}
