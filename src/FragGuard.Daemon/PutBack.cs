using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Sees to it that no setting stays tuned that should not be: begins, tells of each failure once, and tries
/// again until nothing is due any more, whatever the ladder does meanwhile.</summary>
/// <remarks>The rest between two attempts doubles, up to five minutes; while the guard stops it stays short, because
/// there is no later.</remarks>
internal sealed class PutBack(RemedyRunner guard, Reporter reporter, Action<TunableChange> changed)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RestWhileStopping = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private TimeSpan _rest = FirstRest;

    /// <summary>It is under way by its own initiative; its end is its own.</summary>
    internal bool IsUnderWay { get; private set; }

    /// <summary>Why settings are still tuned that should not be, as a sentence; null if none is.</summary>
    internal string? Failure { get; private set; }

    /// <summary>When it is due again; null if nothing is left.</summary>
    internal TimeSpan? NextAt { get; private set; }

    /// <summary>Begins if something is due, and takes the end of what it began.</summary>
    /// <param name="isOpen">An incident is open.</param>
    /// <param name="now">The time.</param>
    /// <returns>True while it is under way: nothing else can begin.</returns>
    internal bool Continue(bool isOpen, TimeSpan now)
    {
        if (!TryEnd(isOpen, isStopping: false, now))
        {
            return true;
        }

        if (guard.IsUnread && (now < (NextAt ?? now) || !TryInherit(now)))
        {
            return false;
        }

        if (!guard.HasDue(isOpen, isStopping: false))
        {
            (NextAt, Failure) = (null, null);
            return false;
        }

        return now >= (NextAt ?? now) && Begin(isOpen, isStopping: false, now);
    }

    /// <summary>The same while the guard stops, where everything goes back.</summary>
    /// <returns>True once nothing is left to be put back, or to wait for.</returns>
    internal bool ContinueStop(TimeSpan now)
    {
        if (!TryEnd(isOpen: false, isStopping: true, now))
        {
            return false;
        }

        if (guard.HasDue(isOpen: false, isStopping: true))
        {
            _ = now >= (NextAt ?? now) && Begin(isOpen: false, isStopping: true, now);
            return false;
        }

        return true;
    }

    /// <summary>The guard begins to stop: what is due is due now.</summary>
    internal void BeginStop() => NextAt = null;

    /// <summary>Takes the end of an attempt, whoever began it.</summary>
    internal void Note(RungResult result, bool isOpen, bool isStopping, TimeSpan now)
    {
        var unread = guard.Observe();
        if (!guard.HasDue(isOpen, isStopping) && unread is null)
        {
            (_rest, NextAt, Failure) = (FirstRest, null, null);
            _told.Clear();
            return;
        }

        Failure = $"{string.Join(", ", guard.Due(isOpen, isStopping))} still tuned: {WordsOf(result, unread)}";
        NextAt = now + (isStopping ? RestWhileStopping : _rest);
        LengthenRest();
        Report($"{Failure}; it is tried again");
    }

    private void LengthenRest() => _rest = _rest < LongestRest / 2 ? _rest * 2 : LongestRest;

    private void Report(string what)
    {
        if (_told.Add(what))
        {
            reporter.Warn(what);
        }
    }

    // What an earlier run has left is unknown as long as it cannot be read: that is not "nothing".
    private bool TryInherit(TimeSpan now)
    {
        if (guard.Inherit() is not { } error)
        {
            (_rest, NextAt, Failure) = (FirstRest, null, null);
            return true;
        }

        Failure = $"whether settings are still tuned is unknown: {error}";
        NextAt = now + _rest;
        LengthenRest();
        Report($"{Failure}; it is tried again");
        return false;
    }

    private static string WordsOf(RungResult result, string? unread) => result.End switch
    {
        RungEnd.Busy => "another process is writing kernel files for FragGuard, or one that was killed is not gone yet",
        RungEnd.TimedOut => "the write was killed at its timeout",
        _ => result.Text ?? unread ?? "it was not put back",
    };

    private bool Begin(bool isOpen, bool isStopping, TimeSpan now)
    {
        IsUnderWay = true;
        guard.StartPutBack(isOpen, isStopping, changed, now);
        return !TryEnd(isOpen, isStopping, now);
    }

    private bool TryEnd(bool isOpen, bool isStopping, TimeSpan now)
    {
        if (IsUnderWay && !guard.Executor.IsBusy)
        {
            IsUnderWay = false;
            Note(
                guard.Executor.TakeResult() ?? new RungResult(RungEnd.NothingToDo, TimeSpan.Zero),
                isOpen, isStopping, now);
        }

        return !IsUnderWay;
    }
}
