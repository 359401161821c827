namespace FragGuard.Daemon.Tests;

/// <summary>Blame over a directory that stands for tracefs: what is turned on, read, told, and turned off
/// again.</summary>
public sealed class IncidentBlameTests : IDisposable
{
    private const string Extfrag = "events/kmem/mm_page_alloc_extfrag";

    private static readonly string Instance =
        $"/sys/kernel/tracing/instances/fragguard-blame-{Environment.ProcessId}/";

    private readonly FakeTree _tree = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Follow_NoTracingHere_IsToldOnceInAnIncident()
    {
        using var blame = new IncidentBlame(_tree.Root, _warnings.Add);

        blame.Follow(isWanted: false, default);
        blame.Follow(isWanted: true, default);
        blame.Follow(isWanted: true, default);
        var first = _warnings.Count;
        blame.Follow(isWanted: false, default);
        blame.Follow(isWanted: true, default);

        Assert.Equal((1, 2), (first, _warnings.Count));
        Assert.Contains("incident-blame.conf", _warnings[0], StringComparison.Ordinal);
        Assert.Null(blame.Cause(default));
    }

    [Fact]
    public void Follow_TracingHere_NamesTheCulpritAndTurnsEverythingOff()
    {
        WithTracing();
        const string taken = "alloc_migratetype=0 fallback_migratetype=1 change_ownership=1";
        _tree.Write(Instance + "trace_pipe", $"  dd-77 [000] d..1. 1.000000: mm_page_alloc_extfrag: {taken}\n");
        _tree.Write("/proc/77/cgroup", "0::/system.slice/backup.service\n");
        using var blame = new IncidentBlame(_tree.Root, _warnings.Add);

        blame.Follow(isWanted: true, TimeSpan.FromSeconds(10));
        var isOn = _tree.Read(Instance + Extfrag + "/enable");
        blame.Follow(isWanted: true, TimeSpan.FromSeconds(20));
        var cause = blame.Cause(TimeSpan.FromSeconds(40));
        blame.Follow(isWanted: false, TimeSpan.FromSeconds(50));

        Assert.Empty(_warnings);
        Assert.Equal(("1", "0"), (isOn, _tree.Read(Instance + Extfrag + "/enable")));
        Assert.Contains("broken up by dd (backup.service): it took 1 of the 1 block", cause,
            StringComparison.Ordinal);
        Assert.Contains("in 30 s", cause, StringComparison.Ordinal);
        Assert.Null(blame.Cause(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void TryBegin_WhatAKilledProcessLeft_IsRemovedAndThatOfALivingOneStays()
    {
        WithTracing();
        _tree.Write("/proc/100/comm", "fragguard\n");
        Directory.CreateDirectory(_tree.Root.Path("/sys/kernel/tracing/instances/fragguard-blame-99"));
        Directory.CreateDirectory(_tree.Root.Path("/sys/kernel/tracing/instances/fragguard-blame-100"));
        Directory.CreateDirectory(_tree.Root.Path("/sys/kernel/tracing/instances/somebody-else"));

        using var watch = BlameWatch.TryBegin(
            _tree.Root, hasStacks: false, mayCount: true, _ => "", _warnings.Add, out var error, out _);

        Assert.Null(error);
        Assert.Contains("fragguard-blame-99: left by a process that was killed; removed", Assert.Single(_warnings),
            StringComparison.Ordinal);
        Assert.Equal(
            ["fragguard-blame-100", $"fragguard-blame-{Environment.ProcessId}", "somebody-else"],
            Directory.GetDirectories(_tree.Root.Path("/sys/kernel/tracing/instances")).Select(Path.GetFileName).Order(
                StringComparer.Ordinal));
    }

    [Fact]
    public void TryBegin_KernelThatCounts_TakesTheHistogram()
    {
        WithTracing();
        _tree.Write(Instance + Extfrag + "/trigger", "");
        _tree.Write(Instance + Extfrag + "/hist", """
            # event histogram
            { common_pid: dd [ 77], alloc_migratetype: 0, fallback_migratetype: 1 } hitcount: 12  change_ownership: 11

            Totals:
                Hits: 15
                Entries: 1
                Dropped: 3

            """);

        using var watch = BlameWatch.TryBegin(
            _tree.Root, hasStacks: false, mayCount: true, _ => "", _warnings.Add, out _, out _);
        watch!.Finish();

        Assert.True(watch.IsCounted);
        Assert.Equal((11UL, "dd"), (watch.Tally.Culprits()[0].Taken, watch.Tally.Culprits()[0].Comm));
        Assert.Equal(3, watch.Lost);
        Assert.StartsWith("hist:keys=common_pid.execname", _tree.Read(Instance + Extfrag + "/trigger"),
            StringComparison.Ordinal);
        watch.Dispose();
        Assert.StartsWith("!hist:", _tree.Read(Instance + Extfrag + "/trigger"), StringComparison.Ordinal);
    }

    [Fact]
    public void TryBegin_KernelWithoutTheTracepoint_SaysSo()
    {
        _tree.Write(Instance + "trace_pipe", "");

        var watch = BlameWatch.TryBegin(
            _tree.Root, hasStacks: false, mayCount: true, _ => "", _warnings.Add, out var error, out _);

        Assert.Null(watch);
        Assert.Contains("mm_page_alloc_extfrag", error, StringComparison.Ordinal);
    }

    private void WithTracing()
    {
        _tree.Write($"/proc/{Environment.ProcessId}/comm", "fragguard\n");
        _tree.Write(Instance + "trace_pipe", "");
        _tree.Write(Instance + "per_cpu/cpu0/stats", "entries: 0\noverrun: 0\n");
        foreach (var name in (string[])
        [
            Extfrag, "events/compaction/mm_compaction_begin", "events/compaction/mm_compaction_end",
            "events/vmscan/mm_vmscan_direct_reclaim_begin", "events/vmscan/mm_vmscan_direct_reclaim_end",
        ])
        {
            _tree.Write(Instance + name + "/enable", "0");
        }
    }
}
