using FragGuard.Kernel;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>What is tuned goes back: when the incident clears, when the guard stops, when it starts again; and what
/// fails is told and tried again.</summary>
public sealed class PutBackTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;

    public PutBackTests() => _actuator = new FakeActuator(_host);

    public void Dispose() => _host.Dispose();

    public static TheoryData<string> Failures { get; } =
        ["refused", "not started", "lock busy", "killed", "hangs", "knob unreadable"];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Clear_PuttingBackFails_IsToldShownAndTriedAgainAndNoIncidentWaits(string failure)
    {
        using var guard = Tuned(Tune);
        Fail(failure);
        _host.BuddyInfo = FakeHost.Healthy;
        guard.Run(3, 60);
        Assert.True(_host.Has(TunedSettingsFile.FilePath));

        // Each cause once: a write that hangs is killed, and holds the lock then.
        Assert.Equal(failure == "hangs" ? 2 : 1, guard.Count("warning: vm.swappiness still tuned: "));
        Assert.Contains(
            "vm.swappiness still tuned",
            guard.Status.FindLast(line => line.StartsWith("STATUS=", StringComparison.Ordinal))!,
            StringComparison.Ordinal);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.TickAt(61);
        Assert.Equal(2, guard.Count("incident-opened"));

        Mend(failure);
        _host.BuddyInfo = FakeHost.Healthy;
        guard.Run(62, 800);

        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
        Assert.False(_host.Has(TunedSettingsFile.FilePath));
        Assert.DoesNotContain("still tuned", guard.Status[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Clear_PutBackByTheGuardItself_IsNotTakenForAnothersDoing()
    {
        using var guard = Tuned(Tune);
        _host.BuddyInfo = FakeHost.Healthy;

        guard.Run(3, 60);

        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
        Assert.Equal(0, guard.Count("not in force any more"));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Stop_PuttingBackFailsAtFirst_IsTriedAgainUntilItIsBack(string failure)
    {
        using var guard = Tuned(TuneTo("10", RestorePolicy.OnStop));
        Fail(failure);

        var seconds = guard.Stop(second =>
        {
            if (second == 15)
            {
                Mend(failure);
            }
        });

        Assert.InRange(seconds, 15, 25);
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
        Assert.False(_host.Has(TunedSettingsFile.FilePath));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Stop_PuttingBackFailsForGood_EndsInTimeKeepsTheOriginalAndSaysSo(string failure)
    {
        using var guard = Tuned(Tune);
        Fail(failure);

        var seconds = guard.Stop();

        Assert.InRange(seconds, 1, 25);
        Assert.Contains("\"60\"", _host.Read(TunedSettingsFile.FilePath), StringComparison.Ordinal);
        Assert.Equal(1, guard.Count("vm.swappiness could not be put back"));
    }

    [Fact]
    public void Stop_DuringALongRungThatDoesNotEnd_KillsItAndPutsBack()
    {
        using var guard = Tuned(Tune, Compact);
        _actuator.Hangs = true;
        guard.Run(3, 4);
        Assert.Equal("/sys/devices/system/node/node0/compact=1", _actuator.Steps[^1]);

        // The kernel lets go of the killed child only some seconds later.
        var seconds = guard.Stop(second =>
        {
            if (second == 14)
            {
                _actuator.LetGo();
            }
        });

        Assert.InRange(seconds, 14, 16);
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    [Theory]
    [InlineData(RestorePolicy.OnClear)]
    [InlineData(RestorePolicy.OnStop)]
    public void Start_AfterACrashWhileAnotherWriterIsBusy_PutsBackLater(RestorePolicy restore)
    {
        using (Tuned(TuneTo("10", restore)))
        {
            // It crashes: nothing is put back.
        }

        _host.BuddyInfo = FakeHost.Healthy;
        _actuator.IsLockTaken = true;
        using var next = new FakeGuard(_host, Of(TuneTo("10", restore)), _actuator, seconds: 10);
        next.Run(10, 20);
        Assert.Equal("10", _host.Read(FakeHost.Swappiness));

        _actuator.IsLockTaken = false;
        next.Run(21, 60);

        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Start_AfterACrashInADryRun_WritesNothingAndSaysWhatIsTuned()
    {
        using (Tuned(Tune))
        {
        }

        var steps = _actuator.Steps.Count;
        _host.BuddyInfo = FakeHost.Healthy;
        using var next = new FakeGuard(_host, Of(Tune) with { DryRun = true }, _actuator, seconds: 10);
        next.Run(10, 20);
        _ = next.Stop();

        Assert.Equal(steps, _actuator.Steps.Count);
        Assert.Equal(1, next.Count("vm.swappiness still tuned by an earlier run"));
    }

    [Fact]
    public void Start_BootIdCannotBeRead_PutsBackAllTheSame()
    {
        using (Tuned(Tune))
        {
        }

        _host.BuddyInfo = FakeHost.Healthy;
        File.Delete(_host.Path("/proc/sys/kernel/random/boot_id"));
        using var next = new FakeGuard(_host, Of(Tune), _actuator, seconds: 10);
        next.TickAt(10);

        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Start_TunedInAnotherBoot_IsLeftAlone()
    {
        using (Tuned(Tune))
        {
        }

        _host.BuddyInfo = FakeHost.Healthy;
        _host.Write("/proc/sys/kernel/random/boot_id", "99999999-2222-3333-4444-555555555555\n");
        using var next = new FakeGuard(_host, Of(Tune), _actuator, seconds: 10);
        next.TickAt(10);

        Assert.Equal("10", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Tick_SettingsWerePutBackByHand_AreNoticedAndSetAgain()
    {
        using var guard = Tuned(Tune);
        new TunedSettingsFile(_host.Root, "").Forget("vm.swappiness");
        _host.Write(FakeHost.Swappiness, "60\n");
        guard.TickAt(5);
        Assert.Equal(1, guard.Count("rung 1 tune: what it had set is not in force any more"));

        guard.Run(6, 2000);
        Assert.Equal("10", _host.Read(FakeHost.Swappiness));
        _host.BuddyInfo = FakeHost.Healthy;
        guard.Run(2001, 2002);

        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Stop_AfterARestoreByHandAnAdministratorSetTheSameValue_ItIsTheirs()
    {
        using var guard = Tuned(TuneTo("10", RestorePolicy.OnStop));
        new TunedSettingsFile(_host.Root, "").Forget("vm.swappiness");
        _host.Write(FakeHost.Swappiness, "10\n");

        _ = guard.Stop();

        Assert.Equal("10", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Clear_SomebodyElseChangedIt_IsLeftAloneAndSaid()
    {
        using var guard = Tuned(Tune);
        _host.Write(FakeHost.Swappiness, "33\n");
        _host.BuddyInfo = FakeHost.Healthy;

        guard.Run(3, 5);

        Assert.Equal("33", _host.Read(FakeHost.Swappiness));
        Assert.Equal(1, guard.Count("vm.swappiness is 33, which somebody else has set"));
        Assert.False(_host.Has(TunedSettingsFile.FilePath));
    }

    private FakeGuard Tuned(params RungSettings[] ladder)
    {
        var guard = new FakeGuard(_host, Of(ladder), _actuator);
        _host.BuddyInfo = FakeHost.Fragmented;
        for (var second = 0; second < 3 && _host.Read(FakeHost.Swappiness) != "10"; second++)
        {
            guard.TickAt(second);
        }

        Assert.Equal("10", _host.Read(FakeHost.Swappiness));
        return guard;
    }

    private void Fail(string failure)
    {
        switch (failure)
        {
            case "refused":
                _actuator.Ends = _ => new StepResult(StepEnd.Failed, "vm.swappiness: busy", 16);
                break;
            case "not started":
                _actuator.Ends = _ => new StepResult(
                    StepEnd.NotStarted, "no process can be started: pids.max is reached", 11);
                break;
            case "lock busy":
                _actuator.IsLockTaken = true;
                break;
            case "killed":
                _actuator.Ends = _ => new StepResult(StepEnd.Killed);
                break;
            case "hangs":
                _actuator.Hangs = true;
                break;
            default:
                _host.Write(FakeHost.Swappiness, "");
                break;
        }
    }

    private void Mend(string failure)
    {
        (_actuator.Ends, _actuator.IsLockTaken) = (null, false);
        _actuator.LetGo();
        if (failure == "knob unreadable")
        {
            _host.Write(FakeHost.Swappiness, "10\n");
        }
    }
}
