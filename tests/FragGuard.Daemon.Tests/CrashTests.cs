using FragGuard.Kernel;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>The guard dies at any write, of a knob or of its state: the next start puts every original back.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Kill_AtEveryWrite_NextStartPutsEveryOriginalBack(bool before)
    {
        var crashes = 0;
        for (var at = 1; Crash(at, before); at++)
        {
            crashes++;
        }

        // Two knobs kept, written, tuned again by a second rung, confirmed, put back, forgotten: the least that there
        // is to crash in.
        Assert.InRange(crashes, 12, 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Kill_AtEveryWriteBesidePrevention_NextStartHoldsItAndItsStopPutsEveryOriginalBack(bool before)
    {
        var settings = Of(TuneTwo, TuneTo("5")) with
        {
            Prevent = new PreventSettings { Set = [new("vm.swappiness", TuneRule.Exactly, "40")] },
        };
        var crashes = 0;
        for (var at = 1; Crash(at, before, settings); at++)
        {
            crashes++;
        }

        // Three more than without: kept, written, confirmed.
        Assert.InRange(crashes, 15, 100);
    }

    private static bool Crash(int at, bool before, GuardSettings? prevention = null)
    {
        using var host = new FakeHost();
        var fuse = new Fuse(at, before);
        var settings = prevention ?? Of(TuneTwo, TuneTo("5"));
        var hasCrashed = false;
        try
        {
            var actuator = new FakeActuator(host) { Ends = step => fuse.Around(step, host) };
            var tuned = new CrashingTuned(new TunedSettingsFile(host.Root, ""), fuse);
            using var guard = new FakeGuard(host, settings, actuator, tuned);
            host.BuddyInfo = FakeHost.Fragmented;
            guard.Run(0, 3);
            host.BuddyInfo = FakeHost.Healthy;
            guard.Run(4, 6);
        }
        catch (CrashException)
        {
            hasCrashed = true;
        }

        host.BuddyInfo = FakeHost.Healthy;
        using var next = new FakeGuard(host, settings, new FakeActuator(host), seconds: 10);
        next.TickAt(10);
        if (prevention is not null)
        {
            Assert.Equal("40", host.Read(FakeHost.Swappiness));
            _ = next.Stop();
        }

        Assert.True(
            host.Read(FakeHost.Swappiness) == "60" && host.Read(FakeHost.CachePressure) == "100"
            && !host.Has(TunedSettingsFile.FilePath),
            $"crash {(before ? "before" : "after")} write {at}: swappiness {host.Read(FakeHost.Swappiness)}, "
            + $"vfs_cache_pressure {host.Read(FakeHost.CachePressure)}; {string.Join('\n', next.Told)}");
        Assert.Equal(0, next.Count("somebody else"));
        return hasCrashed;
    }

    private sealed class CrashException : Exception;

    /// <summary>Burns through before or after the so-manieth write.</summary>
    private sealed class Fuse(int at, bool before)
    {
        private int _writes;

        internal T Around<T>(Func<T> write)
        {
            _writes++;
            if (_writes == at && before)
            {
                throw new CrashException();
            }

            var result = write();
            return _writes == at ? throw new CrashException() : result;
        }

        internal StepResult? Around(RemedyStep step, FakeHost host) => Around<StepResult?>(() =>
        {
            var write = (KnobWrite)step;
            host.Write(write.Path, write.Value);
            return new StepResult(StepEnd.Done);
        });
    }

    private sealed class CrashingTuned(ITunedSettings inner, Fuse fuse) : ITunedSettings
    {
        public TunedReading Read() => inner.Read();

        public string? Keep(TunedSetting setting) => fuse.Around(() => inner.Keep(setting));

        public string? Confirm(string knob) => fuse.Around(() => inner.Confirm(knob));

        public string? Forget(string knob) => fuse.Around(() => inner.Forget(knob));
    }
}
