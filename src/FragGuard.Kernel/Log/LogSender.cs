namespace FragGuard.Kernel;

/// <summary>Who wrote a line of a log, as far as the line tells.</summary>
internal enum LogSender
{
    /// <summary>It does not say.</summary>
    Unknown,

    /// <summary>The kernel.</summary>
    Kernel,

    /// <summary>A program: whatever it says of failures is hearsay.</summary>
    Program,
}
