namespace FragGuard.Daemon;

/// <summary>How the guard stops: a running rung gets its grace and is killed then, and what is tuned goes back, tried
/// again until it is back or the time is up. It waits for a child that was killed, and for another process that
/// writes.</summary>
/// <remarks>The unit's TimeoutStopSec is longer than both times together.</remarks>
internal sealed class StopSequence(RemedyRunner guard, PutBack putBack)
{
    /// <summary>How long a running rung may go on after a stop request.</summary>
    internal static readonly TimeSpan RungGrace = TimeSpan.FromSeconds(10);

    /// <summary>How long after the stop request settings are still put back.</summary>
    internal static readonly TimeSpan Whole = TimeSpan.FromSeconds(25);

    private TimeSpan _startedAt;
    private bool _isRungOver;

    /// <summary>Begins.</summary>
    internal void Begin(TimeSpan now) => _startedAt = now;

    /// <summary>Goes on, without looking at the machine or deciding anything.</summary>
    /// <returns>True once it is over.</returns>
    internal bool Continue(TimeSpan now)
    {
        guard.Executor.Continue(now);
        if (!_isRungOver && !EndRung(now))
        {
            return false;
        }

        if (now - _startedAt >= Whole)
        {
            guard.Executor.Abandon(now);
            return true;
        }

        return putBack.ContinueStop(now);
    }

    private bool EndRung(TimeSpan now)
    {
        if (guard.Executor.IsBusy && !putBack.IsUnderWay && now - _startedAt >= RungGrace)
        {
            guard.Executor.Abandon(now);
        }

        if (guard.Executor.IsBusy)
        {
            return false;
        }

        _isRungOver = true;
        if (!putBack.IsUnderWay)
        {
            // How the last rung ended, nobody asks any more; what it has tuned is looked at anew.
            _ = guard.Executor.TakeResult();
            _ = guard.Observe();
        }

        putBack.BeginStop();
        return true;
    }
}
