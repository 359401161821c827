namespace FragGuard.Policy.Tests;

/// <summary>A host on which one rung is played in virtual seconds: its zone is breached, a run heals it, it falls
/// again, and what the run dropped is read again. It keeps its own books of what the runs cost.</summary>
internal sealed class PlayedHost
{
    private const ulong Cache = 64UL << 30;

    private LadderState _state = LadderState.Start;
    private TimeSpan _now = TimeSpan.FromHours(1);
    private TimeSpan? _endsAt;
    private TimeSpan? _healedAt;
    private ulong _missing;
    private double _readBytes;
    private double _stallUs;
    private double _rereadBytes;
    private double _rereadStallUs;
    private TimeSpan _runTime;

    internal TimeSpan RunTime { get; init; } = TimeSpan.FromMilliseconds(100);

    internal TimeSpan RelapseAfter { get; init; } = TimeSpan.FromSeconds(10);

    internal bool Heals { get; init; } = true;

    internal ulong DropBytes { get; init; }

    internal ulong ComesBackPerSecond { get; init; }

    internal ulong OtherReadsPerSecond { get; init; }

    internal ulong OtherStallUsPerSecond { get; init; }

    internal ulong StallUsPerReadMib { get; init; }

    /// <summary>When runs began.</summary>
    internal List<TimeSpan> Runs { get; } = [];

    /// <summary>What had been spent on runs, and on the stall after them, when each began.</summary>
    internal List<TimeSpan> CostUntil { get; } = [];

    /// <summary>What had been read again when each began.</summary>
    internal List<double> RereadUntil { get; } = [];

    /// <summary>Between the beginnings of two runs.</summary>
    internal IEnumerable<TimeSpan> Pauses => Runs.Zip(Runs.Skip(1), (one, next) => next - one);

    internal void Play(RungSettings rung, TimeSpan time, IncidentSettings? incident = null)
    {
        var settings = new GuardSettings { Ladder = [rung], Incident = incident ?? new IncidentSettings() };
        for (var end = _now + time; _now < end; _now += TimeSpan.FromSeconds(1))
        {
            Live();
            var decision = Step(settings, TakeResult());
            if (decision.Kind == DecisionKind.Run)
            {
                Begin();
            }
        }
    }

    private Decision Step(GuardSettings settings, RungResult? result)
    {
        var isLow = _healedAt is not { } healedAt || _now - healedAt >= RelapseAfter;
        var zone = isLow ? Incident.Bad() : Incident.Good();
        var host = Incident.Calm with
        {
            CacheBytes = Cache - _missing,
            SlabBytes = 0,
            Counters = new CostCounters { SomeStallUs = (ulong)_stallUs, ReadBytes = (ulong)_readBytes },
        };
        var step = Ladder.Step(settings, _state, new Observation(new Assessment(zone), host, [], result), _now);
        _state = step.State;
        return step.Decision;
    }

    private void Begin()
    {
        Runs.Add(_now);
        CostUntil.Add(_runTime + TimeSpan.FromMicroseconds(_rereadStallUs));
        RereadUntil.Add(_rereadBytes);
        _endsAt = _now + RunTime;
    }

    private RungResult? TakeResult()
    {
        if (_endsAt is not { } endsAt || _now < endsAt)
        {
            return null;
        }

        _endsAt = null;
        _runTime += RunTime;
        _missing = Math.Min(Cache, _missing + DropBytes);
        _healedAt = Heals ? _now : _healedAt;
        return new RungResult(RungEnd.Done, RunTime);
    }

    // One second: what was dropped comes back, and the host has a life of its own.
    private void Live()
    {
        var back = Math.Min(_missing, ComesBackPerSecond);
        var stallUs = back / (double)(1 << 20) * StallUsPerReadMib;
        _missing -= back;
        _readBytes += back + OtherReadsPerSecond;
        _stallUs += stallUs + OtherStallUsPerSecond;
        _rereadBytes += back;
        _rereadStallUs += stallUs;
    }
}
