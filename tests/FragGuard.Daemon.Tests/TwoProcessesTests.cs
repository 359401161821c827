using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>The daemon, commands that a person runs beside it, and an administrator's own writes, in any order: no
/// original is ever lost.</summary>
public sealed class TwoProcessesTests
{
    private static readonly (string Name, string Path, string Value)[] Knobs =
    [
        ("vm.swappiness", FakeHost.Swappiness, "60"), ("vm.vfs_cache_pressure", FakeHost.CachePressure, "100"),
    ];

    [Fact]
    public void Interleaved_AtEveryStep_NoOriginalIsLost()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            new Story(seed).Play();
        }
    }

    [Fact]
    public void RemedyBesideTheGuard_WhileTheGuardTunes_BothOriginalsAreStored()
    {
        using var host = new FakeHost();
        var actuator = new FakeActuator(host);
        using var guard = new FakeGuard(host, Of(Tune), actuator);
        host.BuddyInfo = FakeHost.Fragmented;
        guard.TickAt(0);

        var pressure = new TuneSettings { Set = [new("vm.vfs_cache_pressure", TuneRule.Exactly, "50")] };
        Command(host, actuator, Of(new RungSettings(pressure)), tunes: true);
        _ = guard.Stop();

        Assert.Equal("60", host.Read(FakeHost.Swappiness));
        Assert.Equal("100", host.Read(FakeHost.CachePressure));
    }

    private static void Command(FakeHost host, FakeActuator actuator, GuardSettings settings, bool tunes)
    {
        var machine = MachineProbe.Probe(host.Root);
        using var command = new RemedyRunner(
            settings, machine, host.Root, actuator, new TunedSettingsFile(host.Root, machine.BootId));
        if (tunes)
        {
            command.Start(0, [], [], [], _ => { }, TimeSpan.Zero);
        }
        else
        {
            command.StartPutBack(_ => true, _ => { }, TimeSpan.Zero);
        }

        Assert.False(command.Executor.IsBusy);
    }

    private sealed class Story(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<string> _said = [];
        private readonly Dictionary<string, string> _foreign =
            Knobs.ToDictionary(knob => knob.Name, knob => knob.Value);

        private double _second;

        internal void Play()
        {
            using var host = new FakeHost();
            var actuator = new FakeActuator(host);
            var settings = Of(TuneTwo, TuneTo("5"));
            var guard = new FakeGuard(host, settings, actuator);
            for (var step = 0; step < 30; step++)
            {
                _second += _random.Next(1, 90);
                var what = _random.Next(7);
                _said.Add($"{_second}: {what}");
                switch (what)
                {
                    case 0 or 1:
                        host.BuddyInfo = FakeHost.Fragmented;
                        guard.TickAt(_second);
                        break;
                    case 2:
                        host.BuddyInfo = FakeHost.Healthy;
                        guard.TickAt(_second);
                        break;
                    case 3:
                        Command(host, actuator, Of(TuneTo("7")), tunes: true);
                        break;
                    case 4:
                        Command(host, actuator, Of(), tunes: false);
                        break;
                    case 5:
                        Set(host, Knobs[_random.Next(2)]);
                        break;
                    default:
                        guard.Dispose();
                        guard = new FakeGuard(host, settings, actuator, seconds: _second);
                        break;
                }

                CheckNothingIsLost(host);
            }

            _ = guard.Stop();
            guard.Dispose();
            Command(host, actuator, Of(), tunes: false);
            foreach (var knob in Knobs)
            {
                Assert.True(
                    _foreign[knob.Name] == host.Read(knob.Path),
                    $"seed {seed}: {knob.Name} is {host.Read(knob.Path)}, not {_foreign[knob.Name]}\n"
                        + string.Join('\n', _said));
            }
        }

        // Never a value that the guard itself sets: whose it were, nobody could tell.
        private void Set(FakeHost host, (string Name, string Path, string Value) knob)
        {
            var value = $"{_random.Next(20, 40)}";
            host.Write(knob.Path, value + "\n");
            _foreign[knob.Name] = value;
            _said[^1] += $" {knob.Name}={value}";
        }

        private void CheckNothingIsLost(FakeHost host)
        {
            var stored = new TunedSettingsFile(host.Root, "").Read().All;
            foreach (var knob in Knobs)
            {
                var found = host.Read(knob.Path);
                var original = stored.FirstOrDefault(setting => setting.Knob == knob.Name)?.Original;
                Assert.True(
                    found == _foreign[knob.Name] || original == _foreign[knob.Name],
                    $"seed {seed}: {knob.Name} is {found}, was {_foreign[knob.Name]}, stored is {original}\n"
                        + string.Join('\n', _said));
            }
        }
    }
}
