using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The reserve: when it may be filled up, and what rungs may count on.</summary>
internal sealed partial class Daemon
{
    private readonly ReserveKeeper _reserve;

    /// <summary>Readable when a process that holds memory in reserve has answered, or is gone.</summary>
    internal int ReserveFd => _reserve.WaitFd;

    /// <summary>Takes its answer.</summary>
    internal void TendReserve() => _reserve.Continue();

    private void FillReserve(Assessment zones, TimeSpan now)
    {
        var isCalm = IsCalm(zones) && _ladder.Relapsing(Settings.Incident, now).IsEmpty;
        _reserve.Look(isCalm, zones, _sampler.FreeBlocks, _sampler.Zones, now);
    }
}
