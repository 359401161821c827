using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

/// <summary>Compaction that the kernel is at already is waited for, but not for ever.</summary>
public sealed class KcompactdGateTests
{
    [Fact]
    public void Step_KcompactdHangsForLong_IsPassedOver()
    {
        var incident = Of(Compact, Tune);
        incident.Host = Calm with { KcompactdBusy = true };

        incident.At(0, Bad());
        var waits = incident.At(59, Bad());
        var goesOn = incident.At(60, Bad());

        Assert.Equal(ReasonCode.KcompactdBusy, waits.Reason.Code);
        Assert.Equal((DecisionKind.Run, 1), (goesOn.Kind, goesOn.Rung));
    }

    [Fact]
    public void Step_KcompactdHangsAgain_PatienceBeginsAgain()
    {
        var incident = Of(Compact, Tune);
        incident.Host = Calm with { KcompactdBusy = true };
        incident.At(0, Bad());
        incident.Host = Calm with { IoPressureBasisPoints = 9000 };
        incident.At(30, Bad());
        incident.Host = Calm with { KcompactdBusy = true };
        incident.At(31, Bad());

        var waits = incident.At(90, Bad());
        var goesOn = incident.At(91, Bad());

        Assert.Equal(ReasonCode.KcompactdBusy, waits.Reason.Code);
        Assert.Equal((DecisionKind.Run, 1), (goesOn.Kind, goesOn.Rung));
    }

    [Fact]
    public void Step_KcompactdHangsAfterTheIncidentOpened_PatienceBeginsThen()
    {
        var incident = Of(Compact, Tune);
        incident.Host = Calm with { IoPressureBasisPoints = 9000 };
        incident.At(0, Bad());
        incident.Host = Calm with { KcompactdBusy = true };
        incident.At(1, Bad());

        Assert.Equal(ReasonCode.KcompactdBusy, incident.At(60, Bad()).Reason.Code);
        Assert.Equal(DecisionKind.Run, incident.At(61, Bad()).Kind);
    }

    [Fact]
    public void Step_KcompactdHungBeforeTheIncident_PatienceBeginsWithIt()
    {
        var incident = Of(Compact, Tune);
        incident.Host = Calm with { KcompactdBusy = true };
        incident.At(0, Falling());
        incident.At(59, Bad());

        Assert.Equal(ReasonCode.KcompactdBusy, incident.At(118, Bad()).Reason.Code);
        Assert.Equal(DecisionKind.Run, incident.At(119, Bad()).Kind);
    }

    [Fact]
    public void Step_KcompactdWorksNowAndThen_IsWaitedFor()
    {
        var incident = Of(Compact, Tune);
        for (var second = 0; second < 100; second++)
        {
            incident.Host = Calm with { KcompactdBusy = second != 50 };
            if (incident.At(second, Bad()).Kind == DecisionKind.Run)
            {
                Assert.Equal(50, second);
                return;
            }
        }

        Assert.Fail("never ran");
    }

    [Fact]
    public void Step_KcompactdIsDone_GoesOnWhereItWaited()
    {
        var incident = Of(Drop with { Cooldown = TimeSpan.Zero }, Compact);
        incident.At(0, Bad());
        incident.Ends(1, RungEnd.Done, Bad());
        incident.Host = Calm with { KcompactdBusy = true };
        var waits = incident.At(6, Bad());
        incident.Host = Calm;

        var goesOn = incident.At(7, Bad());

        Assert.Equal(ReasonCode.KcompactdBusy, waits.Reason.Code);
        Assert.Equal((DecisionKind.Run, 1), (goesOn.Kind, goesOn.Rung));
    }
}
