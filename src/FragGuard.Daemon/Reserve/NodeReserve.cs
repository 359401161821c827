using FragGuard.Host;

namespace FragGuard.Daemon;

/// <summary>What is held in reserve on one NUMA node, and by whom.</summary>
/// <param name="node">The node.</param>
internal sealed class NodeReserve(int node)
{
    /// <summary>The node.</summary>
    internal int Node => node;

    /// <summary>Holds it; null while nothing is held.</summary>
    internal IReserveHolder? Holder { get; set; }

    /// <summary>How many huge pages the holder can be told to hold at the most.</summary>
    internal ulong Most { get; set; }

    /// <summary>How many huge pages are held, by the holder's last answer.</summary>
    internal ulong Held { get; set; }

    /// <summary>Answers that the holder still owes.</summary>
    internal int Owed { get; set; }

    /// <summary>It was told to end.</summary>
    internal bool IsEnding { get; set; }

    /// <summary>When something was last let go, lost or refused: nothing is taken before it has been calm for long
    /// enough since.</summary>
    internal TimeSpan? RestsSince { get; set; }

    /// <summary>What was told last: whole, or how much of it and why not more.</summary>
    internal string? Told { get; set; }
}
