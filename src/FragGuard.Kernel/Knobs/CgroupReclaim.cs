namespace FragGuard.Kernel;

/// <summary><c>memory.reclaim</c> of a cgroup (v2): writing an amount reclaims that much memory from it and
/// below.</summary>
/// <remarks>Mode 0200; since 5.19; <c>swappiness=</c> since about 6.9. Honours memory.min and memory.low. Value: an
/// amount, then perhaps a swappiness: <c>512M swappiness=10</c>. Errors: EAGAIN if less than asked for was reclaimed.
/// Source: mm/memcontrol.c memory_reclaim().</remarks>
public static class CgroupReclaim
{
    /// <summary>The file's name in each cgroup's folder.</summary>
    public const string FileName = "memory.reclaim";

    private const string Root = "sys/fs/cgroup/";
    private const int MaxPathLength = 4095;

    /// <summary>The file of one cgroup, from the root of the file system.</summary>
    /// <param name="cgroup">The cgroup as in <c>/proc/PID/cgroup</c>: <c>/system.slice/db.service</c>; with its slash
    /// or without.</param>
    public static string RelativePath(string cgroup)
    {
        var folder = cgroup.Trim('/');
        return folder.Length == 0 ? Root + FileName : $"{Root}{folder}/{FileName}";
    }

    /// <summary>True for the path of any cgroup's file, written plainly: no empty, <c>.</c> or <c>..</c> step, no
    /// control character.</summary>
    public static bool IsPath(string relativePath)
    {
        if (relativePath.Length > MaxPathLength || !relativePath.StartsWith(Root, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = relativePath.AsSpan(Root.Length);
        for (var slash = rest.IndexOf('/'); slash >= 0; slash = rest.IndexOf('/'))
        {
            if (rest[..slash] is "" or "." or ".." || rest[..slash].ContainsAnyInRange('\0', '\x1f'))
            {
                return false;
            }

            rest = rest[(slash + 1)..];
        }

        return rest is FileName;
    }

    /// <summary>True for an amount of at least one byte, such as <c>1048576</c> or <c>512M</c>, alone or with a
    /// swappiness of 0 to 200 or <c>max</c>.</summary>
    public static bool Allows(ReadOnlySpan<byte> value)
    {
        var cursor = new TextCursor(value);
        if (!cursor.TryReadNumber(out var amount) || amount == 0 || value[0] == (byte)'0')
        {
            return false;
        }

        _ = cursor.TrySkip('K') || cursor.TrySkip('M') || cursor.TrySkip('G');
        return cursor.Rest.IsEmpty || (cursor.TrySkip(" swappiness="u8) && IsSwappiness(cursor));
    }

    private static bool IsSwappiness(TextCursor cursor) =>
        cursor.Rest.SequenceEqual("max"u8)
        || (cursor.TryReadNumber(out var swappiness) && swappiness <= 200 && cursor.Rest.IsEmpty);
}
