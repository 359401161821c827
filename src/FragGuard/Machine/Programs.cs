using System.Globalization;
using System.Text;
using FragGuard.Daemon;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>A program and what it takes.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="Name">Its name.</param>
/// <param name="RssKib">Memory that it has mapped, shared pages counted in full.</param>
/// <param name="SwapKib">What of it is in swap.</param>
internal sealed record ProgramUse(int Pid, string Name, ulong RssKib, ulong SwapKib)
{
    /// <summary>Its proportional share: shared pages divided among those who share them; null where it could not be
    /// read.</summary>
    internal ulong? PssKib { get; init; }

    /// <summary>In transparent huge pages.</summary>
    internal ulong? HugeKib { get; init; }

    /// <summary>Locked in memory.</summary>
    internal ulong LockedKib { get; init; }

    /// <summary>Whose it is.</summary>
    internal CgroupOwner? Owner { get; init; }

    /// <summary>The pod's namespace and name, where the node's log directory tells.</summary>
    internal string? PodName { get; init; }

    /// <summary>What it is sorted by.</summary>
    internal ulong SizeKib => PssKib ?? RssKib;
}

/// <summary>The biggest programs of the machine.</summary>
internal static class Programs
{
    private const int Candidates = 60;
    private const int Shown = 20;

    // The kernel walks a program's whole page table for its share: of a large one that takes a while.
    private static readonly TimeSpan SharesTime = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan ListTime = TimeSpan.FromMilliseconds(700);

    /// <summary>Reads them, biggest first.</summary>
    /// <param name="files">The machine's files.</param>
    /// <param name="names">Told the name of every process.</param>
    internal static List<ProgramUse> Read(MachineFiles files, Action<string> names)
    {
        var all = List(files, names);
        all.Sort((one, other) => (other.RssKib + other.SwapKib).CompareTo(one.RssKib + one.SwapKib));
        var pods = PodNames(files);
        var (startedAt, denied, late) = (GuardLoop.Now, 0, 0);
        var biggest = new List<ProgramUse>();
        for (var i = 0; i < Math.Min(all.Count, Candidates); i++)
        {
            var program = all[i];
            var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{program.Pid}/");
            var owner = files.Read(folder + "cgroup", what: null) is { } groups ? CgroupOwner.Parse(groups) : null;
            program = program with
            {
                Owner = owner,
                PodName = owner?.PodUid is { } uid ? pods.GetValueOrDefault(uid)
                : null
            };
            if (GuardLoop.Now - startedAt > SharesTime)
            {
                late++;
            }
            else if (files.Read(folder + "smaps_rollup", what: null) is { Length: > 0 } rollup)
            {
                program = program with
                {
                    PssKib = NamedLines.Find(rollup, "Pss"u8),
                    HugeKib = NamedLines.Find(rollup, "AnonHugePages"u8),
                };
            }
            else
            {
                denied++;
            }

            biggest.Add(program);
        }

        if (denied > 0)
        {
            files.Miss(
                "/proc/PID/smaps_rollup", $"proportional share and huge pages of {Quantity.Of(denied, "program")}",
                "they have ended, or permission is denied: run it as root; they are shown by their RSS");
        }

        if (late > 0)
        {
            files.Miss(
                "/proc/PID/smaps_rollup", $"proportional share of {Quantity.Of(late, "program")}",
                "it would have taken longer than a report may; they are shown by their RSS");
        }

        biggest.Sort((one, other) => other.SizeKib.CompareTo(one.SizeKib));
        return biggest.Count > Shown ? biggest.GetRange(0, Shown) : biggest;
    }

    /// <summary>The names of the node's pods by uid, as the kubelet names the directories of their logs.</summary>
    internal static Dictionary<string, string> PodNames(MachineFiles files)
    {
        const string path = "/var/log/pods";
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var directory in Directory.EnumerateDirectories(files.Root.Path(path)))
            {
                // namespace_name_uid; neither of the first two has an underscore.
                var parts = Path.GetFileName(directory).Split('_');
                if (parts.Length == 3)
                {
                    names[parts[2]] = $"{parts[0]}/{parts[1]}";
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // No kubelet here.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            files.Miss(path, "names of pods", "permission denied: run it as root; pods are shown by their uid");
        }

        return names;
    }

    private static List<ProgramUse> List(MachineFiles files, Action<string> names)
    {
        var all = new List<ProgramUse>();
        var startedAt = GuardLoop.Now;
        try
        {
            foreach (var directory in Directory.EnumerateDirectories(files.Root.Path("/proc")))
            {
                if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None,
                    CultureInfo.InvariantCulture, out var pid)
                    && ReadOne(files, pid) is { } program)
                {
                    names(program.Name);
                    all.Add(program);
                    if (GuardLoop.Now - startedAt > ListTime)
                    {
                        files.Miss("/proc", "every program", $"only {all.Count} of them could be looked at in time");
                        break;
                    }
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            files.Miss("/proc", "programs", fault.Message);
        }

        return all;
    }

    // A thread of the kernel has no memory of its own, and one that has just ended has no file.
    private static ProgramUse? ReadOne(MachineFiles files, int pid)
    {
        var status = files.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status"), what: null);
        if (status is null || NamedLines.Find(status, "VmRSS"u8) is not { } rssKib)
        {
            return null;
        }

        var line = status.AsSpan(0, Math.Max(0, Array.IndexOf(status, (byte)'\n')));
        var name = line.StartsWith("Name:"u8) ? Encoding.UTF8.GetString(line["Name:".Length..]).Trim() : "?";
        return new ProgramUse(pid, name, rssKib, NamedLines.Find(status, "VmSwap"u8) ?? 0)
        {
            LockedKib = NamedLines.Find(status, "VmLck"u8) ?? 0,
        };
    }
}
