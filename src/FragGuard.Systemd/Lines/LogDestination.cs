using FragGuard.Systemd.Journal;
using FragGuard.Systemd.Native;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Systemd.Lines;

/// <summary>Where log events go.</summary>
public enum LogDestination
{
    /// <summary>Readable lines on stderr, which is a terminal.</summary>
    Terminal,

    /// <summary>Records on the journal's socket.</summary>
    Journal,

    /// <summary>Lines with &lt;N&gt; priorities on stderr: a container, a pipe, no journal.</summary>
    PriorityLines,

    /// <summary>JSON objects on stdout, one a line: only where that was asked for.</summary>
    JsonLines,
}

/// <summary>Chooses a destination from how the process was started.</summary>
public static class LogDestinations
{
    private const string SocketLinkPrefix = "socket:[";

    /// <summary>
    /// A terminal is for a person; a service, or a stderr that leads to the journal, for the journal.
    /// </summary>
    /// <param name="journalSocketPath">The journal's socket.</param>
    /// <returns>The destination; <see cref="LogDestination.PriorityLines"/> where there is no such socket.</returns>
    public static LogDestination Choose(string journalSocketPath = JournalSocket.DefaultPath) => Choose(
        LibcDescriptor.IsTerminal(LineOutput.StandardError) == 1,
        File.Exists(journalSocketPath),
        SystemdHelpers.IsSystemdService(),
        Environment.GetEnvironmentVariable("JOURNAL_STREAM"),
        ReadStandardErrorLink());

    /// <summary>Lines for people, wherever stderr leads: with priorities where it is no terminal.</summary>
    public static LogDestination Lines() =>
        LibcDescriptor.IsTerminal(
            LineOutput.StandardError) == 1 ? LogDestination.Terminal : LogDestination.PriorityLines;

    /// <summary>The decision, from its evidence.</summary>
    /// <param name="isTerminal">Whether stderr is a terminal.</param>
    /// <param name="hasJournal">Whether the journal's socket exists.</param>
    /// <param name="isService">Whether systemd runs this process.</param>
    /// <param name="journalStream">JOURNAL_STREAM: device and inode of the journal's stream, systemd.exec(5).</param>
    /// <param name="standardErrorLink">Where /proc/self/fd/2 points to: <c>socket:[inode]</c>.</param>
    internal static LogDestination Choose(
        bool isTerminal,
        bool hasJournal,
        bool isService,
        string? journalStream,
        string? standardErrorLink)
    {
        if (isTerminal)
        {
            return LogDestination.Terminal;
        }

        return hasJournal && (isService || IsSameStream(journalStream, standardErrorLink))
            ? LogDestination.Journal
            : LogDestination.PriorityLines;
    }

    // A child inherits the variable also when its stderr was sent elsewhere: the inode tells. Sockets have one device.
    private static bool IsSameStream(string? journalStream, string? standardErrorLink)
    {
        if (standardErrorLink is null || !standardErrorLink.StartsWith(SocketLinkPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var inode = standardErrorLink.AsSpan(SocketLinkPrefix.Length).TrimEnd(']');
        var stream = journalStream.AsSpan();
        var separator = stream.IndexOf(':');
        return separator > 0 && inode.Length > 0 && stream[(separator + 1)..].SequenceEqual(inode);
    }

    private static string? ReadStandardErrorLink()
    {
        try
        {
            return new FileInfo("/proc/self/fd/2").LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // No /proc, or no stderr.
            return null;
        }
    }
}
