using System.Globalization;
using System.Text;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>One reason why a window is open: somebody has opened it, or a command runs for which it is. A file under
/// <c>/run/fragguard/windows</c>, named after the window; for a command also after the process and its namespace of
/// process numbers, since every container has a process 1.</summary>
/// <remarks>Lines <c>key value</c>, the first one <c>fragguard-window 1</c>. Times are on the boot clock, so that they
/// outlast the guard and count suspend; the boot stands beside them, so that they outlast no reboot.</remarks>
/// <param name="Name">The window.</param>
/// <param name="BootId">The boot in which it was opened.</param>
/// <param name="OpenedAt">When, since boot.</param>
/// <param name="Until">When it ends by itself, since boot.</param>
/// <param name="Holder">The process with which it ends; null for one that was opened by hand.</param>
internal sealed record WindowEntry(
    string Name, string BootId, TimeSpan OpenedAt, TimeSpan Until, ProcessIdentity? Holder = null)
{
    private const string Head = "fragguard-window 1";

    /// <summary>The file's name.</summary>
    internal string FileName => Holder is { } holder
        ? string.Create(CultureInfo.InvariantCulture, $"{Name}.{holder.Pid}.{holder.Namespace}")
        : Name;

    /// <summary>The window that a file is named after, and the process.</summary>
    /// <returns>What is wrong with the name; null if nothing.</returns>
    internal static string? ParseName(string fileName, out string window, out int? pid)
    {
        var dot = fileName.IndexOf('.', StringComparison.Ordinal);
        window = dot < 0 ? fileName : fileName[..dot];
        pid = null;
        if (WindowName.Fault(window) is { } fault)
        {
            return $"not the name of a window: {fault}";
        }

        if (dot >= 0)
        {
            var parts = fileName[(dot + 1)..].Split('.');
            if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0
                || parts.Length > 2 || (parts.Length == 2 && !parts[1].All(char.IsAsciiDigit)))
            {
                return "not the name of a window: a process number is expected behind the dot";
            }

            pid = number;
        }

        return null;
    }

    /// <summary>Reads a file.</summary>
    /// <returns>Null if it is not in this layout: nothing of it counts then.</returns>
    internal static WindowEntry? Parse(string fileName, ReadOnlySpan<byte> content)
    {
        if (ParseName(fileName, out var window, out var pid) is not null)
        {
            return null;
        }

        var lines = Encoding.ASCII.GetString(content).Split('\n');
        if (lines is not [Head, var boot, var opened, var until, var holder, ""]
            || !boot.StartsWith("boot ", StringComparison.Ordinal)
            || Milliseconds(opened, "opened_ms ") is not { } openedAt
            || Milliseconds(until, "until_ms ") is not { } endsAt
            || endsAt - openedAt > WindowName.Longest)
        {
            return null;
        }

        var entry = new WindowEntry(window, boot["boot ".Length..], openedAt, endsAt);
        return pid is null
            ? holder == "by hand" ? entry : null
            : HolderOf(holder) is { } process && process.Pid == pid ? entry with { Holder = process } : null;
    }

    /// <summary>The file's content.</summary>
    internal byte[] Write()
    {
        var holder = Holder is { } process
            ? $"process {process.Pid} {process.StartTicks} {process.Namespace}"
            : "by hand";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{Head}\nboot {BootId}\nopened_ms {OpenedAt.TotalMilliseconds:F0}\n"
            + $"until_ms {Until.TotalMilliseconds:F0}\n{holder}\n"));
    }

    // No machine has been up for longer than ten thousand years.
    private static TimeSpan? Milliseconds(string line, string key) =>
        line.StartsWith(key, StringComparison.Ordinal)
        && long.TryParse(line.AsSpan(key.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds < 315_576_000_000_000
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    private static ProcessIdentity? HolderOf(string line) =>
        line.Split(' ') is ["process", var pid, var ticks, var space]
        && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && ulong.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var startTicks)
        && ulong.TryParse(space, NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            ? new ProcessIdentity(number, startTicks, inode)
            : null;
}
