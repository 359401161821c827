using FragGuard.Host;

namespace FragGuard.Daemon;

/// <summary>Ends the program with an exit code and a sentence.</summary>
internal sealed class GuardException(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    internal int ExitCode => exitCode;

    /// <summary>A file that was named, or is needed, cannot be read.</summary>
    /// <param name="fault">What the base library threw.</param>
    /// <param name="path">The file.</param>
    internal static GuardException Unreadable(Exception fault, string path) =>
        new(fault is UnauthorizedAccessException ? ExitCodes.NoPermission : ExitCodes.Unavailable,
            FileFault.Sentence(fault, path));
}

/// <summary>Exit codes, as in sysexits.h where it has one.</summary>
internal static class ExitCodes
{
    internal const int Ok = 0;

    /// <summary>The answer is no.</summary>
    internal const int No = 1;

    /// <summary>The answer is not known: <c>status --check</c>.</summary>
    internal const int Unknown = 2;

    /// <summary>The command line is wrong.</summary>
    internal const int Usage = 64;

    /// <summary>A file that was named is not in its format.</summary>
    internal const int Data = 65;

    /// <summary>A kernel interface that is needed, or a file that was named, is missing.</summary>
    internal const int Unavailable = 69;

    /// <summary>A bug.</summary>
    internal const int Software = 70;

    /// <summary>The system refused a thread or a process: a limit of tasks is reached.</summary>
    internal const int SystemLimit = 71;

    /// <summary>Standard output, or a file that was asked for, could not be written; the work itself is done.</summary>
    internal const int InputOutput = 74;

    /// <summary>No permission.</summary>
    internal const int NoPermission = 77;

    /// <summary>The configuration has errors.</summary>
    internal const int Config = 78;
}
