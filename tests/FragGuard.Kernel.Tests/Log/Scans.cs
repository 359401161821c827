using System.Text;

namespace FragGuard.Kernel.Tests;

/// <summary>Reads a log as the verb does.</summary>
internal static class Scans
{
    /// <summary>The events of a log.</summary>
    internal static List<FailureEvent> Of(string log) => Of(Encoding.UTF8.GetBytes(log), out _);

    /// <summary>The events of a log, and the scanner that found them.</summary>
    internal static List<FailureEvent> Of(byte[] log, out FailureScanner scanner)
    {
        var found = new List<FailureEvent>();
        scanner = new FailureScanner(found.Add);
        foreach (var range in ((ReadOnlySpan<byte>)log).TrimEnd("\n"u8).Split((byte)'\n'))
        {
            scanner.Take(log.AsSpan()[range]);
        }

        scanner.Finish();
        return found;
    }

    /// <summary>Failures alone, without notes on what the kernel suppressed.</summary>
    internal static List<FailureEvent> Failures(string log) => Of(log).FindAll(found => found.Failure.IsFailure);
}
