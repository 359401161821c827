using FragGuard.Kernel;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>What [prevent] asks for and cannot have: told once, the rest is held, and nothing is lost.</summary>
public sealed class PreventFaultTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;

    public PreventFaultTests() => _actuator = new FakeActuator(_host);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Refused_IsToldOnceAndLeftAloneAndNothingIsStored()
    {
        _actuator.Ends = _ => new StepResult(StepEnd.Failed, "/proc/sys/vm/swappiness: invalid argument", 22);
        using var guard = Guard(Holding("40"));

        guard.Run(0, 2000);

        Assert.Equal([FakeHost.Swappiness + "=40"], _actuator.Steps);
        Assert.Equal(1, guard.Count("warning: [prevent] vm.swappiness is left alone: /proc/sys/vm/swappiness: inv"));
        Assert.False(_host.Has(TunedSettingsFile.FilePath));
        Assert.Contains("\"state\":\"refused\"", _host.Read(StatusPublisher.FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public void Absent_IsToldOnceWithTheKernelThatHasItAndTheRestIsHeld()
    {
        var settings = Holding("40");
        using var guard = Guard(settings with
        {
            Prevent = new PreventSettings
            {
                Set = [new("vm.defrag_mode", TuneRule.Exactly, "1"), .. settings.Prevent.Set],
            },
        });

        guard.Run(0, 1000);

        Assert.Equal(1, guard.Count("vm.defrag_mode is not there: this kernel has no such setting (since Linux 6.15)"));
        Assert.Equal("40", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Kept_NotWhatWasWritten_IsToldAndLeftAlone()
    {
        _actuator.Takes = _ => "60";
        using var guard = Guard(Holding("40"));

        guard.Run(0, 1000);

        Assert.Equal(1, guard.Count("[prevent] vm.swappiness was set to 40 but reads back 60: it is left alone"));
        Assert.Single(_actuator.Steps);
        Assert.False(_host.Has(TunedSettingsFile.FilePath));
    }

    [Theory]
    [InlineData("lock busy")]
    [InlineData("killed")]
    [InlineData("not started")]
    [InlineData("hangs")]
    [InlineData("store")]
    public void Set_FailsForAWhile_IsToldOnceAndTriedAgain(string failure)
    {
        Fail(failure, isFailing: true);
        using var guard = Guard(Holding("40"));
        guard.Run(0, 60);
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));

        // A write that hangs is killed, and holds the lock then.
        Assert.Equal(failure == "hangs" ? 2 : 1, guard.Count("warning: [prevent] "));
        Fail(failure, isFailing: false);
        guard.Run(61, 800);

        Assert.Equal("40", _host.Read(FakeHost.Swappiness));
        _ = guard.Stop();
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    private void Fail(string failure, bool isFailing)
    {
        switch (failure)
        {
            case "lock busy":
                _actuator.IsLockTaken = isFailing;
                break;
            case "killed":
                _actuator.Ends = isFailing ? _ => new StepResult(StepEnd.Killed) : null;
                break;
            case "not started":
                _actuator.Ends = isFailing ? _ => new StepResult(StepEnd.NotStarted, "pids.max is reached", 11) : null;
                break;
            case "hangs" when isFailing:
                _actuator.Hangs = true;
                break;
            case "hangs":
                _actuator.LetGo();
                break;
            default:
                if (isFailing)
                {
                    _host.Write("/var/lib/fragguard", "a file where the state directory should be");
                }
                else
                {
                    File.Delete(_host.Path("/var/lib/fragguard"));
                }

                break;
        }
    }

    private FakeGuard Guard(GuardSettings settings) => new(_host, settings, _actuator);
}
