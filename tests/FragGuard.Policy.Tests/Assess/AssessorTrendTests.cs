using static FragGuard.Policy.Tests.PlainWatch;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

/// <summary>Where levels are heading is remembered for as long as it means something, and no longer.</summary>
public sealed class AssessorTrendTests
{
    private static readonly WatchSettings Ahead = Watch with { Ahead = TimeSpan.FromMinutes(2), For = TimeSpan.Zero };

    // The level falls by one block a second from 1000; it is seen to cross the floor of 64 about two minutes before.
    private const int Known = 800;
    private const int Crossing = 880;

    [Fact]
    public void Assess_SizesChangeOnTheWay_TrendGoesOn()
    {
        var assessor = AssessorOf(Ahead);
        Fall(assessor, 0, Known);

        assessor.Take(Zones(Zone(0, "Normal", 1_000_000)));
        Fall(assessor, Known, Crossing);

        Assert.True(assessor.Latest.Zones[0].IsPredicted);
    }

    [Theory]
    [InlineData(120, true)]
    [InlineData(240, false)]
    public void Constructor_AfterAReload_TrendGoesOnWhileItLooksAsFarAhead(int aheadSeconds, bool expected)
    {
        var before = AssessorOf(Ahead);
        Fall(before, 0, Known);
        var changed = Ahead with { Ahead = Sec(aheadSeconds) };

        var assessor = new Assessor(new GuardSettings { Watches = [changed] }, Machine, before);
        Fall(assessor, Known, Crossing);

        Assert.Equal(expected, assessor.Latest.Zones[0].IsPredicted);
    }

    // On the same line before and after the gap: only the gap itself speaks against it.
    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void Assess_GapOnTheWay_NothingIsPredictedFromBeforeALapse(int gapSeconds, bool expected)
    {
        var assessor = AssessorOf(Ahead);
        const int resumed = 1100;
        for (var second = 0; second <= resumed - gapSeconds; second++)
        {
            assessor.Assess(Table(Normal((ulong)(resumed + 100 - second))), Sec(second));
        }

        var seen = assessor.Assess(Table(Normal(100)), Sec(resumed));

        Assert.Equal(expected, seen.Zones[0].IsPredicted);
    }

    private static void Fall(Assessor assessor, int from, int to)
    {
        for (var second = from; second < to; second++)
        {
            assessor.Assess(Table(Normal((ulong)(1000 - second))), Sec(second));
        }
    }
}
