using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Sees to it that what <c>[prevent]</c> asks for is held: sets it as soon as nothing else is under way, and
/// looks now and then whether it still is. What the kernel refuses, or somebody else sets, is told once and left alone
/// from then on.</summary>
/// <remarks>A restart of the guard, or another value in the file, tries again. What could not be tried, because another
/// process writes or the original could not be stored, is tried again after a rest that doubles, up to five minutes;
/// there is no look more often than that, for the guard's tick reads nothing but free blocks.</remarks>
internal sealed class Prevent(RemedyRunner guard, Reporter reporter, Action<TunableChange> changed)
{
    /// <summary>Between two looks at what is held.</summary>
    internal static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, PreventedSetting> _standing = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private PreventSettings _settings = new();
    private TimeSpan _nextAt;
    private TimeSpan _rest = FirstRest;

    /// <summary>Something is being set.</summary>
    internal bool IsUnderWay { get; private set; }

    /// <summary>How each setting stands, in the order of the file.</summary>
    internal IReadOnlyList<PreventedSetting> Standing { get; private set; } = [];

    /// <summary>Something may have to be set, or looked at.</summary>
    internal bool IsDue(TimeSpan now) => _settings.Set.Count > 0 && now >= _nextAt && guard.MayPrevent;

    /// <summary>Takes up the settings in force: what has not changed in them stands as it did.</summary>
    internal void TakeUp()
    {
        foreach (var entry in _settings.Set)
        {
            if (!guard.MayPrevent || guard.Settings.Prevent.Find(entry.Knob) != entry)
            {
                _standing.Remove(entry.Knob);
                guard.TakeUp(entry.Knob);
            }
        }

        (_settings, _nextAt, _rest) = (guard.Settings.Prevent, default, FirstRest);
        _told.Clear();
        if (guard.WouldPrevent)
        {
            TellWhatWouldBe();
        }

        Publish();
    }

    /// <summary>Begins if something is to be done, and takes the end of what it began.</summary>
    /// <returns>True while it is under way: nothing else can begin.</returns>
    internal bool Continue(TimeSpan now)
    {
        if (IsUnderWay)
        {
            return !TryEnd(now);
        }

        if (!IsDue(now))
        {
            return false;
        }

        _nextAt = now + LookInterval;
        if (guard.Observe() is { } unread)
        {
            Report($"[prevent] holds nothing yet: {unread}");
            Rest(now);
            return false;
        }

        var missing = Look();
        Publish();
        if (missing.Count == 0)
        {
            RestIfWaiting(now);
            return false;
        }

        return Begin(missing, now);
    }

    /// <summary>Takes a change that the guard made, or found: what is put back or somebody else's is not
    /// held.</summary>
    internal void Note(TunableChange change)
    {
        if (change.IsRestored && _settings.Find(change.Knob) is { } entry && change.After != entry.Value
            && _standing.ContainsKey(entry.Knob))
        {
            _standing.Remove(entry.Knob);
            if (change.IsForeign)
            {
                Leave(entry, $"is {change.Before} now, which somebody else has set: it is left alone", isTold: true);
            }

            Publish();
        }
    }

    // What is to be set; what is held already is looked at.
    private List<TuneEntry> Look()
    {
        var missing = new List<TuneEntry>();
        foreach (var entry in _settings.Set)
        {
            var state = _standing.GetValueOrDefault(entry.Knob)?.State ?? PreventionState.Waiting;
            if (state == PreventionState.Held)
            {
                LookAt(entry);
            }
            else if (state == PreventionState.Waiting && !guard.IsInherited(entry.Knob))
            {
                missing.Add(entry);
            }
        }

        return missing;
    }

    private void LookAt(TuneEntry entry)
    {
        if (guard.Stored(entry.Knob) is not { } stored)
        {
            Leave(entry, "was put back by hand: it is left alone");
            return;
        }

        if (stored.Prevented is null)
        {
            Leave(entry, "was set by somebody else: it is left alone");
            return;
        }

        if (!stored.IsPrevention || guard.Environment.ReadKnob(stored.Path).Value is not { } found
            || stored.IsOurs(found))
        {
            return;
        }

        Leave(entry, $"is {found} now, which somebody else has set: it is left alone", found != stored.Original);
    }

    // A value that is neither the original nor the guard's own, the put-back tells of.
    private void Leave(TuneEntry entry, string why, bool isTold = false)
    {
        _standing[entry.Knob] = new PreventedSetting(entry.Knob, entry.Value, PreventionState.LeftAlone, why);
        guard.LetGo(entry.Knob);
        if (!isTold)
        {
            Report($"[prevent] {entry.Knob} {why}");
        }
    }

    private bool Begin(List<TuneEntry> missing, TimeSpan now)
    {
        IsUnderWay = true;
        guard.StartPrevention(missing, Take, changed, now);
        return !TryEnd(now);
    }

    private void Take(PreventedSetting standing)
    {
        _standing[standing.Knob] = standing;
        if (standing is { State: not PreventionState.AlreadySo, Why: { } why })
        {
            Report($"[prevent] {standing.Knob} {why}");
        }
    }

    private bool TryEnd(TimeSpan now)
    {
        if (guard.Executor.IsBusy)
        {
            return false;
        }

        IsUnderWay = false;
        if (guard.Executor.TakeResult() is { } result && WordsOf(result) is { } words)
        {
            Report($"[prevent] {words}; it is tried again");
        }

        reporter.WarnOf(guard.Observe());
        Publish();
        RestIfWaiting(now);
        return true;
    }

    private void RestIfWaiting(TimeSpan now)
    {
        foreach (var standing in Standing)
        {
            if (standing.State == PreventionState.Waiting)
            {
                Rest(now);
                return;
            }
        }

        _rest = FirstRest;
    }

    private static string? WordsOf(RungResult result) => result.End switch
    {
        RungEnd.Busy => "holds nothing yet: another process is writing kernel files for FragGuard",
        RungEnd.TimedOut => "did not get everything set: a write was killed at its timeout",
        RungEnd.NotStarted or RungEnd.Failed => $"did not get everything set: {result.Text}",
        _ => null,
    };

    private void Rest(TimeSpan now)
    {
        _nextAt = now + _rest;
        _rest = _rest < LookInterval / 2 ? _rest * 2 : LookInterval;
    }

    private void TellWhatWouldBe()
    {
        foreach (var entry in _settings.Set)
        {
            var original = guard.Stored(entry.Knob) is { IsPrevention: true } stored ? stored.Original : null;
            var against = Prevention.Against(entry, guard.Environment, out var current, original);
            _standing[entry.Knob] = against ?? new PreventedSetting(entry.Knob, entry.Value, PreventionState.Waiting);
            Report(against is null ? $"dry run: [prevent] would set {entry.Knob} from {current} to {entry.Value}"
                : against.State == PreventionState.AlreadySo
                    ? $"dry run: [prevent] would leave {entry.Knob} at {current}"
                    : $"[prevent] {entry.Knob} {against.Why}");
        }
    }

    private void Publish()
    {
        var standing = new List<PreventedSetting>();
        foreach (var entry in _settings.Set)
        {
            standing.Add(_standing.GetValueOrDefault(entry.Knob)
                ?? new PreventedSetting(entry.Knob, entry.Value, PreventionState.Waiting));
        }

        Standing = standing;
    }

    private void Report(string what)
    {
        if (_told.Add(what))
        {
            reporter.Warn(what);
        }
    }
}
