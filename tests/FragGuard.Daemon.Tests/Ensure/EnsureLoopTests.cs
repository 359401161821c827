using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

/// <summary>Make it so or fail, on a fake machine and a clock that the waits turn.</summary>
public sealed class EnsureLoopTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;
    private TimeSpan _now = TimeSpan.FromHours(10);

    public EnsureLoopTests() => _actuator = new FakeActuator(_host);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Run_BlocksAreThere_WritesNothing()
    {
        var result = Ensure(Ladders.Of(Ladders.Drop, Ladders.Compact), blocks: 64);

        Assert.True(result.IsThere);
        Assert.Empty(_actuator.Steps);
        Assert.Empty(result.Attempts);
        Assert.Equal(TimeSpan.Zero, result.Length);
    }

    [Fact]
    public void Run_SecondRungHeals_EndsAtOnceWithBothTold()
    {
        _host.BuddyInfo = FakeHost.Fragmented;
        HealOn("compact");

        var result = Ensure(Ladders.Of(Ladders.Drop, Ladders.Compact), blocks: 64);

        Assert.True(result.IsThere);
        Assert.Equal((0UL, true), (result.Before, result.After >= 64));
        Assert.Equal(["drop_caches no-gain", "compact_memory recovered"], Told(result));
        Assert.Contains(_actuator.Steps, step => step.EndsWith("drop_caches=1", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_HealsWhileTheRungIsWriting_KillsItAndEnds()
    {
        _host.BuddyInfo = FakeHost.Fragmented;
        _actuator.Hangs = true;

        var result = Ensure(Ladders.Of(Ladders.Compact), blocks: 64, onWait: () => _host.BuddyInfo =
            FakeHost.Healthy);

        Assert.True(result.IsThere);
        Assert.Equal(1, _actuator.Kills);
        Assert.Equal(["compact_memory recovered"], Told(result));
    }

    [Fact]
    public void Run_NothingHelps_EndsWithTheCauseBeforeTheTimeIsUp()
    {
        _host.BuddyInfo = FakeHost.Fragmented;

        var result = Ensure(Ladders.Of(Ladders.Drop, Ladders.Compact), blocks: 64, timeout: 30);

        Assert.False(result.IsThere);
        Assert.Contains("every rung was tried", result.Why, StringComparison.Ordinal);
        Assert.Contains("likely cause", result.Why, StringComparison.Ordinal);
        Assert.False(result.IsDenied);
        Assert.InRange(result.Length.TotalSeconds, 0, 5);
    }

    [Fact]
    public void Run_SettingsRebootsAndHooks_AreTheGuards()
    {
        _host.BuddyInfo = FakeHost.Fragmented;

        var result = Ensure(Ladders.Of(Ladders.Tune, Ladders.Reboot, Ladders.Hook), blocks: 64, timeout: 10);

        Assert.False(result.IsThere);
        Assert.Equal("no rung could run", result.Why);
        Assert.Empty(_actuator.Steps);
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
        Assert.False(_host.Has("/run/reboot-required"));
    }

    [Fact]
    public void Run_HostUnderPressure_WaitsAndSaysWhatHeldIt_AlsoWithForce()
    {
        _host.BuddyInfo = FakeHost.Fragmented;
        _host.Write(
            "/proc/pressure/memory",
            "some avg10=90.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=80.00 avg60=0.00 avg300=0.00 total=0\n");

        var result = Ensure(Ladders.Of(Ladders.Compact), blocks: 64, timeout: 3, isForced: true);

        Assert.Contains("the time is up; still waiting: memory pressure 80% is above", result.Why,
            StringComparison.Ordinal);
        Assert.Empty(_actuator.Steps);
        Assert.InRange(result.Length.TotalSeconds, 3, 3.5);
    }

    [Fact]
    public void Run_MachineJustBooted_SaysAtOnceThatTheGateWillNotOpenInTime()
    {
        _host.BuddyInfo = FakeHost.Fragmented;
        _host.Write("/proc/uptime", "30.00 30.00\n");
        var settings = Ladders.Of(Ladders.Compact) with { Gates = new GateSettings() };

        var refused = Ensure(settings, blocks: 64, timeout: 60);
        HealOn("compact");
        var forced = Ensure(settings, blocks: 64, timeout: 60, isForced: true);

        Assert.Contains("min_uptime", refused.Why, StringComparison.Ordinal);
        Assert.Contains("--force", refused.Why, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, refused.Length);
        Assert.True(forced.IsThere);
    }

    [Fact]
    public void Run_RungThatRests_IsPassedOver_UnlessForced()
    {
        _host.BuddyInfo = FakeHost.Fragmented;
        HealOn("compact");
        var learnt = LadderState.Start.Remember(0, new RungMemory { EndedAt = _now - TimeSpan.FromSeconds(5) });

        var patient = Ensure(Ladders.Of(Ladders.Compact), blocks: 64, timeout: 10, learnt: learnt);
        var forced = Ensure(Ladders.Of(Ladders.Compact), blocks: 64, timeout: 10, learnt: learnt, isForced: true);

        Assert.False(patient.IsThere);
        Assert.Contains(patient.Attempts, attempt => attempt.Reason.StartsWith("cooldown", StringComparison.Ordinal));
        Assert.True(forced.IsThere);
    }

    [Fact]
    public void Run_DryRun_WritesNothingAndEnds()
    {
        _host.BuddyInfo = FakeHost.Fragmented;

        var result = Ensure(Ladders.Of(Ladders.Drop, Ladders.Compact) with { DryRun = true }, blocks: 64);

        Assert.False(result.IsThere);
        Assert.Empty(_actuator.Steps);
        Assert.InRange(result.Length.TotalSeconds, 0, 2);
    }

    [Fact]
    public void Run_NodeWithoutTheOrder_SaysSo()
    {
        var result = Ensure(Ladders.Of(Ladders.Compact), blocks: 1, order: 20);

        Assert.Equal("no zone has blocks of order 20", result.Why);
    }

    private static IEnumerable<string> Told(EnsureResult result) =>
        result.Attempts.Select(attempt => $"{attempt.Remedy} {attempt.Outcome}");

    private void HealOn(string part) => _actuator.Ends = step =>
    {
        if (step is KnobWrite write && write.Path.Contains(part, StringComparison.Ordinal))
        {
            _host.BuddyInfo = FakeHost.Healthy;
        }

        return null;
    };

    private EnsureResult Ensure(
        GuardSettings settings, ulong blocks, int order = 4, double timeout = 60, bool isForced = false,
        LadderState? learnt = null, Action? onWait = null)
    {
        var request = new EnsureRequest(order, blocks, Node: null, TimeSpan.FromSeconds(timeout))
        {
            IsForced =
            isForced
        };
        var machine = MachineProbe.Probe(_host.Root);
        using var sampler = new Sampler(_host.Root);
        using var runner = new RemedyRunner(
            request.Settings(settings), machine, _host.Root, _actuator,
            new TunedSettingsFile(_host.Root, machine.BootId, _ => { }));
        var loop = new EnsureLoop(request, runner, sampler, machine);
        return loop.Run(learnt ?? LadderState.Start, () => _now, (_, time) =>
        {
            _now += time;
            onWait?.Invoke();
        });
    }
}
