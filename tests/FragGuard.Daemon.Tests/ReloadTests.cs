using FragGuard.Kernel;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>A reload at any moment loses neither what is under way nor what is tuned.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;

    public ReloadTests() => _actuator = new FakeActuator(_host);

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reload_WhileARungRuns_ItsEndIsTakenAndTheNextIncidentOpens(bool isKilled)
    {
        using var guard = new FakeGuard(_host, Of(Drop, Compact), _actuator);
        _actuator.Hangs = true;
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.TickAt(0);
        Assert.Equal(1, guard.Count("rung-started"));

        guard.Daemon.Reload(Of(Drop, Compact));
        guard.TickAt(1);
        if (!isKilled)
        {
            _actuator.LetGo();
        }

        guard.Run(2, 7);
        _actuator.LetGo();
        guard.Run(8, 20);
        _host.BuddyInfo = FakeHost.Healthy;
        guard.Run(21, 25);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.TickAt(26);

        Assert.Equal(isKilled ? 1 : 0, _actuator.Kills);
        Assert.Equal(1, guard.Count("rung-finished: rung 1 drop_caches: " + (isKilled ? "timed-out" : "no-gain")));
        Assert.Equal(1, guard.Count("incident-closed"));
        Assert.Equal(2, guard.Count("incident-opened"));
        Assert.False(_actuator.IsLocked);
    }

    [Fact]
    public void Reload_WhileAKilledStepIsStillHeld_ItIsReapedAndTheLockIsFree()
    {
        using var guard = new FakeGuard(_host, Of(Drop), _actuator);
        _actuator.Hangs = true;
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(0, 6);
        Assert.Equal(1, _actuator.Kills);

        guard.Daemon.Reload(Of(Drop, Compact));
        guard.Run(7, 8);
        Assert.True(_actuator.IsLocked);
        _actuator.LetGo();
        guard.TickAt(9);

        Assert.False(_actuator.IsLocked);
        Assert.Equal(2, guard.Daemon.Settings.Ladder.Count);
    }

    [Fact]
    public void Reload_WhileSettingsArePutBack_TheyAreBackAndTheNextIncidentOpens()
    {
        using var guard = new FakeGuard(_host, Of(Tune), _actuator);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(0, 2);
        Assert.Equal("10", _host.Read(FakeHost.Swappiness));
        _actuator.Hangs = true;
        _host.BuddyInfo = FakeHost.Healthy;
        guard.TickAt(3);

        guard.Daemon.Reload(Of(Tune, Compact));
        guard.TickAt(4);
        _actuator.LetGo();
        guard.Run(5, 10);
        var value = _host.Read(FakeHost.Swappiness);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.TickAt(11);

        Assert.Equal("60", value);
        Assert.Equal(2, guard.Daemon.Settings.Ladder.Count);
        Assert.Equal(2, guard.Count("incident-opened"));
    }

    [Theory]
    [InlineData("dry run", RestorePolicy.OnClear)]
    [InlineData("dry run", RestorePolicy.OnStop)]
    [InlineData("no tune rung", RestorePolicy.OnClear)]
    [InlineData("no tune rung", RestorePolicy.OnStop)]
    [InlineData("other knob", RestorePolicy.OnStop)]
    public void Reload_ToSettingsThatDoNotWantItTuned_PutsItBackWhileTheIncidentIsOpen(
        string change, RestorePolicy restore)
    {
        using var guard = new FakeGuard(_host, Of(TuneTo("10", restore)), _actuator);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(0, 2);
        Assert.Equal("10", _host.Read(FakeHost.Swappiness));

        guard.Daemon.Reload(change switch
        {
            "dry run" => Of(TuneTo("10", restore)) with { DryRun = true },
            "no tune rung" => Of(Compact),
            _ => Of(new RungSettings(new TuneSettings
            {
                Set = [new("vm.vfs_cache_pressure", TuneRule.Exactly, "50")],
            })),
        });
        guard.Run(3, 5);

        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
        Assert.Equal(1, guard.Count("tunable-restored: vm.swappiness put back from 10 to 60"));
        Assert.Equal(0, guard.Count("incident-closed"));
    }

    [Fact]
    public void Reload_ToSettingsThatStillTuneIt_LeavesItTuned()
    {
        using var guard = new FakeGuard(_host, Of(TuneTo("10", RestorePolicy.OnStop)), _actuator);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(0, 2);

        guard.Daemon.Reload(Of(Drop, TuneTo("10", RestorePolicy.OnStop)));
        guard.Run(3, 5);
        _host.BuddyInfo = FakeHost.Healthy;
        guard.Run(6, 10);

        Assert.Equal("10", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Reload_ToADryRunWhilePuttingBackFails_IsTriedAgainAndNoRungWritesAnyMore()
    {
        using var guard = new FakeGuard(_host, Of(Tune), _actuator);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(0, 2);
        _actuator.Ends = _ => new StepResult(StepEnd.Failed, "vm.swappiness: busy");

        guard.Daemon.Reload(Of(Drop, Tune) with { DryRun = true });
        guard.Run(3, 60);
        _actuator.Ends = null;
        guard.Run(61, 200);

        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
        Assert.Equal("", _host.Read(FakeHost.DropCaches));
        Assert.DoesNotContain(_actuator.Steps, step => step.Contains("drop_caches", StringComparison.Ordinal));
    }

    [Fact]
    public void Reload_FromADryRun_Acts()
    {
        using var guard = new FakeGuard(_host, Of(Drop) with { DryRun = true }, _actuator);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(0, 2);
        Assert.Empty(_actuator.Steps);

        guard.Daemon.Reload(Of(Drop));
        guard.Run(3, 2000);

        Assert.Contains("/proc/sys/vm/drop_caches=1", _actuator.Steps);
    }

    /// <summary>Whatever the ladder is at when the reload comes, it goes on.</summary>
    [Fact]
    public void Reload_AtEverySecondOfAnIncident_TheGuardGoesOnAndNothingStaysTuned()
    {
        GuardSettings[] targets =
            [Of(Drop, Compact, Tune), Of(Compact), Of(), Of(Tune, Drop) with { DryRun = true }, Of(TuneTwo)];
        foreach (var target in targets)
        {
            for (var at = 0; at < 14; at++)
            {
                using var host = new FakeHost();
                var actuator = new FakeActuator(host) { Hangs = true };
                using var guard = new FakeGuard(host, Of(Drop, Tune), actuator);
                host.BuddyInfo = FakeHost.Fragmented;
                for (var second = 0; second < 14; second++)
                {
                    if (second == at)
                    {
                        guard.Daemon.Reload(target);
                    }

                    guard.TickAt(second);
                    if (second % 2 == 1)
                    {
                        actuator.LetGo();
                        guard.TickAt(second);
                        actuator.Hangs = true;
                    }

                    host.BuddyInfo = second == 9 ? FakeHost.Healthy : host.Read("/proc/buddyinfo") + "\n";
                }

                actuator.LetGo();
                guard.Run(14, 30);
                host.BuddyInfo = FakeHost.Fragmented;
                guard.TickAt(31);

                Assert.Equal(target, guard.Daemon.Settings);
                Assert.True(
                    guard.Count("incident-opened") == guard.Count("incident-closed") + 1,
                    string.Join('\n', guard.Told));
                _ = guard.Stop();
                Assert.Equal("60", host.Read(FakeHost.Swappiness));
                Assert.Equal("100", host.Read(FakeHost.CachePressure));
                Assert.False(host.Has(TunedSettingsFile.FilePath));
            }
        }
    }
}
