
namespace FragGuard.Host;

/// <summary>How much memory this process's control group lets it have: the tightest limit of the group and those above
/// it.</summary>
/// <remarks>Sources: <c>/proc/self/cgroup</c>; <c>memory.max</c> and <c>memory.current</c> of the unified hierarchy,
/// <c>memory.limit_in_bytes</c> and <c>memory.usage_in_bytes</c> of the old one. In a container the group is often
/// shown as if it were the root: then the root of the mount has the numbers.</remarks>
/// <param name="LimitBytes">The limit; null if there is none.</param>
/// <param name="RoomBytes">What is left below it now; null if there is no limit, or nobody says what is used.</param>
public readonly record struct CgroupMemory(ulong? LimitBytes, ulong? RoomBytes)
{
    // The old hierarchy shows "none" as the largest number of pages.
    private const ulong NoLimit = 1UL << 60;

    /// <summary>Reads it.</summary>
    /// <param name="root">Where the machine's files are: this process's own, not those of a mounted host.</param>
    public static CgroupMemory Read(KernelRoot root)
    {
        foreach (var line in RegularFile.Text(root, "/proc/self/cgroup").Split('\n'))
        {
            var fields = line.Split(':', 3);
            var room = fields is ["0", "", var path]
                ? Tightest(root, "/sys/fs/cgroup", path, "memory.max", "memory.current")
                : fields is [_, var controllers, var old] && controllers.Split(',').AsSpan().Contains("memory")
                    ? Tightest(root, "/sys/fs/cgroup/memory", old, "memory.limit_in_bytes", "memory.usage_in_bytes")
                    : default;
            if (room.LimitBytes is not null)
            {
                return room;
            }
        }

        return default;
    }

    private static CgroupMemory Tightest(KernelRoot root, string mount, string path, string limitName, string usedName)
    {
        var tightest = default(CgroupMemory);
        for (path = path.TrimEnd('/'); ; path = path[..path.LastIndexOf('/')])
        {
            if (RegularFile.Number(root, $"{mount}{path}/{limitName}") is { } limit and < NoLimit)
            {
                var used = RegularFile.Number(root, $"{mount}{path}/{usedName}");
                var room = used is { } bytes ? limit - Math.Min(bytes, limit) : tightest.RoomBytes;
                tightest = new CgroupMemory(
                    Math.Min(limit, tightest.LimitBytes ?? limit),
                    tightest.RoomBytes < room ? tightest.RoomBytes : room);
            }

            if (path.LastIndexOf('/') < 0)
            {
                return tightest;
            }
        }
    }
}
