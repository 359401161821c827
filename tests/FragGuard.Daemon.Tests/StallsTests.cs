using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>A watch with <c>stalls_above</c>: what programs feel, read only where it is asked for.</summary>
public sealed class StallsTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;

    public StallsTests() => _actuator = new FakeActuator(_host);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Stalls_AboveTheLimitWithBlocksEnough_OpenAnIncidentThatSaysSo()
    {
        using var guard = new FakeGuard(_host, Felt, _actuator);

        Play(guard, from: 0, to: 30, perSecond: 3);

        Assert.Equal(1, guard.Count("incident-opened: incident 1: node 0 zone Normal has 25500 blocks of order 4 ("));
        Assert.Equal(1, guard.Count("fragmented [watch w]; programs stalled 63 times a minute in direct compaction and "
            + "reclaim; stalls_above is 60"));
        Assert.Contains(_actuator.Steps, step => step.Contains("drop_caches", StringComparison.Ordinal));
    }

    [Fact]
    public void Stalls_StopAfterTheRung_RecoverAndClose()
    {
        using var guard = new FakeGuard(_host, Felt, _actuator);
        Play(guard, from: 0, to: 21, perSecond: 3);
        _host.Write("/proc/vmstat", VmStat(1063));

        guard.Run(22, 40);

        Assert.Equal(1, guard.Count("rung-finished: rung 1 drop_caches: recovered"));
        Assert.Equal(1, guard.Count("; 63 -> 0 stalls a minute"));
        Assert.Equal(1, guard.Count("incident-closed"));
    }

    [Fact]
    public void Stalls_NoWatchAsks_VmstatIsNotReadWhileAllIsWell()
    {
        File.Delete(_host.Path("/proc/vmstat"));
        Directory.CreateDirectory(_host.Path("/proc/vmstat"));
        using var guard = new FakeGuard(_host, Of(Drop), _actuator);

        guard.Run(0, 20);

        Assert.Equal(0, guard.Count("vmstat"));
    }

    [Fact]
    public void Stalls_VmstatCannotBeRead_IsToldOnceAndOnceWhenItIsBack()
    {
        var text = _host.Read("/proc/vmstat");
        File.Delete(_host.Path("/proc/vmstat"));
        using var guard = new FakeGuard(_host, Felt, _actuator);

        guard.Run(0, 20);
        _host.Write("/proc/vmstat", text + "\ncompact_stall 5\nallocstall_normal 7\n");
        guard.Run(21, 30);

        Assert.Equal(1, guard.Count("/proc/vmstat: no such file: stalls_above does not count until it can be read"));
        Assert.Equal(1, guard.Count("how often programs stall is known again"));
        Assert.Equal(0, guard.Count("incident-opened"));
    }

    [Fact]
    public void Stalls_KernelCountsNone_IsTold()
    {
        using var guard = new FakeGuard(_host, Felt, _actuator);

        guard.Run(0, 3);

        Assert.Equal(
            1, guard.Count("/proc/vmstat: neither compact_stall nor allocstall in it: stalls_above does not count"));
    }

    private static GuardSettings Felt { get; } = Of(Drop with { Settle = TimeSpan.FromSeconds(5) }) with
    {
        Watches = [new WatchSettings { Name = "w", Floor = null, StallsAbove = 60, For = TimeSpan.Zero }],
    };

    private static string VmStat(int stalls) =>
        $"nr_free_pages 400000\nallocstall_dma 0\nallocstall_dma32 0\nallocstall_normal {stalls - 900}\n"
        + "allocstall_movable 0\ndrop_pagecache 0\ndrop_slab 0\ncompact_stall 900\n";

    private void Play(FakeGuard guard, int from, int to, int perSecond)
    {
        for (var second = from; second <= to; second++)
        {
            _host.Write("/proc/vmstat", VmStat(1000 + ((second - from) * perSecond)));
            guard.TickAt(second);
        }
    }
}
