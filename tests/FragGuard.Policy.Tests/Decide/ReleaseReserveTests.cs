using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

/// <summary>A rung that lets go of the reserve: it needs one, and nothing that is for the sake of the host holds it
/// back.</summary>
public sealed class ReleaseReserveTests
{
    private static readonly RungSettings Release = RungSettings.For(new ReleaseReserveSettings());

    [Theory]
    [InlineData(null)]
    [InlineData(0UL)]
    public void Step_NothingHeld_SkipsItInWordsAndGoesOn(ulong? heldBytes)
    {
        var incident = Of(Release, Compact);
        incident.Host = Calm with { ReserveBytes = heldBytes };

        var decision = incident.At(0, Bad());

        Assert.Equal(1, decision.Rung);
        Assert.Equal(["opened", "skipped 1 release_reserve no-reserve", "started 2 compact_memory"], incident.Lines);
        Assert.Equal("nothing is held in reserve on the breached nodes", incident.Told[1].Reason.ToString());
    }

    [Theory]
    [InlineData(Diagnosis.Fragmented)]
    [InlineData(Diagnosis.LowMemory)]
    public void Step_SomethingHeld_RunsForEitherDiagnosis(Diagnosis diagnosis)
    {
        var incident = Of(Release);
        incident.Host = Calm with { ReserveBytes = 64UL << 20 };

        Assert.Equal(DecisionKind.Run, incident.At(0, Bad(diagnosis: diagnosis)).Kind);
    }

    public static TheoryData<string, HostState, DecisionKind> Hosts => new()
    {
        { "memory pressure", Calm with { MemoryPressureBasisPoints = 90_00 }, DecisionKind.Run },
        { "I/O pressure", Calm with { IoPressureBasisPoints = 90_00 }, DecisionKind.Run },
        { "unreadable pressure", Calm with { Gaps = new HostGaps { MemoryPressure = "gone" } }, DecisionKind.Run },
        { "dirty pages", Calm with { DirtyBytes = 1UL << 40 }, DecisionKind.Run },
        { "kcompactd", Calm with { KcompactdBusy = true }, DecisionKind.Run },
        { "just booted", Calm with { Uptime = TimeSpan.FromMinutes(1) }, DecisionKind.Wait },
        { "outside the window", Calm with { TimeOfDay = TimeSpan.FromHours(12) }, DecisionKind.Wait },
    };

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Step_GatesForTheSakeOfTheHost_DoNotHoldItAndTheAdministratorsDo(
        string situation, HostState host, DecisionKind expected)
    {
        var settings = new GuardSettings
        {
            Ladder = [Release],
            Gates = new GateSettings { Windows = [new DailyWindow(22 * 60, 5 * 60)] },
        };
        var incident = new Incident(settings) { Host = host with { ReserveBytes = 1 } };

        Assert.True(expected == incident.At(0, Bad()).Kind, situation);
    }

    [Fact]
    public void Step_Splay_WaitsForTheNextRungOnly()
    {
        var incident = Of(Release, Compact);
        incident.Host = Calm with { ReserveBytes = 1 };
        incident.Settings = incident.Settings with
        {
            Incident = incident.Settings.Incident with { Splay = TimeSpan.FromSeconds(60) },
        };

        incident.Run(0, Bad(), Bad());

        Assert.Contains("started 1 release_reserve", incident.Lines);
        Assert.Contains("skipped 2 compact_memory splay", incident.Lines);
    }

    [Fact]
    public void Step_PartByPart_RunsAgainAfterItsShortRest()
    {
        var incident = Of(Release);
        incident.Host = Calm with { ReserveBytes = 32UL << 20 };
        incident.Run(0, Bad(10), Bad(60));

        var again = incident.At(9, Bad(60));

        Assert.Equal(DecisionKind.Run, again.Kind);
    }
}
