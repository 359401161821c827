namespace FragGuard.Daemon;

/// <summary>What is told of the reserve: a sentence, the node, and how much is held of how much.</summary>
internal static class ReserveEvents
{
    internal static EventRecord Of(
        string name, int priority, int node, ulong heldBytes, ulong wantedBytes, string message) =>
        new EventRecord(name, priority, message)
            .With("NODE", node)
            .With("RESERVE_BYTES", heldBytes)
            .With("RESERVE_WANTED_BYTES", wantedBytes);
}
