using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

public sealed class IncidentsTests
{
    [Fact]
    public void Environment_BreachInTwoZones_GivesTheNumbersOfTheZoneThatItNames()
    {
        var settings = new GuardSettings { Ladder = [new RungSettings(new DropCachesSettings())] };
        var seen = new Observation(new Assessment(Breached("DMA32", 30), Breached("Normal", 12)));

        var ladder = Ladder.Step(settings, LadderState.Start, seen, TimeSpan.FromHours(1)).State;

        var environment = Incidents.Environment(ladder);
        Assert.Contains("FRAGGUARD_ZONE=Normal", environment);
        Assert.Contains("FRAGGUARD_SUITABLE=12", environment);
        Assert.Contains("FRAGGUARD_FLOOR=64", environment);
    }

    private static WatchedZone Breached(string zone, ulong blocks)
    {
        Assert.True(ZoneName.TryParse(zone, out var name));
        return new WatchedZone
        {
            WatchName = "w",
            Id = new ZoneId(0, name),
            Order = 4,
            FloorBlocks = 64,
            ClearBlocks = 96,
            State = ZoneState.Breached,
            Suitable = blocks,
            Diagnosis = Diagnosis.Fragmented,
            IsFresh = true,
        };
    }
}
