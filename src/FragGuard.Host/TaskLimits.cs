using System.Globalization;
using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Why a process or a thread could not be started, as a sentence that names the limit.</summary>
/// <remarks>clone(2) says EAGAIN for the pids controller (TasksMax= of a unit, the pids limit of a pod), RLIMIT_NPROC,
/// kernel.threads-max and kernel.pid_max alike. The controller's own files are looked at, from this process's cgroup
/// upwards, and RLIMIT_NPROC in /proc/self/limits.</remarks>
public static class TaskLimits
{
    private const int OutOfMemory = 12;
    private const int SystemFiles = 23;
    private const int ProcessFiles = 24;
    private const string Mount = "/sys/fs/cgroup";

    // What was asked for has failed, so that it is not in the count any more; others may have ended since.
    private const ulong Margin = 2;

    /// <summary>True for an error that says nothing of the program that was to be started: a limit was in the
    /// way.</summary>
    public static bool IsLimit(int errno) => errno is Errno.TryAgain or OutOfMemory or SystemFiles or ProcessFiles;

    /// <summary>True if an exception means that the system refused a thread. The runtime calls it memory that ran out,
    /// or, where one of its own types needs a thread to begin with, EAGAIN of a file.</summary>
    public static bool IsRefusal(Exception fault) =>
        fault is OutOfMemoryException or ThreadStartException
        || (fault is TypeInitializationException { InnerException: { } inner }
            && (IsRefusal(inner) || (inner is IOException && (inner.HResult & 0xffff) == Errno.TryAgain)));

    /// <summary>Why no process can be started: one sentence without a full stop.</summary>
    /// <param name="errno">What starting it failed with.</param>
    /// <param name="root">Where /proc/self and the cgroups of this process are.</param>
    public static string Sentence(int errno, KernelRoot root) => "no process can be started: " + errno switch
    {
        Errno.TryAgain => Sentence(root),
        OutOfMemory => "the kernel has no memory for one (ENOMEM)",
        ProcessFiles => "this process has no descriptor left (RLIMIT_NOFILE, LimitNOFILE= of the unit)",
        SystemFiles => "the system has no descriptor left (fs.file-max)",
        _ => Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant(),
    };

    /// <summary>The limit on tasks that is reached: one sentence without a full stop.</summary>
    /// <param name="root">Where /proc/self and the cgroups of this process are.</param>
    public static string Sentence(KernelRoot root)
    {
        foreach (var directory in Cgroups(RegularFile.Text(root, "/proc/self/cgroup")))
        {
            if (RegularFile.Number(root, directory + "/pids.max") is { } most
                && RegularFile.Number(root, directory + "/pids.current") is { } now && now + Margin >= most)
            {
                var name = directory.Length > Mount.Length ? directory[Mount.Length..] : "/";
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"pids.max of the cgroup {name} is reached, "
                        + $"{now} of {most} (TasksMax= of the unit, the pids limit of the pod)");
            }
        }

        return "a limit on processes is reached: pids.max of the cgroup (TasksMax=), "
            + $"RLIMIT_NPROC ({MaxProcesses(root)}), kernel.threads-max or kernel.pid_max";
    }

    // The process's own cgroup first, then those around it: any of them may be the one that is full.
    private static IEnumerable<string> Cgroups(string memberships)
    {
        foreach (var line in memberships.Split('\n'))
        {
            var fields = line.Split(':', 3);
            var mount = fields is ["0", "", _] ? Mount
                : fields.Length == 3 && fields[1].Split(',').Contains("pids") ? Mount + "/pids" : null;
            if (mount is null)
            {
                continue;
            }

            for (var path = fields[2].TrimEnd('/'); ; path = path[..path.LastIndexOf('/')])
            {
                yield return mount + path;
                if (path.LastIndexOf('/') < 0)
                {
                    break;
                }
            }
        }
    }

    private static string MaxProcesses(KernelRoot root)
    {
        const string name = "Max processes";
        foreach (var line in RegularFile.Text(root, "/proc/self/limits").Split('\n'))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()
                    ?? "unknown";
            }
        }

        return "unknown";
    }
}
