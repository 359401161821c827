using FragGuard.Kernel;

namespace FragGuard.Failures;

/// <summary>What is said of the failures in a log, as they are found.</summary>
internal interface IFailureReport
{
    /// <summary>What has been said since the last <see cref="Clear"/>, in UTF-8.</summary>
    ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Forgets what has been said: it was printed.</summary>
    void Clear();

    /// <summary>Takes a message.</summary>
    /// <param name="number">The number of its line, from 1.</param>
    /// <param name="line">The line.</param>
    /// <param name="failure">What it says.</param>
    void Take(long number, ReadOnlySpan<byte> line, AllocationFailure failure);

    /// <summary>Ends the report.</summary>
    /// <param name="lines">How many lines the log had.</param>
    void Finish(long lines);
}
