using System.Globalization;
using FragGuard.Systemd.Native;

namespace FragGuard.Systemd.Hosting;

/// <summary>Whether systemd runs this process.</summary>
public static class SystemdHelpers
{
    /// <summary>The environment variable that names the notification socket.</summary>
    internal const string NotifySocketVariable = "NOTIFY_SOCKET";

    private static readonly Lazy<bool> IsService = new(static () => IsSystemdService(
        Environment.ProcessId,
        Environment.GetEnvironmentVariable,
        static () => ReadCommandName(LibcProcess.GetParentId())));

    /// <summary>Whether this process is the main process of a systemd service.</summary>
    /// <returns>The answer found at the first call.</returns>
    public static bool IsSystemdService() => IsService.Value;

    /// <summary>The decision, from its evidence.</summary>
    /// <param name="processId">This process.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="parentCommandName">Reads the parent's comm; null when it cannot be read.</param>
    /// <remarks>
    /// INVOCATION_ID is no evidence: every descendant of a unit inherits it, a shell in a terminal too.
    /// SYSTEMD_EXEC_PID (systemd 248) names the one process that it was meant for, and also answers where ProtectProc=
    /// hides the parent.
    /// </remarks>
    internal static bool IsSystemdService(
        int processId,
        Func<string, string?> environment,
        Func<string?> parentCommandName)
    {
        // The first process of a container has no parent to look at; what a manager passed in is the sign then.
        if (processId == 1)
        {
            return !string.IsNullOrEmpty(environment(NotifySocketVariable))
                || !string.IsNullOrEmpty(environment("LISTEN_PID"));
        }

        var executed = environment("SYSTEMD_EXEC_PID");
        return executed == processId.ToString(CultureInfo.InvariantCulture) || parentCommandName() == "systemd";
    }

    private static string? ReadCommandName(int processId)
    {
        try
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/comm");
            return File.ReadAllText(path).TrimEnd('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The parent is hidden, in another pid namespace, or has just ended.
            return null;
        }
    }
}
