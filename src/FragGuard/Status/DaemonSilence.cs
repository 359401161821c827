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

    /// <summary>A guard that leaves no word for longer is taken for dead; it writes four times as often.</summary>
    private static readonly TimeSpan Dead = TimeSpan.FromSeconds(60);

    /// <summary>Looks at the guard's sign of life, which is written anew all the time.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="status">The guard's status, which says when it was written: the last word where the sign of life
    /// cannot be read.</param>
    /// <returns>Null if there was a word lately, or the guard is of a version that leaves none.</returns>
    internal static TimeSpan? Of(KernelRoot root, JsonElement status)
    {
        if (StatusMembers.Seconds(status, StatusPublisher.WrittenMember) is not { } written
            || Uptime(root) is not { } now)
        {
            return null;
        }

        var text = RegularFile.Read(root.Path(FleetFiles.AlivePath), FleetFiles.AlivePath, LimitBytes).Content;
        var alive = HostStateReader.UptimeOf(text) is { } at && at <= now ? at : TimeSpan.Zero;
        var age = now - (alive > written ? alive : written);
        return age > Dead ? age : null;
    }

    /// <summary>Why there may be a guard although there is no status; null where none runs, as a rule.</summary>
    /// <remarks>A guard that cannot write takes its old status away.</remarks>
    internal static string? WithoutStatus(KernelRoot root) => GuardLock.IsHeldBySomebody(root)
        ? $"a guard runs, and {StatusPublisher.FilePath} is not there, or not of a guard that can be seen from here: "
            + $"is {Path.GetDirectoryName(GuardLock.FilePath)} full?"
        : null;

    // A captured tree has its own time.
    private static TimeSpan? Uptime(KernelRoot root)
    {
        if (root.IsLive)
        {
            return BootClock.Now;
        }

        var path = HostFiles.Uptime.Path;
        var text = RegularFile.Read(root.Path(path), path, LimitBytes).Content;
        return HostStateReader.UptimeOf(text);
    }
}
