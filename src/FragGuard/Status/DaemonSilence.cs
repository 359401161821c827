using System.Text.Json;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>How long a guard has left no word: one that was stopped or hangs runs still, and its status would go on
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
