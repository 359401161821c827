namespace FragGuard.Policy.Tests;

public sealed class DiagnosisTests
{
    [Theory]
    [InlineData(3024, 2000, 64, 4, Diagnosis.Fragmented)]
    [InlineData(3023, 2000, 64, 4, Diagnosis.LowMemory)]
    [InlineData(2000, 2000, 0, 4, Diagnosis.LowMemory)]
    [InlineData(1999, 2000, 0, 4, Diagnosis.LowMemory)]
    [InlineData(2031, 2000, 0, 4, Diagnosis.LowMemory)]
    [InlineData(2032, 2000, 0, 4, Diagnosis.Fragmented)]
    [InlineData(2032, 2000, 1, 4, Diagnosis.Fragmented)]
    [InlineData(1024, 0, 64, 4, Diagnosis.Fragmented)]
    [InlineData(ulong.MaxValue, 0, ulong.MaxValue, 23, Diagnosis.LowMemory)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, 1, 4, Diagnosis.LowMemory)]
    public void Of_FreePagesBeyondTheReserve_MustFormTheFloorAndLeaveTheCompactionGap(
        ulong freePages, ulong reservedPages, ulong floorBlocks, int order, Diagnosis expected)
    {
        Assert.Equal(expected, Diagnoses.Of(freePages, reservedPages, floorBlocks, order));
    }

    [Fact]
    public void Of_BreachedZone_CountsLowWatermarkAndProtection()
    {
        var watch = new WatchSettings { Name = "w", Floor = Amount.Blocks(64), For = TimeSpan.Zero, MinZoneBytes = 0 };
        var assessor = new Assessor(new GuardSettings { Watches = [watch] }, new MachineFacts());
        assessor.Assess(Readings.Table(Readings.Row(0, "Normal", 3023, 0)), TimeSpan.Zero);

        var withoutMarks = assessor.Latest.Zones[0].Diagnosis;
        assessor.Take(Readings.Zones(Readings.Zone(0, "Normal", 100_000, low: 1500, protection: 500)));
        var withMarks = assessor.Latest.Zones[0].Diagnosis;

        Assert.Equal((Diagnosis.Fragmented, Diagnosis.LowMemory), (withoutMarks, withMarks));
    }
}
