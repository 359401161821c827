using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Which process, so that another one that gets its number later is not taken for it.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="StartTicks">When it began, in ticks since boot: field 22 of <c>/proc/PID/stat</c>. It stays the same
/// when the process becomes another program.</param>
/// <param name="Namespace">The namespace of process numbers in which it has this one: the inode of
/// <c>/proc/PID/ns/pid</c>.</param>
public readonly record struct ProcessIdentity(int Pid, ulong StartTicks, ulong Namespace)
{
    private const int StatBytes = 4096;

    /// <summary>This very process.</summary>
    /// <returns>Null where /proc does not tell.</returns>
    public static ProcessIdentity? Own() =>
        OwnNamespace() is { } space && TryReadStat("self", out var startTicks, out _)
            ? new ProcessIdentity(Environment.ProcessId, startTicks, space)
            : null;

    /// <summary>Whether it lives.</summary>
    /// <returns>Null where that cannot be told: it is in another namespace than this process, so that its number means
    /// nothing here.</returns>
    public bool? IsAlive()
    {
        if (OwnNamespace() != Namespace)
        {
            return null;
        }

        var name = Pid.ToString(CultureInfo.InvariantCulture);
        return TryReadStat(name, out var startTicks, out var state)
            && startTicks == StartTicks && state is not ('Z' or 'X');
    }

    private static ulong? OwnNamespace() =>
        FileStatus.TryRead("/proc/self/ns/pid", out var status) ? status.Inode : null;

    private static bool TryReadStat(string process, out ulong startTicks, out char state)
    {
        (startTicks, state) = (0, '\0');
        var path = $"/proc/{process}/stat";
        if (RegularFile.Read(path, path, StatBytes).Content is not { } text || !ProcStat.TryParse(text, out var stat))
        {
            return false;
        }

        state = stat.State;
        return ProcStat.TryReadStartTicks(text, out startTicks);
    }
}
