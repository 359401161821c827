using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

/// <summary>Compaction by the recipe: short lists, dirty pages written out, and again where the kernel gave
/// up.</summary>
public sealed class CompactMemoryRemedyTests : IDisposable
{
    private const string Lists = "/proc/sys/vm/percpu_pagelist_high_fraction";
    private const string Expire = "/proc/sys/vm/dirty_expire_centisecs";
    private const string Interval = "/proc/sys/vm/dirty_writeback_centisecs";
    private const string Compact = "/sys/devices/system/node/node0/compact=1";

    private static readonly ZoneNeed Missing = new(Normal(), 4, 100);

    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;
    private readonly TunedSettingsFile _tuned;
    private readonly RungExecutor _executor = new();
    private TimeSpan _now;
    private int _pauses;

    public CompactMemoryRemedyTests()
    {
        _actuator = new FakeActuator(_host);
        _tuned = new TunedSettingsFile(_host.Root, "boot");
        _host.Write("/proc/meminfo", "Dirty: 5000 kB\nWriteback: 12 kB\n");
        _host.Write(Lists, "0\n");
        ScansAtEachRound(400_000);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Run_EverythingThere_ShortensListsWritesOutCompactsAndPutsBack()
    {
        var result = Run(new CompactMemorySettings());

        Assert.Equal(RungEnd.Done, result.End);
        Assert.Equal([$"{Lists}=10000", "sync", Compact, $"{Lists}=0"], _actuator.Steps);
        Assert.Equal("0", _host.Read(Lists));
        Assert.Empty(_tuned.Read().All);
    }

    [Fact]
    public void Run_WhileListsAreShort_HasTheOriginalStored()
    {
        _actuator.Ends = step =>
        {
            Assert.Equal(step is KnobWrite { DrainsCpus: true }, _tuned.Read().All.Any(one => one.Original == "0")
                && _actuator.Steps[^1] == Compact);
            return null;
        };

        Run(new CompactMemorySettings { SyncFirst = false });
    }

    [Fact]
    public void Run_ListsTunedAlready_GoBackToThatAndKeepTheirOriginal()
    {
        _host.Write(Lists, "1000\n");
        var tuned = new TunedSetting("vm.percpu_pagelist_high_fraction", "0", "1000", RestorePolicy.OnStop);
        Assert.Null(_tuned.Keep(tuned));

        Run(new CompactMemorySettings());

        Assert.Equal("1000", _host.Read(Lists));
        var kept = Assert.Single(_tuned.Read().All);
        Assert.Equal(("0", "1000", RestorePolicy.OnStop), (kept.Original, kept.Value, kept.Restore));
    }

    [Theory]
    [InlineData("10000")]
    [InlineData("20000")]
    public void Run_ListsAsShortAlready_AreLeftAlone(string fraction)
    {
        _host.Write(Lists, fraction);

        Run(new CompactMemorySettings { SyncFirst = false });

        Assert.Equal([Compact], _actuator.Steps);
    }

    [Fact]
    public void Run_KernelWithoutTheKnobAndNothingDirty_Compacts()
    {
        File.Delete(_host.Path(Lists));
        _host.Write("/proc/meminfo", "Dirty: 0 kB\nWriteback: 0 kB\n");

        Assert.Equal(RungEnd.Done, Run(new CompactMemorySettings()).End);
        Assert.Equal([Compact], _actuator.Steps);
    }

    [Fact]
    public void Run_ListsThatCannotBeShortened_CompactsAllTheSame()
    {
        _actuator.Ends = step =>
            step is KnobWrite { Path: Lists } ? new StepResult(StepEnd.Failed, "read-only", 30) : null;

        Assert.Equal(RungEnd.Done, Run(new CompactMemorySettings()).End);
        Assert.Contains(Compact, _actuator.Steps);
        Assert.Empty(_tuned.Read().All);
    }

    [Fact]
    public void Run_OriginalThatCannotBeStored_LeavesTheListsAloneAndSaysSo()
    {
        _host.Write("/var/lib/fragguard", "a file where the state directory should be");

        var result = Run(new CompactMemorySettings { SyncFirst = false });

        Assert.Equal((RungEnd.Done, 1), (result.End, result.Notes.Rounds));
        Assert.Equal([Compact], _actuator.Steps);
        Assert.StartsWith(
            "vm.percpu_pagelist_high_fraction stayed at 0, because its original could not be stored: ",
            result.Notes.Without, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MoreDirtyThanAllowed_IsNotWrittenOut()
    {
        Run(new CompactMemorySettings { MaxDirtyBytes = 5000 << 10 });

        Assert.DoesNotContain("sync", _actuator.Steps);
    }

    [Fact]
    public void Run_SyncThatHangs_IsLeftBehindAndTheFlusherIsHurried()
    {
        _host.Write(Expire, "3000\n");
        _host.Write(Interval, "500\n");
        _actuator.SyncHangs = true;

        var result = Run(new CompactMemorySettings { Drain = false });
        var first = _actuator.Steps.ToArray();
        _actuator.Steps.Clear();
        Run(new CompactMemorySettings { Drain = false });

        Assert.Equal(RungEnd.Done, result.End);
        Assert.Equal(["sync", $"{Expire}=100", $"{Interval}=100", $"{Interval}=500", $"{Expire}=3000", Compact], first);

        // No second one is started beside the one that hangs.
        Assert.DoesNotContain("sync", _actuator.Steps);
        Assert.Contains(Compact, _actuator.Steps);
        Assert.Empty(_tuned.Read().All);
    }

    [Theory]
    [InlineData(100_000, 3, true)]
    [InlineData(131_072, 1, false)]
    public void Run_ZoneInPieces_CompactsAgainOnlyWhereTheKernelStoppedEarly(long scanned, int rounds, bool early)
    {
        ScansAtEachRound(scanned);
        _host.BuddyInfo = FakeHost.Fragmented;

        var result = Run(new CompactMemorySettings(), Missing);

        Assert.Equal((rounds, early), (result.Notes.Rounds, result.Notes.StoppedEarly));
        Assert.Equal((rounds, rounds - 1), (_actuator.Steps.Count(step => step == Compact), _pauses));
    }

    [Fact]
    public void Run_ZoneThatHasWhatItNeeds_IsCompactedOnce()
    {
        ScansAtEachRound(0);

        Assert.Equal(1, Run(new CompactMemorySettings(), Missing).Notes.Rounds);
    }

    [Fact]
    public void Run_ByHandWithoutAnIncident_CompactsOnceAndDoesNotSayThatTheKernelGaveUp()
    {
        ScansAtEachRound(0);
        _host.BuddyInfo = FakeHost.Fragmented;

        var result = Run(new CompactMemorySettings());

        Assert.Equal((1, false), (result.Notes.Rounds, result.Notes.StoppedEarly));
    }

    [Theory]
    [InlineData(1599, 1)]
    [InlineData(1600, 3)]
    public void Run_AsMuchHiddenAsIsMissing_CompactsAgain(int hidden, int rounds)
    {
        _host.BuddyInfo = FakeHost.Fragmented;
        _host.Write("/proc/zoneinfo", $"""
            Node 0, zone   Normal
              pages free     400000
                    min      1000
                    low      2000
                    high     3000
                    spanned  524288
                    present  524288
                    managed  524288
                    protection: (0, 0, 0)
              pagesets
                cpu: 0
                          count: {hidden - 9}
                          high:  1000
                cpu: 1
                          count: 9
                          high:  1000

            """);

        var result = Run(new CompactMemorySettings(), Missing);

        Assert.Equal((rounds, (ulong)hidden), (result.Notes.Rounds, result.Notes.HiddenPages));
    }

    [Fact]
    public void Run_KilledInBetween_LeavesTheOriginalForThePutBack()
    {
        _actuator.Ends = step =>
        {
            _actuator.Hangs = step is KnobWrite { Path: Lists };
            return null;
        };

        Assert.Equal(RungEnd.TimedOut, Run(new CompactMemorySettings { SyncFirst = false }).End);

        Assert.Equal(("10000", "0"), (_host.Read(Lists), Assert.Single(_tuned.Read().All).Original));
    }

    [Fact]
    public void Run_NoProcessForTheCompaction_IsNoAttempt()
    {
        _actuator.Ends = step =>
            step is KnobWrite { DrainsCpus: true } ? new StepResult(StepEnd.NotStarted, "no process", 11) : null;

        Assert.Equal(RungEnd.NotStarted, Run(new CompactMemorySettings()).End);
    }

    [Fact]
    public void Run_Dry_SaysEachStepOnce()
    {
        var environment = new RemedyEnvironment(_host.Root, MachineProbe.Probe(_host.Root), dryRun: true);
        var context = new RemedyContext(environment, [0], new NoTunedSettings(), [], _ => { }) { Needs = [Missing] };
        var steps = CompactMemoryRemedy.Instance.Run(new CompactMemorySettings(), context);
        _executor.Start(steps, context, new DryRunActuator(), TimeSpan.FromMinutes(1), TimeSpan.Zero);

        Assert.Equal(RungEnd.DryRun, _executor.TakeResult()!.Value.End);
        Assert.Equal(1, context.Notes.Rounds);
    }

    private static ZoneId Normal()
    {
        Assert.True(ZoneName.TryParse("Normal", out var name));
        return new ZoneId(0, name);
    }

    private RungResult Run(CompactMemorySettings settings, params ZoneNeed[] needs)
    {
        var context = new RemedyContext(
            new RemedyEnvironment(_host.Root, MachineProbe.Probe(_host.Root), dryRun: false), [0], _tuned, [], _ => { })
        {
            Needs = [.. needs],
        };
        _executor.Start(
            CompactMemoryRemedy.Instance.Run(settings, context), context, _actuator, TimeSpan.FromMinutes(1), _now);
        while (_executor.Deadline is { } at)
        {
            _pauses += at - _now == TimeSpan.FromSeconds(2) ? 1 : 0;
            _now = at;
            _executor.Continue(_now);
        }

        return _executor.TakeResult()!.Value;
    }

    // What a compaction scans, the kernel counts.
    private void ScansAtEachRound(long pages)
    {
        var total = 0L;
        _host.Write("/proc/vmstat", "compact_migrate_scanned 0\ncompact_free_scanned 0\n");
        _actuator.Ends = step =>
        {
            if (step is KnobWrite { Value: "1" })
            {
                total += pages;
                var half = total / 2;
                _host.Write("/proc/vmstat", $"compact_migrate_scanned {half}\ncompact_free_scanned {total - half}\n");
            }

            return null;
        };
    }
}
