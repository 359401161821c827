using FsCheck;
using FsCheck.Fluent;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

public sealed class StallRateTests
{
    private readonly StallRate _rate = new();

    [Fact]
    public void PerMinute_FirstReading_IsUnknown()
    {
        _rate.Add(Sec(0), 1_000_000);

        Assert.Equal((null, null), (_rate.PerMinute, _rate.RecentPerMinute));
    }

    [Fact]
    public void PerMinute_LessThanAMinute_IsTakenAsItIs()
    {
        Fill(from: 0, to: 20, perSecond: 2);

        Assert.Equal((40UL, 120UL), (_rate.PerMinute, _rate.RecentPerMinute));
    }

    [Fact]
    public void PerMinute_MoreThanAMinute_CountsTheLastOneOnly()
    {
        Fill(from: 0, to: 100, perSecond: 5);
        Fill(from: 101, to: 200, perSecond: 1, before: 500);

        Assert.Equal((60UL, 60UL), (_rate.PerMinute, _rate.RecentPerMinute));
    }

    [Fact]
    public void RecentPerMinute_StallsHaveStopped_IsZeroLongBeforeTheMinuteIs()
    {
        Fill(from: 0, to: 30, perSecond: 10);
        Fill(from: 31, to: 42, perSecond: 0, before: 300);

        Assert.Equal((300UL, 0UL), (_rate.PerMinute, _rate.RecentPerMinute));
    }

    [Fact]
    public void PerMinute_ReadingsFurtherApart_IsScaledDown()
    {
        _rate.Add(Sec(0), 0);
        _rate.Add(Sec(300), 1000);

        Assert.Equal((200UL, 200UL), (_rate.PerMinute, _rate.RecentPerMinute));
    }

    [Fact]
    public void RecentPerMinute_ReadingsAQuarterOfAMinuteApart_IsOfTheLastTwo()
    {
        for (var reading = 0; reading <= 4; reading++)
        {
            _rate.Add(Sec(reading * 15), (ulong)(reading < 4 ? 0 : 15));
        }

        Assert.Equal((15UL, 60UL), (_rate.PerMinute, _rate.RecentPerMinute));
    }

    [Fact]
    public void Add_CounterFell_BeginsAnew()
    {
        Fill(from: 0, to: 30, perSecond: 10);

        _rate.Add(Sec(31), 4);
        var atReset = (_rate.PerMinute, _rate.RecentPerMinute);
        _rate.Add(Sec(33), 6);

        Assert.Equal((null, null), atReset);
        Assert.Equal((2UL, 60UL), (_rate.PerMinute, _rate.RecentPerMinute));
    }

    [Fact]
    public void Restart_WhatWasBefore_CountsInTheMinuteOnly()
    {
        Fill(from: 0, to: 30, perSecond: 10);

        _rate.Restart(Sec(30));
        var atOnce = _rate.RecentPerMinute;
        Fill(from: 31, to: 35, perSecond: 0, before: 300);

        Assert.Null(atOnce);
        Assert.Equal((300UL, 0UL), (_rate.PerMinute, _rate.RecentPerMinute));
    }

    [Fact]
    public void Restart_LongAgo_IsForgotten()
    {
        Fill(from: 0, to: 10, perSecond: 0);
        _rate.Restart(Sec(10));
        Fill(from: 11, to: 50, perSecond: 3);

        Assert.Equal(180UL, _rate.RecentPerMinute);
    }

    [Fact]
    public void IsLost_NothingReadForMoreThanAMinute_IsTrue()
    {
        _rate.Add(Sec(10), 5);

        Assert.Equal((false, true), (_rate.IsLost(Sec(70)), _rate.IsLost(Sec(70.1))));
    }

    [Fact]
    public void Add_TenTimesASecond_HoldsAWholeMinute()
    {
        for (var tenth = 0; tenth <= 3000; tenth++)
        {
            _rate.Add(Sec(tenth / 10.0), (ulong)tenth);
        }

        Assert.InRange(_rate.PerMinute!.Value, 590UL, 600UL);
    }

    // Whatever is read at whatever times: never more than really happened in the time that is looked at.
    [Fact]
    public void PerMinute_AnyReadings_IsNeverMoreThanWasCounted()
    {
        Prop.ForAll(Gen.Choose(0, 255).ListOf(200).ToArbitrary(), steps =>
        {
            var (rate, now, count) = (new StallRate(), 0.0, 0UL);
            foreach (var step in steps)
            {
                now += (step % 16) + 0.1;
                count += (ulong)(step / 16);
                rate.Add(Sec(now), count);
                if (rate.PerMinute > count)
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private void Fill(int from, int to, int perSecond, int before = 0)
    {
        for (var second = from; second <= to; second++)
        {
            var passed = before == 0 ? second - from : second - from + 1;
            _rate.Add(Sec(second), (ulong)(before + (passed * perSecond)));
        }
    }
}
