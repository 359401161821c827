using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>Carries a rung out and waits for its end: for verbs that a person runs. The guard never waits.</summary>
internal static class RungRunner
{
    /// <summary>Waits until the executor has finished, killing what outlives its deadline.</summary>
    internal static RungResult WaitFor(RungExecutor executor)
    {
        var poller = new Poller(1);
        while (executor.IsBusy)
        {
            var now = GuardLoop.Now;
            poller.Watch(0, executor.WaitFd);
            var left = executor.Deadline!.Value - now;

            // A kernel without pidfd cannot wake us: ask again.
            var patience = executor.WaitFd < 0 ? TimeSpan.FromMilliseconds(20) : left;
            poller.Wait(patience > TimeSpan.Zero ? patience : TimeSpan.Zero);
            executor.Continue(GuardLoop.Now);
        }

        return executor.TakeResult() ?? new RungResult(RungEnd.NothingToDo, TimeSpan.Zero);
    }
}
