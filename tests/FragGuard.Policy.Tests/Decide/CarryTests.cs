using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

public sealed class CarryTests
{
    [Fact]
    public void Carry_RungMoved_KeepsItsMemory()
    {
        var incident = Of(Drop, Compact);
        incident.Run(0, Bad(), Good());

        Reload(incident, Compact, Drop);
        var decision = incident.At(60, Bad());

        Assert.Equal(new Recovery(1, TimeSpan.FromSeconds(6)), incident.State.LastRecovery);
        Assert.Equal("skipped 2 drop_caches cooldown", incident.Lines[^2]);
        Assert.Equal(0, decision.Rung);
    }

    [Fact]
    public void Carry_TwoRungsOfOneRemedy_KeepTheirOwnMemories()
    {
        var all = Drop with { Remedy = new DropCachesSettings { What = DropWhat.All } };
        var incident = Of(Drop, Compact, all);
        incident.State = LadderState.Start
            .Remember(0, new RungMemory { NoGainRuns = 1 })
            .Remember(2, new RungMemory { NoGainRuns = 3 });

        Reload(incident, Drop, all);

        Assert.Equal((1, 3), (incident.State.MemoryOf(0).NoGainRuns, incident.State.MemoryOf(1).NoGainRuns));
    }

    [Fact]
    public void Carry_RunUnderWay_IsJudgedAsWhatItIsNow()
    {
        var incident = Of(Compact, Drop);
        incident.At(0, Bad());

        Reload(incident, Drop, Compact, Tune);
        incident.Ends(1, RungEnd.Done, Bad());
        var next = incident.At(6, Bad());

        Assert.Equal("finished 2 compact_memory no-gain", incident.Lines[2]);
        Assert.Equal(2, next.Rung);
    }

    [Fact]
    public void Carry_RungOfTheRunIsGone_WaitsForItsEndBeforeAnotherRuns()
    {
        var incident = Of(Compact, Drop);
        incident.At(0, Bad());

        Reload(incident, Drop);
        var waits = incident.At(1, Bad());
        var next = incident.Ends(2, RungEnd.Done, Bad());

        Assert.Equal(ReasonCode.Running, waits.Reason.Code);
        Assert.Equal((DecisionKind.Run, 0), (next.Kind, next.Rung));
        Assert.DoesNotContain(incident.Told, told => told.Kind == PolicyEventKind.RungFinished);
    }

    [Fact]
    public void Carry_RungOfTheRunIsGone_ItsStallIsStillOurs()
    {
        var incident = Of(Compact, Drop);
        incident.At(0, Bad());
        Reload(incident, Drop);
        incident.Host = Calm with { MemoryPressureBasisPoints = 9000 };

        var next = incident.Ends(2, RungEnd.Done, Bad());

        Assert.Equal(DecisionKind.Run, next.Kind);
    }

    [Fact]
    public void Carry_RungOfASettlingRunIsGone_ClimbsOn()
    {
        var incident = Of(Compact, Drop);
        incident.At(0, Bad());
        incident.Ends(1, RungEnd.Done, Bad());

        Reload(incident, Drop);

        Assert.Equal((DecisionKind.Run, 0), (incident.At(2, Bad()).Kind, incident.State.Run!.Rung));
    }

    [Fact]
    public void Carry_TunedRungIsGone_ItsSettingsArePutBackAllTheSame()
    {
        var incident = Of(Tune);
        incident.Run(0, Bad(), Bad());

        Reload(incident, Drop);
        var restore = incident.At(60, Good());
        incident.Ends(61, RungEnd.Done, Good());

        Assert.Equal(DecisionKind.Restore, restore.Kind);
        Assert.False(incident.State.OwesRestore);
    }

    [Fact]
    public void Carry_EmptyLadder_ClosesInPeace()
    {
        var incident = Of(Drop);
        incident.Run(0, Bad(), Bad(40));

        Reload(incident);
        incident.At(60, Good());

        Assert.Equal("closed recovered healed-by-itself", incident.Lines[^1]);
    }

    private static void Reload(Incident incident, params RungSettings[] ladder)
    {
        incident.State = Ladder.Carry(incident.State, incident.Settings.Ladder, [.. ladder]);
        incident.Settings = incident.Settings with { Ladder = [.. ladder] };
    }
}
