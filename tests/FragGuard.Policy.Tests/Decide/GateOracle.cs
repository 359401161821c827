namespace FragGuard.Policy.Tests;

/// <summary>The gates said once more, from the documentation and from books of its own: what
/// <see cref="Gates"/> decides is held against this, never against itself.</summary>
/// <remarks>Where a judgement cannot be seen from outside (was a run that timed out worth it?), <see cref="MustRest"/>
/// takes the shorter rest and <see cref="MayBeBarred"/> the longer one, so that neither accuses wrongly.</remarks>
internal sealed class GateOracle
{
    private static readonly TimeSpan OwnStall = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BusyRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<int, (int AtLeast, int AtMost)> _noGainRuns = [];
    private readonly HashSet<int> _settled = [];
    private TimeSpan? _wroteAt;
    private TimeSpan? _busyUntil;
    private TimeSpan? _kcompactdSince;
    private TimeSpan? _dropAt;
    private ulong? _drops;

    /// <summary>Takes the host of this tick into the books, before the step.</summary>
    internal void See(HostState host, TimeSpan now)
    {
        _kcompactdSince = host.KcompactdBusy ? _kcompactdSince ?? now : null;
        _dropAt = host.CacheDrops > _drops ? now : _dropAt;
        _drops = host.CacheDrops ?? _drops;
    }

    /// <summary>Takes the end of a run into the books, before the step that hears of it.</summary>
    internal void End(int? rung, RemedySettings? remedy, RungEnd end, TimeSpan now)
    {
        _busyUntil = end == RungEnd.Busy ? now + BusyRest : null;
        _wroteAt = rung is not null && (end is RungEnd.Done or RungEnd.TimedOut) ? now : _wroteAt;
        if (rung is { } place && (end == RungEnd.NothingToDo || (remedy is TuneSettings && end == RungEnd.Done)))
        {
            _settled.Add(place);
        }
    }

    /// <summary>Takes what a step tells into the books.</summary>
    internal void Hear(PolicyEvent told, GuardSettings settings)
    {
        if (told.Kind == PolicyEventKind.IncidentOpened)
        {
            _settled.Clear();
        }

        if (told.Kind != PolicyEventKind.RungFinished || settings.Ladder[told.Rung!.Value - 1].Remedy.IsEscalation)
        {
            return;
        }

        var rung = told.Rung.Value - 1;
        var (atLeast, atMost) = _noGainRuns.GetValueOrDefault(rung);
        _noGainRuns[rung] = told.Outcome switch
        {
            Outcome.Recovered or Outcome.Partial => (0, 0),
            Outcome.NoGain when told.Gain is not null => (atLeast + 1, atMost + 1),
            Outcome.Failed => (atLeast, atMost + 1),
            Outcome.TimedOut => (told.Gain > 0 ? 0 : atLeast, atMost + 1),
            _ => (atLeast, atMost),
        };
    }

    /// <summary>True if the whole ladder has to wait. Only what is known counts: what cannot be read may hold
    /// too.</summary>
    internal bool MustHold(GuardSettings settings, RemedySettings remedy, HostState host, TimeSpan now)
    {
        var gates = settings.Gates;
        var isOurStall = _wroteAt is { } at && now < at + OwnStall;
        var isUnderPressure = host.MemoryPressureBasisPoints > gates.MaxMemoryPressureBasisPoints
            || host.IoPressureBasisPoints > gates.MaxIoPressureBasisPoints;
        return host.Uptime < gates.MinUptime
            || (host.TimeOfDay is { } time && gates.Windows.Count > 0 && !gates.Windows.Any(one => IsIn(one, time)))
            || now < _busyUntil
            || (isUnderPressure && !isOurStall && !remedy.IsEscalation && remedy is not ReleaseReserveSettings)
            || (host.KcompactdBusy && IsCompaction(remedy));
    }

    /// <summary>True if the rung certainly rests since its last run.</summary>
    internal bool MustRest(RungSettings settings, int rung, TimeSpan? endedAt, TimeSpan now) =>
        now - endedAt < Cooldown(settings, _noGainRuns.GetValueOrDefault(rung).AtLeast);

    /// <summary>True if there can be a reason to pass over a rung.</summary>
    internal bool MayBeBarred(ScenarioRun run, int rung, bool isOff)
    {
        var settings = run.Settings.Ladder[rung];
        var remedy = settings.Remedy;
        var isFragmented = run.Zones.Any(
            zone => zone.IsBreached && zone.IsFresh && zone.Diagnosis == Diagnosis.Fragmented);
        return isOff
            || (!isFragmented && !remedy.FitsLowMemory)
            || _settled.Contains(rung)
            || (IsCompaction(remedy) && run.Now - _kcompactdSince >= Minute)
            || run.Now - run.EndedAt(rung) < Cooldown(settings, _noGainRuns.GetValueOrDefault(rung).AtMost)
            || run.RunsWithin(rung, TimeSpan.FromHours(1)) >= (settings.PerHour ?? int.MaxValue)
            || run.RunsWithin(rung, TimeSpan.FromDays(1)) >= (settings.PerDay ?? int.MaxValue)
            || (remedy is ReleaseReserveSettings && !(run.Host.ReserveBytes > 0))
            || (remedy is DropCachesSettings drop && MayBeUnfit(drop, run.Host, run.Now));
    }

    private bool MayBeUnfit(DropCachesSettings drop, HostState host, TimeSpan now)
    {
        var bytes = drop.What switch
        {
            DropWhat.PageCache => host.CacheBytes,
            DropWhat.Slab => host.SlabBytes,
            _ => host.CacheBytes + host.SlabBytes,
        };
        return now - _dropAt < Minute || !(host.DirtyBytes <= drop.MaxDirtyBytes) || !(bytes >= drop.MinCacheBytes);
    }

    private static bool IsCompaction(RemedySettings remedy) =>
        remedy is CompactMemorySettings or NudgeKcompactdSettings;

    private static TimeSpan Cooldown(RungSettings settings, int noGainRuns)
    {
        var limit = Math.Max(settings.Cooldown.TotalSeconds, settings.MaxCooldown.TotalSeconds);
        return TimeSpan.FromSeconds(Math.Min(limit, settings.Cooldown.TotalSeconds * Math.Pow(2, noGainRuns)));
    }

    private static bool IsIn(DailyWindow window, TimeSpan time)
    {
        var (from, to) = (TimeSpan.FromMinutes(window.From), TimeSpan.FromMinutes(window.To));
        return window.From < window.To ? from <= time && time < to : time >= from || time < to;
    }
}
