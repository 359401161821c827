namespace FragGuard.Daemon;

/// <summary>Tells when a kernel file or the state directory stops being readable or writable, and when it is again:
/// once each.</summary>
internal sealed class ReadHealthLog(Reporter reporter)
{
    private string? _failure;
    private string? _storeFailure;
    private bool _skipsLines;

    /// <summary>Notes a reading that cannot be used.</summary>
    internal void Failed(string error)
    {
        if (_failure is null)
        {
            reporter.ReadingFailed(error);
        }

        _failure = error;
    }

    /// <summary>Notes a good reading.</summary>
    /// <param name="skippedLines">Lines of it that were not understood.</param>
    internal void Succeeded(int skippedLines)
    {
        if (_failure is not null)
        {
            reporter.ReadingRecovered($"readable again after: {_failure}");
            _failure = null;
        }

        if (skippedLines > 0 != _skipsLines)
        {
            _skipsLines = skippedLines > 0;
            reporter.ReadingRecovered(_skipsLines
                ? $"/proc/buddyinfo: {skippedLines} lines not understood; their zones are left alone, "
                    + "the others are guarded"
                : "/proc/buddyinfo: every line is understood again");
        }
    }

    /// <summary>Notes whether what was learnt could be stored.</summary>
    internal void Note(string? storeError)
    {
        if (storeError is not null && _storeFailure is null)
        {
            reporter.Warn($"{storeError}: budgets and cooldowns will not survive a restart");
        }

        _storeFailure = storeError;
    }
}
