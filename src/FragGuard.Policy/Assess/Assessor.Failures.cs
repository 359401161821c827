using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Watches that failures in the kernel log open, and for how long they stay.</summary>
public sealed partial class Assessor
{
    private const int NothingProven = int.MaxValue;

    private readonly Dictionary<int, TimeSpan> _healedAt = [];
    private readonly TimeSpan _linger;
    private int _provenOrder = NothingProven;

    /// <summary>Takes a page allocation failure from the kernel log as proof: the next reading breaches every zone that
    /// cannot serve this order, until it can again. A zone that is too low already, for a watch of this order or a
    /// higher one, need not stay so any longer.</summary>
    public void TakeFailure(int order)
    {
        if (order is < 1 or > Order.Max)
        {
            return;
        }

        _provenOrder = Math.Min(order, _provenOrder);
        if (_watches.Find(watch => watch.IsFromKernelLog && watch.Order == order) is { } known)
        {
            _healedAt.Remove(known.Index);
            return;
        }

        _watches.Add(WatchPlan.ForFailure(_nextIndex++, order, _machine.PageBytes));
        _isStale = true;
    }

    // A zone that a failure's watch has not breached can serve the order: the failure has proved what it could, and
    // breaches no zone any more. The watch stays for as long as a rung may want to be judged by it.
    private void RetireHealedFailures(TimeSpan now)
    {
        for (var i = _watches.Count - 1; i >= _configured; i--)
        {
            var index = _watches[i].Index;
            if (IsBreached(index))
            {
                continue;
            }

            if (_healedAt.TryAdd(index, now) || now - _healedAt[index] < _linger)
            {
                continue;
            }

            _healedAt.Remove(index);
            _watches.RemoveAt(i);
            _isStale = true;
        }
    }

    // A rung may write several times, each with its timeout.
    private static TimeSpan LongestRun(ValueList<RungSettings> ladder)
    {
        var longest = ShortestLapse;
        foreach (var rung in ladder)
        {
            var run = Times.Later(Times.Later(rung.Timeout, rung.Timeout), rung.Settle);
            longest = run > longest ? run : longest;
        }

        return longest;
    }
}
