using FragGuard.Host;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>One guard a host acts; another one observes until it is gone.</summary>
public sealed class OneGuardTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;
    private readonly FakeActuator _second;

    public OneGuardTests() => (_actuator, _second) = (new FakeActuator(_host), new FakeActuator(_host));

    public void Dispose() => _host.Dispose();

    [Fact]
    public void SecondGuard_ObservesSaysWhoGuardsAndTouchesNothing()
    {
        using var first = New(Of(Drop, Tune), _actuator);
        _host.BuddyInfo = FakeHost.Fragmented;
        first.Run(0, 3);
        var state = _host.Read("/var/lib/fragguard/ladder.json");
        var status = _host.Read("/run/fragguard/status.json");

        using var second = New(Of(Drop, Tune), _second);
        second.Run(4, 30);
        _ = second.Stop();

        Assert.Equal(
            1,
            second.Count(
                "observe-only: observe-only: "
                    + $"another guard acts on this machine: pid {Environment.ProcessId} on "));
        Assert.Empty(_second.Steps);
        Assert.Equal("10", _host.Read(FakeHost.Swappiness));
        Assert.Equal(
            (state, status),
            (_host.Read("/var/lib/fragguard/ladder.json"), _host.Read("/run/fragguard/status.json")));
        Assert.Equal(0, second.Count("ladder-exhausted"));
    }

    [Fact]
    public void SecondGuard_BothDryRuns_BeginsNoRungEither()
    {
        using var first = New(Of(Drop, Tune) with { DryRun = true }, _actuator);
        _host.BuddyInfo = FakeHost.Fragmented;
        first.Run(0, 3);

        using var second = New(Of(Drop, Tune) with { DryRun = true }, _second);
        second.Run(4, 30);

        Assert.True(first.Count("rung-started") > 0);
        Assert.Equal(0, second.Count("rung-started"));
    }

    [Fact]
    public void SecondGuard_TheFirstIsGone_TakesOverWithWhatItLeft()
    {
        var first = New(Of(Tune, Drop), _actuator);
        _host.BuddyInfo = FakeHost.Fragmented;
        first.Run(0, 3);
        using var second = New(Of(Tune, Drop), _second);
        second.Run(4, 6);

        _host.BuddyInfo = FakeHost.Healthy;
        first.Dispose();
        second.Run(7, 9);
        var value = _host.Read(FakeHost.Swappiness);
        _host.BuddyInfo = FakeHost.Fragmented;
        second.Run(300, 302);

        Assert.Equal(1, second.Count("this one takes over"));
        Assert.Equal("60", value);
        Assert.Contains("/proc/sys/vm/drop_caches=1", _second.Steps);
    }

    [Fact]
    public void SecondGuard_IsReloaded_StillObserves()
    {
        using var first = New(Of(Drop), _actuator);
        using var second = New(Of(Drop) with { DryRun = true }, _second);
        second.TickAt(0);

        second.Daemon.Reload(Of(Drop));
        _host.BuddyInfo = FakeHost.Fragmented;
        second.Run(1, 10);

        Assert.Empty(_second.Steps);
    }

    [Fact]
    public void Lock_CannotBeMade_ObservesAndSaysWhy()
    {
        _host.Write("/run", "a file where a directory should be");
        using var guard = New(Of(Drop), _actuator);
        _host.BuddyInfo = FakeHost.Fragmented;

        guard.Run(0, 5);

        Assert.Empty(_actuator.Steps);
        Assert.Equal(1, guard.Count("observe-only: observe-only: /run/fragguard/guard.lock: "));
    }

    private FakeGuard New(GuardSettings settings, FakeActuator actuator) =>
        new(_host, settings, actuator, guardLock: new GuardLock(_host.Root));
}
