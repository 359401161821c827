using System.Text.Json;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>A guard that says nothing: one that was stopped or hangs runs still, and its status would go on
/// saying what it said last.</summary>
internal static class DaemonSilence
{
    private const int LimitBytes = 256;

    /// <summary>Looks at the line for probes, which is written anew all the time.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="status">The guard's status, which names the line's file.</param>
    /// <returns>Null if the line is recent, or nothing is known of it.</returns>
    internal static TimeSpan? Of(KernelRoot root, JsonElement status) =>
        StatusMembers.Text(status, StatusPublisher.ProbeMember) is { Length: > 0 } file
            && Uptime(root) is { } uptime
            && ProbeLine.Read(root.Path(file), file, uptime).Age is { } age && age > ProbeCommand.Dead ? age : null;

    /// <summary>Why there may be a guard although there is no status; null where none runs, as a rule.</summary>
    /// <remarks>A guard that cannot write takes its old status away.</remarks>
    internal static string? WithoutStatus(KernelRoot root) => GuardLock.IsHeldBySomebody(root)
        ? $"a guard runs, and {StatusPublisher.FilePath} is not there: is "
            + $"{Path.GetDirectoryName(GuardLock.FilePath)} full?"
        : null;

    // A captured tree has its own time.
    private static long? Uptime(KernelRoot root)
    {
        if (root.IsLive)
        {
            return BootClock.Seconds;
        }

        var path = HostFiles.Uptime.Path;
        var text = RegularFile.Read(root.Path(path), path, LimitBytes).Content;
        return (long?)HostStateReader.UptimeOf(text)?.TotalSeconds;
    }
}
