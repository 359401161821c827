using FragGuard.Kernel;

namespace FragGuard.Policy.Tests;

public sealed class BreachTextTests
{
    [Theory]
    [InlineData("node 0 zone Normal has 1 block of order 4, floor 64", 1, "0 Normal")]
    [InlineData(
        "node 0 zones DMA32 and Normal together have 22 blocks of order 4; node 0 zone DMA32 has 12, floor 64",
        22, "0 DMA32", "0 Normal")]
    [InlineData(
        "node 0 zone DMA32 and node 1 zone Normal together have 22 blocks of order 4; "
            + "node 0 zone DMA32 has 12, floor 64",
        22, "0 DMA32", "1 Normal")]
    [InlineData(
        "node 0 zones DMA32, Normal and Movable together have 22 blocks of order 4; node 0 zone DMA32 has 12, floor 64",
        22, "0 DMA32", "0 Normal", "0 Movable")]
    public void HaveAndFloor_Zones_AreNamedAsTheyAreCounted(string expected, ulong blocks, params string[] zones)
    {
        var told = new PolicyEvent(PolicyEventKind.IncidentOpened, Incident: 1)
        {
            Zones = [.. zones.Select(Zone)],
            Zone = Zone(zones[0]),
            WorstBlocks = 12,
            Floor = 64,
            Order = 4,
        };

        Assert.Equal(expected, BreachText.Have(told, blocks) + BreachText.Floor(told));
    }

    private static ZoneId Zone(string text)
    {
        Assert.True(ZoneName.TryParse(text[2..], out var name));
        return new ZoneId(text[0] - '0', name);
    }
}
