namespace FragGuard.Policy.Tests;

/// <summary>Plays a scenario through assessor and ladder, and keeps its own books of what ran: what the ladder promises
/// is held against these, not against the ladder's own memory.</summary>
internal sealed class ScenarioRun(GuardSettings settings)
{
    private readonly List<(int Rung, TimeSpan At)> _starts = [];
    private readonly Dictionary<int, TimeSpan> _endedAt = [];
    private readonly HashSet<int> _triedOrBarred = [];
    private LadderState _state = LadderState.Start;
    private int? _running;
    private bool _isRestoring;
    private bool _wasBackingOff;

    internal GuardSettings Settings { get; private set; } = settings;

    internal TimeSpan Now { get; private set; }

    internal HostState Host { get; private set; } = HostState.Unknown;

    internal WatchedZone[] Zones { get; private set; } = [];

    /// <summary>A rung or a restore was under way before this step, and did not end with it.</summary>
    internal bool IsBusy { get; private set; }

    internal bool IsRelapse { get; private set; }

    internal bool IsExhausted { get; private set; }

    internal bool IsOpen { get; private set; }

    internal TimeSpan? EndedAt(int rung) => _endedAt.TryGetValue(rung, out var at) ? at : null;

    internal GateOracle Gates { get; } = new();

    internal int RunsWithin(int rung, TimeSpan period) =>
        _starts.Count(start => start.Rung == rung && Now - start.At < period);

    internal bool WasTriedOrBarred(int rung) => _triedOrBarred.Contains(rung);

    /// <summary>Plays it; the check comes after each step, before its decision is taken into the books.</summary>
    internal static void Over(Scenario scenario, Action<ScenarioRun, LadderStep> check, GuardSettings? reloadTo = null)
    {
        var run = new ScenarioRun(scenario.Settings);
        var assessor = new Assessor(run.Settings, new MachineFacts());
        for (var i = 0; i < scenario.Ticks.Count; i++)
        {
            if (reloadTo is not null && i % 10 == 9)
            {
                var after = run.Settings == reloadTo ? scenario.Settings : reloadTo;
                run.Reload(after);
                assessor = new Assessor(after, new MachineFacts(), assessor);
            }

            var tick = scenario.Ticks[i];
            run.Now += tick.Wait;
            if (tick.FailedOrder > 0)
            {
                assessor.TakeFailure(tick.FailedOrder);
            }

            run.Step(tick, assessor, check);
        }
    }

    /// <summary>Takes one event into the books and checks that it can follow on those before.</summary>
    internal void Take(PolicyEvent told)
    {
        switch (told.Kind)
        {
            case PolicyEventKind.IncidentOpened:
                Assert.False(IsOpen);
                IsOpen = true;
                break;
            case PolicyEventKind.IncidentClosed:
                Assert.True(IsOpen);
                IsOpen = false;
                break;
            default:
                Assert.True(IsOpen);
                Assert.Equal(told.Kind == PolicyEventKind.LadderExhausted, told.Rung is null);
                break;
        }
    }

    private void Step(Scenario.Tick tick, Assessor assessor, Action<ScenarioRun, LadderStep> check)
    {
        var seen = assessor.Assess(tick.Table(), Now);
        var isUnderWay = _running is not null || _isRestoring;
        RungResult? result = isUnderWay && tick.Ends ? new RungResult(tick.End, TimeSpan.FromSeconds(1)) : null;
        IsBusy = isUnderWay && result is null;
        (Host, Zones) = (tick.Host, seen.Zones.ToArray());
        ValueList<Reason> off = tick.IsOff ? [new Reason(ReasonCode.KnobAbsent)] : [];
        Gates.See(Host, Now);
        if (result is { } ended)
        {
            NoteEnd(ended);
        }

        var observation = new Observation(seen, tick.Host, off, result);
        var step = Ladder.Step(Settings, _state, observation, Now);
        NoteClimb(step, tick.IsOff);
        check(this, step);
        _state = step.State;
        NoteDecision(step.Decision);
    }

    private void NoteEnd(RungResult ended)
    {
        var known = _running is >= 0 ? _running : null;
        Gates.End(_running, known is { } place ? Settings.Ladder[place].Remedy : null, ended.End, Now);
        if (known is { } rung)
        {
            if (ended.End is RungEnd.NothingToDo or RungEnd.Busy or RungEnd.NotStarted)
            {
                _starts.RemoveAt(_starts.FindLastIndex(start => start.Rung == rung));
            }
            else
            {
                _endedAt[rung] = Now;
            }
        }

        (_running, _isRestoring) = (null, false);
    }

    private void NoteClimb(LadderStep step, bool isOff)
    {
        var opened = step.Events.FirstOrDefault(told => told.Kind == PolicyEventKind.IncidentOpened);
        if (opened is not null || _wasBackingOff || Zones.All(zone => !zone.IsBreached))
        {
            _triedOrBarred.Clear();
            IsExhausted = false;
            IsRelapse = opened?.Reason.Code == ReasonCode.Relapse;
        }

        foreach (var told in step.Events)
        {
            Gates.Hear(told, Settings);
        }

        for (var rung = 0; rung < Settings.Ladder.Count; rung++)
        {
            if (Gates.MayBeBarred(this, rung, isOff && rung == 0))
            {
                _triedOrBarred.Add(rung);
            }
        }

        IsExhausted |= step.Events.Any(told => told.Kind == PolicyEventKind.LadderExhausted);
        _wasBackingOff = step.State.Phase == LadderPhase.BackingOff;
    }

    private void NoteDecision(Decision decision)
    {
        if (decision.Kind == DecisionKind.Run)
        {
            _running = decision.Rung;
            _starts.Add((decision.Rung, Now));
            _triedOrBarred.Add(decision.Rung);
        }

        _isRestoring |= decision.Kind == DecisionKind.Restore;
    }

    private void Reload(GuardSettings after)
    {
        _state = Ladder.Carry(_state, Settings.Ladder, after.Ladder);
        Settings = after;
        _running = _running is null ? null : -1;
        _endedAt.Clear();
        _starts.Clear();
    }
}
