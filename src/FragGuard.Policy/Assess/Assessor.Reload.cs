namespace FragGuard.Policy;

/// <summary>What goes on when the configuration is read again: zones keep their state under watches that are still
/// there, and so do the watches that failures in the kernel log have opened.</summary>
public sealed partial class Assessor
{
    private void GoOnFrom(Assessor before)
    {
        _lastAt = before._lastAt;
        _assessment.ClosedWindow = before._assessment.ClosedWindow;
        foreach (var watch in before._watches)
        {
            if (watch.IsFromKernelLog)
            {
                TakeOver(watch, before);
            }
        }

        _assessment.Replace(_roster.GoOnFrom(before._roster, before._assessment.Zones, CounterpartOf));
    }

    private void TakeOver(WatchPlan failure, Assessor before)
    {
        if (before._healedAt.TryGetValue(failure.Index, out var healedAt))
        {
            _healedAt[_nextIndex] = healedAt;
        }

        _watches.Add(failure with { Index = _nextIndex++ });
    }

    private WatchPlan? CounterpartOf(WatchPlan old) => _watches.Find(watch =>
        watch.Settings.Name == old.Settings.Name && watch.Order == old.Order
            && watch.IsFromKernelLog == old.IsFromKernelLog);
}
