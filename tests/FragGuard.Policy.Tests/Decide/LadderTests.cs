using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

public sealed class LadderTests
{
    [Fact]
    public void Step_Healthy_WaitsAndTellsNothing()
    {
        var incident = Of(Drop);

        var decision = incident.At(0, Good());

        Assert.Equal(Decision.Wait(ReasonCode.Healthy), decision);
        Assert.Same(LadderState.Start, incident.State);
        Assert.Empty(incident.Told);
    }

    [Fact]
    public void Step_Falling_WaitsForTheBreach()
    {
        var incident = Of(Drop);

        var decision = incident.At(0, Falling());

        Assert.Equal(ReasonCode.NotLongEnough, decision.Reason.Code);
        Assert.Empty(incident.Told);
    }

    [Fact]
    public void Step_Breached_OpensAnIncidentAndRunsTheFirstRung()
    {
        var incident = Of(Drop, Compact);

        var decision = incident.At(0, Bad());

        Assert.Equal(new Decision(DecisionKind.Run, new Reason(ReasonCode.Breached, 10, 96), 0, [0]), decision);
        Assert.Equal(["opened", "started 1 drop_caches"], incident.Lines);
        Assert.All(
            incident.Told,
            told =>
                Assert.Equal(
                    (1, "w", 4, 64UL, 10UL), (told.Incident, told.Watch, told.Order, told.Floor, told.Before)));
    }

    [Fact]
    public void Step_WhileARungRuns_NothingElseRuns()
    {
        var incident = Of(Drop, Compact);
        incident.At(0, Bad());

        var decisions = Enumerable.Range(1, 100).Select(second => incident.At(second, Bad()).Reason.Code);

        Assert.All(decisions, code => Assert.Equal(ReasonCode.Running, code));
    }

    [Theory]
    [InlineData(5.9, ReasonCode.Settling)]
    [InlineData(6, ReasonCode.Breached)]
    public void Step_RungHasWritten_IsJudgedWhenItHasSettled(double second, ReasonCode expected)
    {
        var incident = Of(Drop, Compact);
        incident.At(0, Bad());
        incident.Ends(1, RungEnd.Done, Bad());

        Assert.Equal(expected, incident.At(second, Bad()).Reason.Code);
    }

    [Fact]
    public void Step_NoTimeToSettle_IsJudgedByALaterReading()
    {
        var incident = Of(Drop with { Settle = TimeSpan.Zero });
        incident.At(0, Bad());

        Assert.Equal(ReasonCode.Settling, incident.Ends(0, RungEnd.Done, Bad()).Reason.Code);
        Assert.Equal(ReasonCode.Settling, incident.At(0, Bad()).Reason.Code);
        Assert.Equal(ReasonCode.Healthy, incident.At(0.1, Good()).Reason.Code);
    }

    [Fact]
    public void Step_RungHeals_ClosesTheIncident()
    {
        var incident = Of(Drop, Compact);

        var decision = incident.Run(0, Bad(), Good(120));

        Assert.Equal(ReasonCode.Healthy, decision.Reason.Code);
        Assert.Equal(
            [
                "opened",
                "started 1 drop_caches",
                "finished 1 drop_caches recovered",
                "closed 1 drop_caches recovered healed-by-rung",
            ],
            incident.Lines);
        Assert.Equal((10UL, 120UL, 110L), (incident.Told[2].Before, incident.Told[2].After, incident.Told[2].Gain));
        Assert.Equal(TimeSpan.FromSeconds(6), incident.Told[3].Duration);
    }

    [Fact]
    public void Step_RungGainsSomething_NextRungFollowsAtOnce()
    {
        var incident = Of(Drop, Compact);

        var decision = incident.Run(0, Bad(), Bad(40));

        Assert.Equal((DecisionKind.Run, 1), (decision.Kind, decision.Rung));
        Assert.Equal(["finished 1 drop_caches partial", "started 2 compact_memory"], incident.Lines[2..]);
    }

    [Fact]
    public void Step_HealsWhileNothingCouldRun_ClosesTheIncidentByItself()
    {
        var incident = Of(Drop);
        incident.Host = Calm with { MemoryPressureBasisPoints = 9000 };

        incident.At(0, Bad());
        incident.At(1, Good());

        Assert.Equal(
            ["opened", "skipped 1 drop_caches memory-pressure", "closed recovered healed-by-itself"], incident.Lines);
    }

    [Fact]
    public void Step_ZoneIsStaleWhenItIsToBeJudged_WaitsForAReading()
    {
        var incident = Of(Drop, Compact);

        var decision = incident.Run(0, Bad(), Bad() with { IsFresh = false });

        Assert.Equal(ReasonCode.NoReading, decision.Reason.Code);
        Assert.Equal(ReasonCode.Healthy, incident.At(7, Good()).Reason.Code);
        Assert.Equal("finished 1 drop_caches recovered", incident.Lines[2]);
    }

    [Fact]
    public void Step_OnlyStaleZonesAreBreached_DoesNotAct()
    {
        var incident = Of(Drop);

        Assert.Equal(ReasonCode.NoReading, incident.At(0, Bad() with { IsFresh = false }).Reason.Code);
        Assert.Empty(incident.Told);
    }

    [Fact]
    public void Step_OnlyOneNodeIsBreached_ActsOnThatNode()
    {
        var incident = Of(Compact);

        var decision = incident.At(0, Good(node: 0), Bad(node: 1));

        Assert.Equal(new ValueList<int>([1]), decision.Nodes);
    }

    [Fact]
    public void Step_OneNodeLowOnMemory_CompactsOnlyTheOther()
    {
        var incident = Of(Compact);
        var low = Bad(blocks: 0, node: 0, Diagnosis.LowMemory);

        var decision = incident.At(0, low, Bad(node: 1));
        incident.Ends(1, RungEnd.Done, low, Bad(node: 1));
        incident.At(6, low, Good(node: 1));

        Assert.Equal(new ValueList<int>([1]), decision.Nodes);
        Assert.Equal("finished 1 compact_memory recovered", incident.Lines[2]);
    }

    [Fact]
    public void Step_WorstWatchLowOnMemory_CompactsForTheOtherWatch()
    {
        var incident = Of(Compact);
        var huge = Bad(blocks: 0, diagnosis: Diagnosis.LowMemory) with { Watch = 1, WatchName = "huge", Order = 9 };

        var decision = incident.At(0, Bad(), huge);

        Assert.Equal(DecisionKind.Run, decision.Kind);
        Assert.Equal("w", incident.Told[^1].Watch);
    }

    [Fact]
    public void Step_LowMemory_SaysWhyItDoesNotCompactAndGoesOn()
    {
        var incident = Of(Compact, Drop);

        var decision = incident.At(0, Bad(diagnosis: Diagnosis.LowMemory));

        Assert.Equal((DecisionKind.Run, 1), (decision.Kind, decision.Rung));
        Assert.Equal(["opened", "skipped 1 compact_memory low-memory", "started 2 drop_caches"], incident.Lines);
    }

    [Fact]
    public void Step_SkippedForTheSameReasonAgain_IsToldOnce()
    {
        var incident = Of(Drop, Compact);
        incident.Unavailable = [new Reason(ReasonCode.KnobAbsent), new Reason(ReasonCode.RealtimeKernel)];

        for (var second = 0; second < 100; second++)
        {
            Assert.Equal(ReasonCode.NothingToRun, incident.At(second, Bad()).Reason.Code);
        }

        Assert.Equal(
            ["opened", "skipped 1 drop_caches knob-absent", "skipped 2 compact_memory realtime-kernel"],
            incident.Lines);
    }

    [Fact]
    public void Step_ReasonsThatTakeTurns_AreEachToldOnce()
    {
        var incident = Of(Drop);
        for (var second = 0; second < 100; second++)
        {
            var isDirty = second % 2 == 0;
            incident.Host = Calm with { DirtyBytes = isDirty ? 1UL << 40 : 0, CacheBytes = isDirty ? 4UL << 30 : 0 };
            incident.At(second, Bad());
        }

        Assert.Equal(
            ["opened", "skipped 1 drop_caches dirty-pages", "skipped 1 drop_caches too-little-cache"], incident.Lines);
    }

    [Fact]
    public void Step_NewIncident_TellsSkipsAgain()
    {
        var incident = Of(Compact);
        for (var second = 0; second < 4; second += 2)
        {
            incident.At(second, Bad(diagnosis: Diagnosis.LowMemory));
            incident.At(second + 1, Good());
        }

        Assert.Equal(2, incident.Lines.Count(line => line == "skipped 1 compact_memory low-memory"));
    }

    [Fact]
    public void Step_RungBecomesFree_RunsAtOnce()
    {
        var incident = Of(Drop);
        incident.Host = Calm with { CacheBytes = 0 };
        incident.At(0, Bad());

        incident.Host = Calm;

        Assert.Equal(DecisionKind.Run, incident.At(1, Bad()).Kind);
    }

    [Fact]
    public void Step_NothingCouldRunInARelapse_LooksFromTheBottomAgain()
    {
        var incident = Of(Drop, Compact);
        incident.State = LadderState.Start with { LastRecovery = new Recovery(1, TimeSpan.Zero) };
        incident.Unavailable = [new Reason(ReasonCode.KnobAbsent), new Reason(ReasonCode.KnobAbsent)];

        var nothing = incident.At(1, Bad());
        incident.Unavailable = [];
        var first = incident.At(2, Bad());

        Assert.Equal(ReasonCode.NothingToRun, nothing.Reason.Code);
        Assert.Equal((DecisionKind.Run, 0), (first.Kind, first.Rung));
    }

    [Fact]
    public void Step_Held_WaitsInPlace()
    {
        var incident = Of(Drop, Compact);
        incident.Run(0, Bad(), Bad());
        incident.Ends(7, RungEnd.Done, Bad());
        var afterOurStall = 7 + 10;
        incident.Settings = incident.Settings with { Ladder = [Drop, Compact, Tune] };
        incident.Host = Calm with { IoPressureBasisPoints = 9000 };

        var held =
            Enumerable.Range(afterOurStall, 50).Select(second => incident.At(second, Bad()).Reason.Code).ToArray();
        incident.Host = Calm;
        var freed = incident.At(100, Bad());

        Assert.All(held, code => Assert.Equal(ReasonCode.IoPressure, code));
        Assert.Equal((DecisionKind.Run, 2), (freed.Kind, freed.Rung));
    }

    [Fact]
    public void Step_AnotherWriterIsBusy_TriesTheSameRungLaterAtNoCost()
    {
        var incident = Of(Drop with { PerDay = 1 }, Compact);
        incident.At(0, Bad());

        var busy = incident.Ends(1, RungEnd.Busy, Bad());
        var later = incident.At(30, Bad());
        var again = incident.At(31, Bad());

        Assert.Equal((ReasonCode.WriterBusy, ReasonCode.WriterBusy), (busy.Reason.Code, later.Reason.Code));
        Assert.Equal((DecisionKind.Run, 0), (again.Kind, again.Rung));
        Assert.Equal(["finished 1 drop_caches skipped writer-busy", "started 1 drop_caches"], incident.Lines[2..]);
    }

    [Fact]
    public void Step_ZoneIsFallingWhenTheOtherHasHealed_IncidentStaysOpen()
    {
        var incident = Of(Drop, Compact);

        var waits = incident.Run(0, Bad(), Good(), Falling(node: 1));
        var again = incident.At(30, Good(), Bad(node: 1));

        Assert.Equal(ReasonCode.NotLongEnough, waits.Reason.Code);
        Assert.Equal((DecisionKind.Run, 1), (again.Kind, again.Rung));
        Assert.Equal(
            ["finished 1 drop_caches recovered", "skipped 1 drop_caches cooldown", "started 2 compact_memory"],
            incident.Lines[2..]);
    }

    [Theory]
    [InlineData(RungEnd.Failed, "finished 1 drop_caches failed kernel-error")]
    [InlineData(RungEnd.NothingToDo, "finished 1 drop_caches skipped already-set")]
    [InlineData(RungEnd.DryRun, "finished 1 drop_caches skipped dry-run")]
    public void Step_NothingWasWritten_IsJudgedAtOnce(RungEnd end, string expected)
    {
        var incident = Of(Drop, Compact);
        incident.At(0, Bad());

        var decision = incident.Ends(1, end, Bad());

        Assert.Equal((DecisionKind.Run, 1), (decision.Kind, decision.Rung));
        Assert.Equal(expected, incident.Lines[2]);
    }

    [Fact]
    public void Step_PredictedBreach_SaysThatTheTrendIsTheReason()
    {
        var incident = Of(Drop);

        incident.At(0, Bad(200) with { IsPredicted = true });

        Assert.Equal("opened trend", incident.Lines[0]);
    }

    [Fact]
    public void Step_BreachFromTheKernelLog_SaysSo()
    {
        var incident = Of(Drop);

        incident.At(0, Bad() with { Watch = incident.Settings.Watches.Count, WatchName = "kernel-log" });

        Assert.Equal("opened allocation-failure", incident.Lines[0]);
    }
}
