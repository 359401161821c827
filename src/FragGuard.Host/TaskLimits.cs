using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Which limit of tasks stands in the way when the system refuses a thread or a process: clone(2) says EAGAIN,
/// and nothing more, for half a dozen of them.</summary>
/// <remarks>Sources: <c>pids.max</c> of this process's cgroup and of those above it, which is where systemd's TasksMax=
/// goes; RLIMIT_NPROC of <c>/proc/self/limits</c>; <c>kernel.threads-max</c> and <c>kernel.pid_max</c>.</remarks>
public static class TaskLimits
{
    private const string Others = "a limit of tasks is reached: TasksMax= of the unit or of a slice above it, ulimit -u, "
        + "kernel.threads-max or kernel.pid_max";

    // What is asked for has failed, so that it is not in the count any more; others may have ended since.
    private const long Margin = 2;

    /// <summary>True if an exception means that the system refused a thread. The runtime calls it memory that ran out,
    /// or, where one of its own types needs a thread to begin with, EAGAIN of a file.</summary>
    public static bool IsRefusal(Exception fault) =>
        fault is OutOfMemoryException or ThreadStartException
        || (fault is TypeInitializationException { InnerException: { } inner }
            && (IsRefusal(inner) || (inner is IOException && (inner.HResult & 0xffff) == Errno.TryAgain)));

    /// <summary>The limit that is reached, as a sentence without a full stop.</summary>
    /// <param name="root">Where the machine's files are.</param>
    public static string Sentence(KernelRoot root)
    {
        foreach (var line in Lines(root, "/proc/self/cgroup"))
        {
            var fields = line.Split(':', 3);
            var mount = fields is ["0", "", _] ? "/sys/fs/cgroup" : fields is [_, "pids", _] ? "/sys/fs/cgroup/pids" : null;
            if (mount is not null && CgroupWords(root, mount, fields[2]) is { } words)
            {
                return words;
            }
        }

        return Others;
    }

    private static string? CgroupWords(KernelRoot root, string mount, string cgroup)
    {
        for (var path = cgroup.TrimEnd('/'); path.Length > 0; path = path[..path.LastIndexOf('/')])
        {
            if (Number(root, $"{mount}{path}/pids.max") is { } most && Number(root, $"{mount}{path}/pids.current") >= most - Margin)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"pids.max is {most} in cgroup {path} and reached: raise TasksMax= of that unit or slice");
            }
        }

        return null;
    }

    private static long? Number(KernelRoot root, string path) =>
        Lines(root, path) is [var line, ..] && long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string[] Lines(KernelRoot root, string path)
    {
        try
        {
            return File.ReadAllLines(root.Path(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
