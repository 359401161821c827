using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

/// <summary>A host whose dropped cache is read again, or not, and breaks memory up again a minute later.</summary>
public sealed class RelapseTests
{
    private const ulong Cache = 4UL << 30;
    private const ulong Dropped = 1UL << 30;

    private readonly Incident _incident = Of(Free(Drop), Free(Compact), Free(Tune));
    private double _second;
    private ulong _readBytes;

    [Fact]
    public void Step_WhatTheRungFreedIsReadAgainTwice_StartsAtTheNextRung()
    {
        int[] rungs = [Relapse(Dropped), Relapse(Dropped), Relapse(Dropped), Relapse(0)];

        // The fourth follows on a recovery by compact_memory, which frees nothing that could be read again.
        Assert.Equal([0, 0, 1, 1], rungs);
        Assert.Equal(
            "relapse 53 s after the last incident: what drop_caches freed was read again; starting at the next rung",
            Opened()[2].Reason.ToString());
        Assert.Equal(
            "relapse 53 s after the last incident: starting at the rung that worked then",
            Opened()[3].Reason.ToString());
    }

    [Theory]
    [InlineData(Dropped / 2, 1)]
    [InlineData((Dropped / 2) - (1 << 20), 0)]
    [InlineData(0UL, 0)]
    public void Step_LessThanHalfIsReadAgain_StartsWhereItWorked(ulong readAgainBytes, int expectedRung)
    {
        Relapse(readAgainBytes);
        Relapse(readAgainBytes);

        Assert.Equal(expectedRung, Relapse(readAgainBytes));
    }

    [Fact]
    public void Step_NotReadAgainInBetween_CountsAnew()
    {
        int[] rungs = [Relapse(Dropped), Relapse(0), Relapse(Dropped), Relapse(Dropped), Relapse(Dropped)];

        Assert.Equal([0, 0, 0, 0, 1], rungs);
    }

    [Fact]
    public void Step_NextRungGainedNothingWhenItLastRan_StartsWhereItWorked()
    {
        Relapse(Dropped);
        Relapse(Dropped);
        _incident.State = _incident.State.Remember(1, new RungMemory { NoGainRuns = 1 });

        Assert.Equal(0, Relapse(Dropped));
    }

    [Fact]
    public void Step_NextRungCannotRun_StartsWhereItWorked()
    {
        Relapse(Dropped);
        Relapse(Dropped);
        _incident.Unavailable = [default, new Reason(ReasonCode.KnobAbsent)];

        Assert.Equal(0, Relapse(Dropped));
    }

    [Fact]
    public void Step_NoNextRung_StartsWhereItWorked()
    {
        _incident.Settings = new GuardSettings { Ladder = [Free(Drop), Hook] };

        int[] rungs = [Relapse(Dropped), Relapse(Dropped), Relapse(Dropped), Relapse(Dropped)];

        Assert.Equal([0, 0, 0, 0], rungs);
    }

    [Fact]
    public void Step_LastRecoveryIsLongAgo_StartsAtTheBottomAndCountsAnew()
    {
        Relapse(Dropped);
        Relapse(Dropped);
        _second += 3600;

        int[] rungs = [Relapse(Dropped), Relapse(Dropped), Relapse(Dropped)];

        Assert.Equal([0, 0, 1], rungs);
    }

    // An incident that the first rung which runs heals at once, and a minute in which so much is read.
    private int Relapse(ulong readAgainBytes)
    {
        _incident.Host = Host(Cache);
        var rung = _incident.At(_second, Bad()).Rung;
        _incident.Host = Host(rung == 0 ? Cache - Dropped : Cache);
        _incident.Ends(_second + 1, RungEnd.Done, Bad());
        _incident.At(_second + 7, Good());
        _readBytes += rung == 0 ? readAgainBytes : 0;
        _incident.Host = Host(Cache);
        _incident.At(_second + 40, Good());
        _second += 60;
        return rung;
    }

    private PolicyEvent[] Opened() => [.. _incident.Told.Where(told => told.Kind == PolicyEventKind.IncidentOpened)];

    private HostState Host(ulong cacheBytes) =>
        Calm with { CacheBytes = cacheBytes, Counters = new CostCounters { SomeStallUs = 0, ReadBytes = _readBytes } };

    private static RungSettings Free(RungSettings rung) =>
        rung with { Cooldown = TimeSpan.Zero, MaxRereadBytesPerSecond = null, MaxStallBasisPoints = null };
}
