using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard.Daemon;

/// <summary>The reserve as rungs see it.</summary>
internal interface IReserve
{
    /// <summary>How much is held on a node, in bytes; null where no reserve is kept.</summary>
    ulong? BytesOn(int node);

    /// <summary>Begins to let go of it, or of a part.</summary>
    IStepJob Release(ReserveRelease release);
}
