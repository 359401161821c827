using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

public sealed class MemoryOfEffectTests
{
    [Fact]
    public void Step_NoGain_DoublesTheCooldownUntilARunIsWorthIt()
    {
        var incident = new Incident(new GuardSettings
        {
            Ladder = [Compact],
            Incident = new IncidentSettings { BackOff = TimeSpan.Zero, MaxBackOff = TimeSpan.Zero },
        });

        incident.Run(0, Bad(10), Bad(10));
        var (rests, runs) = (incident.At(600, Bad()).Kind, incident.At(601, Bad()).Kind);
        incident.Ends(700, RungEnd.Done, Bad(10));
        incident.At(705, Bad(50));

        Assert.Equal((DecisionKind.Wait, DecisionKind.Run), (rests, runs));
        Assert.Equal(0, incident.State.MemoryOf(0).NoGainRuns);
    }

    [Theory]
    [InlineData(18, 1)]
    [InlineData(19, 0)]
    public void Step_GainOfATenthOfWhatWasMissing_IsWorthIt(ulong after, int fruitlessRuns)
    {
        var incident = Of(Compact, Drop);

        incident.Run(0, Bad(10), Bad(after));

        Assert.Equal(fruitlessRuns, incident.State.MemoryOf(0).NoGainRuns);
    }

    [Fact]
    public void Step_TimedOutButHealed_WasWorthIt()
    {
        var incident = Of(Compact);
        incident.At(0, Bad());
        incident.Ends(61, RungEnd.TimedOut, Bad());

        incident.At(66, Good());

        Assert.Equal(
            ["finished 1 compact_memory timed-out timeout", "closed 1 compact_memory recovered healed-by-rung"],
            incident.Lines[2..]);
        Assert.Equal(0, incident.State.MemoryOf(0).NoGainRuns);
    }

    [Fact]
    public void Step_DryRun_TeachesNothing()
    {
        var incident = Of(Compact);
        incident.At(0, Bad());

        incident.Ends(0, RungEnd.DryRun, Bad());

        Assert.Equal(0, incident.State.MemoryOf(0).NoGainRuns);
    }

    [Fact]
    public void Step_DryRunOfTheWholeLadder_RestsWithoutCallingItExhausted()
    {
        var incident = Of(Compact, Hook);
        incident.At(0, Bad());

        var decision = incident.Ends(0, RungEnd.DryRun, Bad());
        var later = incident.At((15 * 60) - 1, Bad());
        var isAtItsEnd = incident.State.IsAtItsEnd;
        var again = incident.At(15 * 60, Bad());

        Assert.False(isAtItsEnd);
        Assert.Equal((ReasonCode.BackingOff, ReasonCode.BackingOff), (decision.Reason.Code, later.Reason.Code));
        Assert.Equal(DecisionKind.Run, again.Kind);
        Assert.DoesNotContain(incident.Told, told => told.Kind == PolicyEventKind.LadderExhausted);
    }

    [Fact]
    public void Step_WholeLadderInVain_IsAtItsEnd()
    {
        var incident = Of(Drop);

        incident.Run(0, Bad(), Bad());

        Assert.Equal((LadderPhase.BackingOff, true), (incident.State.Phase, incident.State.IsAtItsEnd));
    }

    [Theory]
    [InlineData(1799, 1)]
    [InlineData(1800, 1)]
    [InlineData(1801, 0)]
    public void Step_Relapse_StartsAtTheRungThatHealed(int secondsLater, int expectedRung)
    {
        var incident = Of(Drop with { Cooldown = TimeSpan.Zero }, Compact with { Cooldown = TimeSpan.Zero });
        incident.Run(0, Bad(), Bad());
        incident.Ends(7, RungEnd.Done, Bad());
        incident.At(12, Good());

        var decision = incident.At(12 + secondsLater, Bad());

        Assert.Equal(expectedRung, decision.Rung);
        Assert.Equal(expectedRung == 1, incident.Lines.Contains("opened relapse"));
    }

    [Fact]
    public void Step_RelapseThatTheRungDoesNotHeal_GoesOnAboveAndThenBelow()
    {
        var free = TimeSpan.Zero;
        var incident =
            Of(Drop with { Cooldown = free }, Compact with { Cooldown = free }, Tune with { Cooldown = free }, Hook);
        incident.State = LadderState.Start with { LastRecovery = new Recovery(1, TimeSpan.Zero) };

        var rungs = new List<int>();
        for (var second = 1; second < 100; second++)
        {
            var isRun = incident.State.Phase == LadderPhase.Running;
            var decision = isRun ? incident.Ends(second, RungEnd.Done, Bad()) : incident.At(second, Bad());
            if (decision.Kind == DecisionKind.Run)
            {
                rungs.Add(decision.Rung);
            }
        }

        Assert.Equal([1, 2, 0, 3], rungs);
        Assert.Equal(
            ["compact_memory", "tune", "drop_caches"],
            incident.Told.Single(told => told.Attempts.Count > 0).Attempts.Select(attempt => attempt.Remedy));
    }

    [Fact]
    public void Step_RelapseAfterAnEscalationRungHealed_StartsAtTheBottom()
    {
        var incident = Of(Drop, Hook);
        incident.State = LadderState.Start with { LastRecovery = new Recovery(1, TimeSpan.Zero) };

        Assert.Equal(0, incident.At(1, Bad()).Rung);
    }

    [Fact]
    public void Step_HealedByItselfAfterExhaustion_IsNotCreditedToARungThatGained()
    {
        var incident = Of(Drop);
        incident.Run(0, Bad(), Bad(40));

        incident.At(60, Good());

        Assert.Equal(
            ["finished 1 drop_caches partial", "exhausted backing-off", "closed recovered healed-by-itself"],
            incident.Lines[2..]);
    }

    [Fact]
    public void Step_EverythingWasTried_SaysWhatAndRests()
    {
        var incident = Of(Drop, Compact);
        incident.Run(0, Bad(), Bad(12));
        incident.Ends(7, RungEnd.Done, Bad(12));

        var decision = incident.At(12, Bad(30));

        var exhausted = incident.Told[^1];
        Assert.Equal(ReasonCode.NothingToRun, decision.Reason.Code);
        Assert.Equal(PolicyEventKind.LadderExhausted, exhausted.Kind);
        Assert.Equal(
            new ValueList<Attempt>([new("drop_caches", Outcome.NoGain, 2), new("compact_memory", Outcome.Partial, 18)]),
            exhausted.Attempts);
        Assert.Equal(30UL, exhausted.After);
    }

    [Fact]
    public void Step_ExhaustedAgainAndAgain_RestsTwiceAsLongEachTime()
    {
        var incident = new Incident(new GuardSettings
        {
            Ladder = [Compact with { Cooldown = TimeSpan.Zero, Settle = TimeSpan.Zero }],
            Incident = new IncidentSettings { BackOff = TimeSpan.FromMinutes(15), MaxBackOff = TimeSpan.FromHours(1) },
        });

        var restsMinutes = new List<double>();
        for (double second = 0; restsMinutes.Count < 5;)
        {
            incident.At(second, Bad());
            incident.Ends(second, RungEnd.Done, Bad());
            var rest = incident.At(second + 1, Bad()).Reason.Value / 60_000.0;
            restsMinutes.Add(rest);
            Assert.Equal(ReasonCode.BackingOff, incident.At(second + (rest * 60) - 0.1, Bad()).Reason.Code);
            second += 1 + (rest * 60);
        }

        Assert.Equal([15, 30, 60, 60, 60], restsMinutes);
        Assert.Equal([Bad().Id], incident.State.ExhaustedZones);
    }

    [Fact]
    public void Step_AnotherZoneIsBreachedWhileTheLadderRests_IsHelpedAtOnceButOnlyOnce()
    {
        var free = Compact with { Cooldown = TimeSpan.Zero, Settle = TimeSpan.Zero, MaxStallBasisPoints = null };
        var incident = Of(free);
        incident.At(0, Bad());
        incident.Ends(0, RungEnd.Done, Bad());
        incident.At(1, Bad());

        var still = incident.At(60, Bad(), Good(node: 1));
        var helped = incident.At(61, Bad(), Bad(node: 1));
        incident.Ends(61, RungEnd.Done, Bad(), Bad(node: 1));
        incident.At(62, Bad(), Good(node: 1));
        var again = incident.At(63, Bad(), Bad(node: 1));

        Assert.Equal(ReasonCode.BackingOff, still.Reason.Code);
        Assert.Equal((DecisionKind.Run, new ValueList<int>([0, 1])), (helped.Kind, helped.Nodes));
        Assert.Equal(DecisionKind.Run, again.Kind);
    }

    [Fact]
    public void Step_BrokenRowOfAnotherZoneWhileTheLadderRests_DoesNotEndTheRest()
    {
        var incident = Of(
            Compact with { Cooldown = TimeSpan.Zero, Settle = TimeSpan.Zero, MaxStallBasisPoints = null });
        incident.At(0, Bad());
        incident.Ends(0, RungEnd.Done, Bad());
        incident.At(1, Bad());

        var stale = incident.At(60, Bad(), Bad(node: 1) with { IsFresh = false });
        var fresh = incident.At(61, Bad(), Bad(node: 1));

        Assert.Equal((DecisionKind.Wait, ReasonCode.BackingOff), (stale.Kind, stale.Reason.Code));
        Assert.Equal(DecisionKind.Run, fresh.Kind);
    }

    [Fact]
    public void Step_ClearForAMomentWhileTheLadderRests_TheRestGoesOn()
    {
        var incident = Of(Compact with { Cooldown = TimeSpan.Zero, Settle = TimeSpan.Zero });
        incident.At(0, Bad());
        incident.Ends(0, RungEnd.Done, Bad());
        incident.At(1, Bad());

        incident.At(60, Falling());
        var rests = incident.At(61, Bad());

        Assert.Equal(ReasonCode.BackingOff, rests.Reason.Code);
    }

    [Fact]
    public void Step_EscalationRungs_RunOnlyWhenTheLadderIsExhausted()
    {
        var incident = Of(Hook, Drop);

        var first = incident.At(0, Bad());
        incident.Ends(1, RungEnd.Done, Bad());
        var second = incident.At(6, Bad());

        Assert.Equal((1, 0), (first.Rung, second.Rung));
        Assert.Equal(
            [
                "opened",
                "started 2 drop_caches",
                "finished 2 drop_caches no-gain",
                "exhausted backing-off",
                "started 1 hook",
            ],
            incident.Lines);
    }

    [Fact]
    public void Step_EscalationRung_IsNotHeldByPressureAndLearnsNothing()
    {
        var incident = Of(Drop, Hook);
        incident.Run(0, Bad(), Bad());
        incident.State = incident.State with { };
        incident.Host = Calm with { MemoryPressureBasisPoints = 9000 };
        incident.Ends(7, RungEnd.Done, Bad());

        incident.At(8, Bad());

        Assert.Equal("finished 2 hook done", incident.Lines[^1]);
        Assert.Equal(0, incident.State.MemoryOf(1).NoGainRuns);
        Assert.Equal(LadderPhase.BackingOff, incident.State.Phase);
    }

    [Fact]
    public void Step_LadderOfEscalationRungsAlone_RunsThem()
    {
        var incident = Of(Hook);

        var decision = incident.At(0, Bad());

        Assert.Equal((DecisionKind.Run, 0), (decision.Kind, decision.Rung));
        Assert.Equal(["opened", "exhausted", "started 1 hook"], incident.Lines);
    }

    [Fact]
    public void Step_LadderOfEscalationRungsAlone_RunsThemAsOftenAsTheirOwnCooldownLets()
    {
        var incident = Of(Hook);
        var started = new List<int>();

        for (var second = 0; second < 3600; second += 10)
        {
            if (incident.At(second, Bad()).Kind == DecisionKind.Run)
            {
                started.Add(second);
                incident.Ends(second + 1, RungEnd.Done, Bad());
            }
        }

        // What a hook did not gain neither doubles its rest nor sends the ladder into a back-off.
        Assert.Equal([0, 610, 1220, 1830, 2440, 3050], started);
        Assert.DoesNotContain(incident.Lines, line => line.Contains("no-gain", StringComparison.Ordinal));
        Assert.Single(incident.Told, told => told.Kind == PolicyEventKind.LadderExhausted);
    }

    [Fact]
    public void Step_BreachInTwoZones_TellsBothAndWhatTheWorseOneHas()
    {
        var incident = Of(Drop);

        incident.At(0, Bad(blocks: 30, node: 0), Bad(blocks: 12, node: 1));

        var opened = incident.Told[0];
        Assert.Equal((42UL, 12UL, 1), (opened.Before!.Value, opened.WorstBlocks!.Value, opened.Zone!.Value.Node));
        Assert.Equal([0, 1], opened.Zones.Select(zone => zone.Node));
    }

    [Fact]
    public void Step_NothingRan_IsNotExhausted()
    {
        var incident = Of(Compact, Hook);

        var decision = incident.At(0, Bad(diagnosis: Diagnosis.LowMemory));

        Assert.Equal(ReasonCode.NothingToRun, decision.Reason.Code);
        Assert.Equal(["opened", "skipped 1 compact_memory low-memory"], incident.Lines);
    }

    [Fact]
    public void Step_EmptyLadder_OnlyObserves()
    {
        var incident = Of();

        Assert.Equal(ReasonCode.NothingToRun, incident.At(0, Bad()).Reason.Code);
        incident.At(1, Good());

        Assert.Equal(["opened", "closed recovered healed-by-itself"], incident.Lines);
    }
}
