using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What is said of the failures in a log, as they are found.</summary>
internal interface IFailureReport
{
    /// <summary>What has been said since the last <see cref="Clear"/>, in UTF-8.</summary>
    ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Forgets what has been said: it was printed.</summary>
    void Clear();

    /// <summary>Takes a failure.</summary>
    void Take(FailureEvent failure);

    /// <summary>Ends the report.</summary>
    /// <param name="scanner">What the log had in it.</param>
    void Finish(FailureScanner scanner);
}
