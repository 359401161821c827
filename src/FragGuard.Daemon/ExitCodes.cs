namespace FragGuard.Daemon;

/// <summary>Ends the program with an exit code and a sentence.</summary>
internal sealed class GuardException(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    internal int ExitCode => exitCode;
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

    /// <summary>A kernel interface that is needed is missing.</summary>
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
