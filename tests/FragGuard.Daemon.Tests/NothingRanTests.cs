using FragGuard.Kernel;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>Where nothing ran, nothing is exhausted and no escalation rung is reached: whatever kept the rungs from
/// running.</summary>
public sealed class NothingRanTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;

    public NothingRanTests()
    {
        _actuator = new FakeActuator(_host);
        Directory.CreateDirectory(_host.Path("/run"));
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("no process")]
    [InlineData("lock taken")]
    [InlineData("no room for originals")]
    [InlineData("knob unreadable")]
    public void Run_NoRungCanDoAnything_NoRebootIsFlaggedAndItRunsLater(string obstacle)
    {
        using var guard = new FakeGuard(_host, Of(Tune, Reboot), _actuator);
        _host.BuddyInfo = FakeHost.Fragmented;
        Set(obstacle);
        guard.Run(0, 300);
        Assert.Equal(0, guard.Count("ladder-exhausted"));
        Assert.DoesNotContain(_actuator.Steps, step => step.StartsWith("mark", StringComparison.Ordinal));
        Assert.NotEqual("10", _host.Read(FakeHost.Swappiness));

        Clear(obstacle);
        guard.Run(301, 2000);

        Assert.Equal("10", _host.Read(FakeHost.Swappiness));
        Assert.Contains("mark /run/reboot-required", _actuator.Steps);
    }

    private void Set(string obstacle)
    {
        switch (obstacle)
        {
            case "no process":
                _actuator.Ends = _ => new StepResult(StepEnd.NotStarted, "no process can be started", 11);
                break;
            case "lock taken":
                _actuator.IsLockTaken = true;
                break;
            case "no room for originals":
                _host.Write("/var/lib/fragguard", "a file where the state directory should be");
                break;
            default:
                _host.Write(FakeHost.Swappiness, "");
                break;
        }
    }

    private void Clear(string obstacle)
    {
        (_actuator.Ends, _actuator.IsLockTaken) = (null, false);
        if (obstacle == "no room for originals")
        {
            File.Delete(_host.Path("/var/lib/fragguard"));
        }
        else if (obstacle == "knob unreadable")
        {
            _host.Write(FakeHost.Swappiness, "60\n");
        }
    }
}
