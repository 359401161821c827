using FragGuard.Host;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>What [prevent] asks for is held while the guard runs, beside rungs on the same knob, over crashes and
/// reloads; and what somebody else wants is left alone.</summary>
public sealed class PreventTests : IDisposable
{
    private const string Fraction = "/proc/sys/vm/percpu_pagelist_high_fraction";

    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;

    public PreventTests() => _actuator = new FakeActuator(_host);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Start_HoldsItAndStoresTheOriginal_StopPutsItBack()
    {
        using var guard = Guard(Holding("40"));
        guard.Run(0, 400);

        Assert.Equal("40", _host.Read(FakeHost.Swappiness));
        Assert.Contains("\"original\": \"60\"", _host.Read(TunedSettingsFile.FilePath), StringComparison.Ordinal);
        Assert.Equal(1, guard.Count("tunable-changed: vm.swappiness set from 60 to 40"));
        Assert.Equal([FakeHost.Swappiness + "=40"], _actuator.Steps);
        _ = guard.Stop();

        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
        Assert.False(_host.Has(TunedSettingsFile.FilePath));
        Assert.Equal(1, guard.Count("tunable-restored: vm.swappiness put back from 40 to 60"));
    }

    [Fact]
    public void Start_AfterACrash_PutsTheOriginalBackAndHoldsItAgain()
    {
        using (var first = Guard(Holding("40")))
        {
            first.TickAt(0);
        }

        using var next = Guard(Holding("30"), seconds: 10);
        next.TickAt(10);

        Assert.Equal(["40", "60", "30"], _actuator.Steps.Select(step => step[(step.IndexOf('=') + 1)..]));
        Assert.Equal("30", _host.Read(FakeHost.Swappiness));
        _ = next.Stop();
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Start_AfterACrashWithoutPrevention_PutsTheOriginalBack()
    {
        using (var first = Guard(Holding("40")))
        {
            first.TickAt(0);
        }

        using var next = Guard(Of(Drop), seconds: 10);
        next.TickAt(10);

        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
        Assert.False(_host.Has(TunedSettingsFile.FilePath));
    }

    [Fact]
    public void Incident_TuneRungGoesOverIt_ComesBackToWhatIsHeldAndStopToTheOriginal()
    {
        using var guard = Guard(Holding("40", Tune));
        guard.TickAt(0);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(1, 3);
        Assert.Equal("10", _host.Read(FakeHost.Swappiness));
        Assert.Contains("\"original\": \"60\"", _host.Read(TunedSettingsFile.FilePath), StringComparison.Ordinal);

        _host.BuddyInfo = FakeHost.Healthy;
        guard.Run(4, 1000);

        Assert.Equal("40", _host.Read(FakeHost.Swappiness));
        Assert.Equal(1, guard.Count("tunable-restored: vm.swappiness put back from 10 to 40"));
        Assert.Equal(0, guard.Count("warning"));
        _ = guard.Stop();
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
        Assert.False(_host.Has(TunedSettingsFile.FilePath));
    }

    [Fact]
    public void Stop_WhileATuneRungIsOverIt_PutsTheOriginalBack()
    {
        using var guard = Guard(Holding("40", TuneTo("10", RestorePolicy.OnStop)));
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(0, 3);
        Assert.Equal("10", _host.Read(FakeHost.Swappiness));

        _ = guard.Stop();

        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Incident_CompactionShortensPerCpuLists_ComesBackToWhatIsHeld()
    {
        _host.Write(Fraction, "0\n");
        var settings = Of(Compact) with
        {
            Prevent = new PreventSettings { Set = [new("vm.percpu_pagelist_high_fraction", TuneRule.Exactly, "100")] },
        };
        using var guard = Guard(settings);
        guard.TickAt(0);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(1, 10);

        Assert.Contains(Fraction + "=10000", _actuator.Steps);
        Assert.Equal("100", _host.Read(Fraction));
        _ = guard.Stop();
        Assert.Equal("0", _host.Read(Fraction));
    }

    [Theory]
    [InlineData("33", "tunable-restored: vm.swappiness is 33, which somebody else has set")]
    [InlineData("60", "warning: [prevent] vm.swappiness is 60 now, which somebody else has set")]
    public void Look_SomebodyElseChangedIt_IsToldOnceAndLeftAlone(string value, string told)
    {
        using var guard = Guard(Holding("40", Tune));
        guard.TickAt(0);
        _host.Write(FakeHost.Swappiness, value + "\n");
        guard.Run(1, 299);
        Assert.Equal(0, guard.Count("somebody else"));

        guard.Run(300, 2000);
        guard.Daemon.Reload(Holding("40", Tune));
        guard.Run(2001, 3000);

        Assert.Equal(1, guard.Count(told));
        Assert.Equal(1, guard.Count("somebody else"));
        Assert.Equal(value, _host.Read(FakeHost.Swappiness));
        Assert.Contains("left-alone", _host.Read(StatusPublisher.FilePath), StringComparison.Ordinal);
        _ = guard.Stop();
        Assert.Equal(value, _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Incident_SomebodyElseChangedItMeanwhile_IsToldOnceAndLeftAlone()
    {
        using var guard = Guard(Holding("40", Tune));
        guard.TickAt(0);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(1, 3);
        _host.Write(FakeHost.Swappiness, "33\n");
        _host.BuddyInfo = FakeHost.Healthy;

        guard.Run(4, 2000);

        Assert.Equal(1, guard.Count("somebody else"));
        Assert.Equal("33", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Look_PutBackByHand_IsToldOnceAndLeftAlone()
    {
        using var guard = Guard(Holding("40"));
        guard.TickAt(0);
        new TunedSettingsFile(_host.Root, "").Forget("vm.swappiness");
        _host.Write(FakeHost.Swappiness, "60\n");

        guard.Run(1, 2000);

        Assert.Equal(1, guard.Count("warning: [prevent] vm.swappiness was put back by hand: it is left alone"));
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Reload_AddsChangesRemoves_EachFromTheOriginal()
    {
        using var guard = Guard(Of(Drop));
        guard.TickAt(0);
        guard.Daemon.Reload(Holding("40"));
        guard.Run(1, 2);
        Assert.Equal("40", _host.Read(FakeHost.Swappiness));

        guard.Daemon.Reload(Holding("30"));
        guard.Run(3, 20);
        Assert.Equal("30", _host.Read(FakeHost.Swappiness));
        Assert.Contains("\"original\": \"60\"", _host.Read(TunedSettingsFile.FilePath), StringComparison.Ordinal);

        guard.Daemon.Reload(Holding("30", Drop));
        guard.Run(21, 30);
        Assert.Equal("30", _host.Read(FakeHost.Swappiness));

        guard.Daemon.Reload(Of(Drop, Tune));
        guard.Run(31, 40);
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
        Assert.False(_host.Has(TunedSettingsFile.FilePath));
        Assert.Equal(0, guard.Count("warning"));
    }

    [Fact]
    public void Reload_AddsItWhileARungTunesTheKnob_IsHeldOnceTheIncidentIsOver()
    {
        using var guard = Guard(Of(Tune));
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(0, 2);
        guard.Daemon.Reload(Holding("40", Tune));
        guard.Run(3, 20);
        Assert.Equal("10", _host.Read(FakeHost.Swappiness));

        _host.BuddyInfo = FakeHost.Healthy;
        guard.Run(21, 400);

        Assert.Equal("40", _host.Read(FakeHost.Swappiness));
        _ = guard.Stop();
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Reload_RemovesItWhileARungTunesTheKnob_TheOriginalComesBack()
    {
        using var guard = Guard(Holding("40", Tune));
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(0, 3);
        guard.Daemon.Reload(Of(Tune));
        guard.Run(4, 6);
        Assert.Equal("10", _host.Read(FakeHost.Swappiness));

        _host.BuddyInfo = FakeHost.Healthy;
        guard.Run(7, 20);

        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Reload_DropsTheRungThatIsOverIt_ComesBackToWhatIsHeld()
    {
        using var guard = Guard(Holding("40", TuneTo("10", RestorePolicy.OnStop)));
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(0, 3);
        guard.Daemon.Reload(Holding("40", Compact));
        guard.Run(4, 20);

        Assert.Equal("40", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Reload_ToADryRunAndBack_PutsBackSaysWhatWouldBeAndHoldsAgain()
    {
        using var guard = Guard(Holding("40"));
        guard.TickAt(0);
        guard.Daemon.Reload(Holding("40") with { DryRun = true });
        guard.Run(1, 20);
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
        Assert.Equal(1, guard.Count("warning: dry run: [prevent] would set vm.swappiness from 60 to 40"));

        guard.Daemon.Reload(Holding("40"));
        guard.Run(21, 40);

        Assert.Equal("40", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void DryRun_WritesNothingAndSaysWhatItWould()
    {
        using var guard = Guard(Holding("40") with { DryRun = true });
        guard.Run(0, 400);
        _ = guard.Stop();

        Assert.Empty(_actuator.Steps);
        Assert.False(_host.Has(TunedSettingsFile.FilePath));
        Assert.Equal(1, guard.Count("warning: dry run: [prevent] would set vm.swappiness from 60 to 40"));
        Assert.Contains("\"state\":\"dry-run\"", _host.Read(StatusPublisher.FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public void AtMost_ABetterValueIsThere_NothingIsWritten()
    {
        _host.Write(FakeHost.Swappiness, "20\n");
        using var guard = Guard(Holding("40"));

        guard.Run(0, 1000);
        _ = guard.Stop();

        Assert.Empty(_actuator.Steps);
        Assert.Equal("20", _host.Read(FakeHost.Swappiness));
    }

    [Fact]
    public void Tick_WhileItIsHeld_AllocatesNothing()
    {
        using var guard = Guard(Holding("40"));
        guard.Run(0, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();

        guard.Run(101, 250);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void SecondGuard_HoldsNothingUntilItTakesOver()
    {
        var other = new FakeActuator(_host);
        var lockOfFirst = new GuardLock(_host.Root);
        var first = new FakeGuard(_host, Holding("40"), _actuator, guardLock: lockOfFirst);
        first.TickAt(0);
        using var second = new FakeGuard(_host, Holding("30"), other, guardLock: new GuardLock(_host.Root), seconds: 1);
        second.Run(1, 700);
        Assert.Empty(other.Steps);
        Assert.Equal("40", _host.Read(FakeHost.Swappiness));

        _ = first.Stop();
        first.Dispose();
        second.Run(701, 720);

        Assert.Equal("30", _host.Read(FakeHost.Swappiness));
        _ = second.Stop();
        Assert.Equal("60", _host.Read(FakeHost.Swappiness));
    }

    private FakeGuard Guard(GuardSettings settings, double seconds = 0) =>
        new(_host, settings, _actuator, seconds: seconds);
}
