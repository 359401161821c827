namespace FragGuard.Daemon;

/// <summary>What happens while something loads: the windows in which watches are on; and how often programs
/// stall.</summary>
internal sealed partial class Daemon
{
    private readonly GuardWindows _windows;
    private string? _stallsError;

    /// <summary>Becomes readable when a window may have been opened or closed; -1 if no watch waits for one.</summary>
    internal int WindowsFd => _windows.Fd;

    /// <summary>The windows as the guard sees them.</summary>
    internal GuardWindows Windows => _windows;

    /// <summary>A window may have been opened or closed: that is looked at at once.</summary>
    internal void NoticeWindows()
    {
        _windows.Drain();
        TickSoon();
    }

    private void LookAtWindows(TimeSpan now)
    {
        if (!_windows.IsDue(now))
        {
            return;
        }

        foreach (var change in _windows.Look(now, mayTidy: !Observes))
        {
            if (change.Fault is not null)
            {
                _reporter.Warn(change.Fault);
            }
            else
            {
                _reporter.Window(change, Settings);
            }
        }

        _assessor.TakeWindows(_windows.Names);
        _board.ShowWindows(_windows.Open, now - _windows.BootNow());
    }

    private void ReadStalls(TimeSpan now)
    {
        if (!_assessor.WantsStalls)
        {
            return;
        }

        if (_sampler.TryReadStalls(out var stalls))
        {
            _assessor.TakeStalls(stalls, now);
        }

        if (_sampler.StallsError != _stallsError)
        {
            _stallsError = _sampler.StallsError;
            _reporter.Warn(_stallsError is null
                ? "how often programs stall is known again"
                : $"{_stallsError}: stalls_above does not count until it can be read");
        }
    }
}
