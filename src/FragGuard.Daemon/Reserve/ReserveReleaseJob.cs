using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard.Daemon;

/// <summary>Memory of the reserve on its way back to the kernel: over when the holder has answered, or is
/// gone.</summary>
/// <param name="keeper">Takes the answer.</param>
/// <param name="node">The node.</param>
internal sealed class ReserveReleaseJob(ReserveKeeper keeper, NodeReserve node) : IStepJob
{
    /// <inheritdoc/>
    public int WaitFd => node.Holder is not { } holder ? -1 : node.IsEnding ? holder.EndFd : holder.WaitFd;

    /// <inheritdoc/>
    public bool TryEnd(out StepResult result)
    {
        keeper.Continue();
        result = new StepResult(StepEnd.Done);
        return node.Holder is null || (!node.IsEnding && node.Owed == 0);
    }

    /// <inheritdoc/>
    public void Kill() => ReserveKeeper.End(node);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
