using FsCheck;
using FsCheck.Fluent;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

public sealed class TrendTests
{
    private const ulong Floor = 64;

    [Theory]
    [InlineData(1, 60)]
    [InlineData(1, 15)]
    [InlineData(5, 60)]
    [InlineData(15, 120)]
    [InlineData(15, 3600)]
    public void Crosses_SteadyDecay_SeesTheFloorAsFarAheadAsIsAskedFor(int interval, int ahead)
    {
        var trend = new Trend(Sec(ahead));
        var slope = 100_000.0 / (100 * Math.Max(interval, ahead));

        var seenAt = FirstCrossing(trend, interval, second => (ulong)Math.Max(0, 100_000 - (slope * second)));

        var floorAt = (100_000 - Floor) / slope;
        Assert.NotNull(seenAt);
        Assert.InRange(floorAt - seenAt.Value.TotalSeconds, ahead - interval - (ahead * 0.1) - 1, ahead + 1);
    }

    [Fact]
    public void Crosses_SlowDecay_IsNotSeenBeforeItIsWithinReach()
    {
        var trend = new Trend(Sec(60));

        for (var second = 0; second < 600; second++)
        {
            trend.Add(Sec(second), (ulong)(1000 - second));

            Assert.False(trend.Crosses(Floor, Sec(second), (ulong)(1000 - second)));
        }
    }

    [Fact]
    public void Crosses_ReadingsComeMoreOftenOnceItIsFalling_StillLooksAsFarAhead()
    {
        var trend = new Trend(Sec(120));
        var second = 0;
        for (; second < 480; second += 15)
        {
            trend.Add(Sec(second), (ulong)(1000 - second));
        }

        for (; second < 830; second++)
        {
            trend.Add(Sec(second), (ulong)(1000 - second));
        }

        Assert.True(trend.Crosses(Floor, Sec(second), (ulong)(1000 - second)));
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(32, true)]
    public void Crosses_RingNotFull_BelievesNothing(int readings, bool expected)
    {
        var trend = new Trend(Sec(31));
        for (var i = 0; i < readings; i++)
        {
            trend.Add(Sec(i), (ulong)(100 - i));
        }

        Assert.Equal(expected, trend.Crosses(Floor, Sec(readings - 1), (ulong)(101 - readings)));
    }

    [Fact]
    public void Crosses_Cleared_BelievesNothing()
    {
        var trend = new Trend(Sec(31));
        FirstCrossing(trend, 1, second => (ulong)Math.Max(0, 1000 - (10 * second)));

        trend.Clear();

        Assert.False(trend.Crosses(Floor, Sec(2000), 0));
    }

    [Fact]
    public void Crosses_SuddenDrop_IsNoDecay()
    {
        var trend = new Trend(Sec(60));

        var seenAt = FirstCrossing(trend, 2, second => second < 300 ? 1000UL : 400UL);

        Assert.Null(seenAt);
    }

    [Fact]
    public void Crosses_RisingOrFlat_IsNoDecay()
    {
        Assert.Null(FirstCrossing(new Trend(Sec(60)), 2, second => 65 + (ulong)second));
        Assert.Null(FirstCrossing(new Trend(Sec(60)), 2, _ => 65));
    }

    [Fact]
    public void Crosses_AfterAYearOfUptime_LosesNoDigits()
    {
        var trend = new Trend(Sec(60));
        var year = 365.25 * 86400;

        var crossed = false;
        for (var second = 0; second < 950; second++)
        {
            var level = (ulong)(1_000_000_000_000 - (1_000_000_000L * second));
            trend.Add(Sec(year + second), level);
            crossed |= trend.Crosses(100_000_000_000, Sec(year + second), level) && second < 900;
        }

        Assert.True(crossed);
    }

    [Fact]
    public void Crosses_ClockThatStandsStill_TakesOneReading()
    {
        var trend = new Trend(Sec(60));
        for (var i = 0; i < 100; i++)
        {
            trend.Add(Sec(5), (ulong)(1000 - (10 * i)));
        }

        Assert.False(trend.Crosses(Floor, Sec(5), 10));
    }

    // The seed is fixed because the claim is one of probability: see Trend.Margin for what was measured.
    [Fact]
    public void Crosses_RandomWalksAroundAHealthyLevel_PredictNothing()
    {
        var walks =
            from kind in Gen.Elements(0, 1, 2)
            from amplitude in Gen.Elements(1, 5, 20, 60, 150, 400)
            from steps in Gen.Choose(-1000, 1000).ListOf(400)
            select (kind, amplitude, steps);

        Prop.ForAll(walks.ToArbitrary(), walk => Predictions(walk.kind, walk.amplitude, walk.steps) == 0)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260101, 7));
    }

    private static int Predictions(int kind, int amplitude, IEnumerable<int> steps)
    {
        var (trend, level, second, predictions) = (new Trend(Sec(32)), 1000.0, 0, 0);
        foreach (var step in steps)
        {
            var noise = step / 1000.0 * amplitude;
            level = kind switch
            {
                0 => 1000 + noise,
                1 => 1000 + (0.95 * (level - 1000)) + noise,
                _ => Reflect(level + noise),
            };
            var blocks = (ulong)Math.Clamp(level, 150, 2000);
            trend.Add(Sec(second), blocks);
            predictions += trend.Crosses(Floor, Sec(second++), blocks) ? 1 : 0;
        }

        return predictions;
    }

    private static double Reflect(double level) => level < 150 ? 300 - level : level > 2000 ? 4000 - level : level;

    private static TimeSpan? FirstCrossing(Trend trend, int interval, Func<int, ulong> levelAt)
    {
        for (var second = 0; second < 400_000; second += interval)
        {
            var level = levelAt(second);
            trend.Add(Sec(second), level);
            if (trend.Crosses(Floor, Sec(second), level))
            {
                return Sec(second);
            }
        }

        return null;
    }
}
