using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What the kernel log proves: failed allocations, and the memory dumps behind them.</summary>
internal sealed partial class Daemon
{
    /// <summary>Takes page allocation failures from the kernel log as proof: the next tick is due at once.</summary>
    internal void TakeFailure(AllocationFailure failure)
    {
        var report = FailureReport.Of(failure);
        _reporter.Failure(report);
        if (report.IsFailure)
        {
            _board.NoteFailure(report.ToString());
        }

        if (report.IncidentOrder is { } order)
        {
            _recorder?.TakeFailure(failure, order);
            _assessor.TakeFailure(order);
            TickSoon();
        }
    }

    /// <summary>Takes the memory dump behind a failure that was taken before: what its first line said may have to be
    /// corrected, and a slab names its order only there.</summary>
    internal void TakeDump(FailureEvent failure)
    {
        var (first, whole) = (FailureReport.Of(failure.Failure), FailureReport.Of(failure));
        if (whole.IsFailure && whole.Verdict != first.Verdict)
        {
            _reporter.FailureExplained(whole);
        }

        if (first.IncidentOrder is null && whole.IncidentOrder is { } order)
        {
            _assessor.TakeFailure(order);
            TickSoon();
        }
    }
}
