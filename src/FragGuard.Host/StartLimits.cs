using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Why a process or a thread could not be started, in words that name the limit.</summary>
/// <remarks>fork(2): EAGAIN is the pids controller (TasksMax= of a unit, pids limit of a pod), RLIMIT_NPROC or
/// kernel.threads-max; ENOMEM is memory; EMFILE and ENFILE are descriptors. Which of the three EAGAIN is, the kernel
/// does not say: the controller's own files are looked at, from this process's cgroup upwards.</remarks>
public static class StartLimits
{
    private const int OutOfMemory = 12;
    private const int SystemFiles = 23;
    private const int ProcessFiles = 24;
    private const int LargestBytes = 64 << 10;
    private const string Mount = "/sys/fs/cgroup";

    /// <summary>True for an error that says nothing of the program that was to be started: a limit was in the
    /// way.</summary>
    public static bool IsLimit(int errno) => errno is Errno.TryAgain or OutOfMemory or SystemFiles or ProcessFiles;

    /// <summary>One sentence without a full stop.</summary>
    /// <param name="errno">What starting it failed with.</param>
    /// <param name="root">Where /proc/self and the cgroups of this process are.</param>
    public static string Sentence(int errno, KernelRoot root) => "no process can be started: " + errno switch
    {
        Errno.TryAgain => ProcessLimit(root),
        OutOfMemory => "the kernel has no memory for one (ENOMEM)",
        ProcessFiles => "this process has no descriptor left (RLIMIT_NOFILE, LimitNOFILE= of the unit)",
        SystemFiles => "the system has no descriptor left (fs.file-max)",
        _ => Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant(),
    };

    private static string ProcessLimit(KernelRoot root)
    {
        foreach (var directory in Cgroups(Text(root, "/proc/self/cgroup")))
        {
            if (Number(root, directory + "/pids.max") is { } most && Number(root, directory + "/pids.current") is { } now && now >= most)
            {
                var name = directory.Length > Mount.Length ? directory[Mount.Length..] : "/";
                return $"pids.max of the cgroup {name} is reached, {now} of {most} (TasksMax= of the unit, the pids limit of the pod)";
            }
        }

        return $"a limit on processes is reached: pids.max of the cgroup (TasksMax=), RLIMIT_NPROC ({MaxProcesses(root)}) or kernel.threads-max";
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
        foreach (var line in Text(root, "/proc/self/limits").Split('\n'))
        {
            if (line.StartsWith("Max processes", StringComparison.Ordinal))
            {
                return line["Max processes".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "unknown";
            }
        }

        return "unknown";
    }

    private static long? Number(KernelRoot root, string path) =>
        long.TryParse(Text(root, path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(KernelRoot root, string path) =>
        RegularFile.Read(root.Path(path), path, LargestBytes).Content is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
}
