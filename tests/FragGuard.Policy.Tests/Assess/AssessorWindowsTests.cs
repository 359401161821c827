using FsCheck;
using FsCheck.Fluent;
using static FragGuard.Policy.Tests.PlainWatch;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

/// <summary>A watch with <c>during</c>: on while its window is open, and out at once when that is closed.</summary>
public sealed class AssessorWindowsTests
{
    private static readonly WatchSettings Loading =
        Watch with { Name = "load", During = "model-load", For = TimeSpan.Zero };

    [Fact]
    public void Assess_WindowClosed_CoversNothingAndIsNoIdleWatch()
    {
        var assessor = AssessorOf(Loading);

        var seen = assessor.Assess(Table(Normal(10)), Sec(0));

        Assert.Empty(seen.Zones.ToArray());
        Assert.Empty(assessor.IdleWatches);
    }

    [Fact]
    public void TakeWindows_Opened_WatchIsOnWithTheNextReading()
    {
        var assessor = AssessorOf(Loading, Watch);
        assessor.Assess(Table(Normal(10)), Sec(0));

        assessor.TakeWindows(["model-load"]);
        var zones = assessor.Assess(Table(Normal(10)), Sec(1)).Zones.ToArray();

        Assert.Equal(
            [("load", ZoneState.Breached), ("w", ZoneState.Falling)],
            zones.Select(zone => (zone.WatchName, zone.State)));
    }

    [Fact]
    public void TakeWindows_Closed_OtherWatchesGoOnAsTheyStand()
    {
        var assessor = AssessorOf(Loading, Watch);
        assessor.TakeWindows(["model-load"]);
        assessor.Assess(Table(Normal(10)), Sec(0));

        assessor.TakeWindows([]);
        var zone = Assert.Single(assessor.Assess(Table(Normal(10)), Sec(5)).Zones.ToArray());

        Assert.Equal(("w", ZoneState.Falling, Sec(0)), (zone.WatchName, zone.State, zone.Since));
    }

    [Fact]
    public void TakeWindows_AnotherWindow_ChangesNothing()
    {
        var assessor = AssessorOf(Loading);

        assessor.TakeWindows(["backup"]);

        Assert.Empty(assessor.Assess(Table(Normal(10)), Sec(0)).Zones.ToArray());
    }

    [Fact]
    public void TakeWindows_OpenedAgain_BeginsAnew()
    {
        var assessor = AssessorOf(Loading with { For = TimeSpan.FromSeconds(10) });
        assessor.TakeWindows(["model-load"]);
        assessor.Assess(Table(Normal(10)), Sec(0));
        assessor.TakeWindows([]);
        assessor.Assess(Table(Normal(10)), Sec(5));

        assessor.TakeWindows(["model-load"]);
        var state = assessor.Assess(Table(Normal(10)), Sec(11)).Zones[0].State;

        Assert.Equal(ZoneState.Falling, state);
    }

    [Fact]
    public void Reload_WindowStaysOpen()
    {
        var before = AssessorOf(Loading);
        before.TakeWindows(["model-load"]);
        before.Assess(Table(Normal(10)), Sec(0));

        var after = new Assessor(new GuardSettings { Watches = [Loading] }, Machine, before);

        Assert.Equal(1, after.Assess(Table(Normal(10)), Sec(1)).Breached);
    }

    [Fact]
    public void Ladder_WindowClosed_ClosesTheIncidentAndSaysWhy()
    {
        var play = new Play(Loading);
        play.Look(0, blocks: 10, isOpen: true);
        play.Look(1, blocks: 10, isOpen: true, ends: true);
        play.Look(6, blocks: 10, isOpen: true);

        play.Look(7, blocks: 10, isOpen: false);

        Assert.Equal("closed window-closed", play.Lines[^1]);
        Assert.Equal("window model-load was closed", play.Told[^1].Reason.ToString());
        Assert.Equal(LadderPhase.Closed, play.State.Phase);
    }

    [Fact]
    public void Ladder_WindowClosedWhileARungSettles_JudgesNothingAndClosesAtOnce()
    {
        var play = new Play(Loading);
        play.Look(0, blocks: 10, isOpen: true);
        play.Look(1, blocks: 10, isOpen: true, ends: true);

        play.Look(2, blocks: 10, isOpen: false);

        Assert.Equal(["finished 1 drop_caches no-gain window-closed", "closed window-closed"], play.Lines[^2..]);
        Assert.Equal(0, play.State.MemoryOf(0).NoGainRuns);
        Assert.Null(play.Told[^2].Gain);
    }

    [Fact]
    public void Ladder_WindowClosedWhileARungRuns_ClosesWhenTheRungHasEnded()
    {
        var play = new Play(Loading);
        play.Look(0, blocks: 10, isOpen: true);

        play.Look(1, blocks: 10, isOpen: false);
        var phase = play.State.Phase;
        play.Look(2, blocks: 10, isOpen: false, ends: true);
        play.Look(3, blocks: 10, isOpen: false);

        Assert.Equal((LadderPhase.Running, "closed window-closed"), (phase, play.Lines[^1]));
    }

    [Fact]
    public void Ladder_AnotherWatchIsBreachedToo_TheIncidentGoesOn()
    {
        var play = new Play(Loading, Watch with { For = TimeSpan.Zero });
        play.Look(0, blocks: 10, isOpen: true);
        play.Look(1, blocks: 10, isOpen: true, ends: true);

        play.Look(2, blocks: 10, isOpen: false);
        play.Look(20, blocks: 500, isOpen: false);

        Assert.DoesNotContain("closed window-closed", play.Lines);
        Assert.Contains(play.Lines, line => line.StartsWith("closed ", StringComparison.Ordinal));
    }

    // Whatever happens: with its window closed a watch starts nothing, and its incident does not outlast the rung that
    // was under way.
    [Fact]
    public void Ladder_AnyCourse_StartsNothingWhileTheWindowIsClosed()
    {
        Prop.ForAll(Gen.Choose(0, 7).ListOf(120).ToArbitrary(), course =>
        {
            var play = new Play(Loading);
            for (var i = 0; i < course.Count; i++)
            {
                var isOpen = (course[i] & 1) != 0;
                var blocks = (course[i] & 2) != 0 ? 10UL : 500UL;
                var wasRunning = play.State.Phase == LadderPhase.Running;
                var decision = play.Look(i * 7, blocks, isOpen, ends: (course[i] & 4) != 0);
                var mayBeOpen = isOpen || wasRunning;
                if ((decision.Kind == DecisionKind.Run && !isOpen) || (play.State.IsOpen && !mayBeOpen))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>An assessor and a ladder of one rung, looked at now and then.</summary>
    private sealed class Play(params WatchSettings[] watches)
    {
        private readonly Assessor _assessor = AssessorOf(watches);
        private readonly GuardSettings _settings = new() { Watches = [.. watches], Ladder = [Incident.Drop] };

        internal LadderState State { get; private set; } = LadderState.Start;

        internal List<PolicyEvent> Told { get; } = [];

        internal string[] Lines =>
        [
            .. Told.Select(told => string.Join(' ', ((string[])
            [
                told.Kind switch
                {
                    PolicyEventKind.IncidentOpened => "opened",
                    PolicyEventKind.IncidentClosed => "closed",
                    PolicyEventKind.RungFinished => "finished",
                    PolicyEventKind.RungStarted => "started",
                    _ => "other",
                },
                told.Kind == PolicyEventKind.RungFinished
                    ? $"{told.Rung} {told.Remedy} {told.Outcome?.Word()}"
                    : "",
                told.Reason.Code == ReasonCode.None ? "" : told.Reason.Word,
            ]).Where(word => word.Length > 0))),
        ];

        internal Decision Look(double second, ulong blocks, bool isOpen, bool ends = false)
        {
            _assessor.TakeWindows(isOpen ? ["model-load"] : []);
            var seen = _assessor.Assess(Table(Normal(blocks)), Sec(second));
            RungResult? result = ends && State.Phase == LadderPhase.Running
                ? new RungResult(RungEnd.Done, Sec(1))
                : null;
            var step = Ladder.Step(_settings, State, new Observation(seen, Incident.Calm, [], result), Sec(second));
            State = step.State;
            Told.AddRange(step.Events);
            return step.Decision;
        }
    }
}
