using System.Text;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

public sealed class MetricsTextTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250);

    [Fact]
    public void Write_HealthyGuard_HasEveryFamilyOnceAndInOrder()
    {
        var text = Read(View(nodes: 1));

        Assert.Equal(1, text["fragguard_build_info{version=\"1.2.3\"}"]);
        Assert.Equal(1, text["fragguard_up"]);
        Assert.Equal(1_700_000_000.25, text["fragguard_last_look_timestamp_seconds"]);
        Assert.Equal(4096.0 * 100, text["fragguard_zone_managed_bytes{node=\"0\",zone=\"Normal\"}"]);
        Assert.Equal(4096.0 * (8 + (2 * 4)), text["fragguard_zone_free_bytes{node=\"0\",zone=\"Normal\"}"]);
        Assert.Equal(0, text["fragguard_incident_open"]);
        Assert.Equal(0, text["fragguard_rungs_total{remedy=\"drop_caches\",outcome=\"recovered\"}"]);
        Assert.Equal(0, text["fragguard_allocation_failures_total{order=\"0\"}"]);
        Assert.Equal(0, text["fragguard_allocation_failures_total{order=\"10\"}"]);
        Assert.False(text.Families.ContainsKey("fragguard_zone_free_blocks"));
        Assert.False(text.Families.ContainsKey("fragguard_rungs_skipped_total"));
        Assert.Equal("counter", text.Families["fragguard_rung_seconds_total"].Type);
    }

    [Fact]
    public void Write_BreachedZone_SaysWhyAndByHowMuch()
    {
        var view = View(nodes: 1);
        view.Zones = new Assessment(Zone(0) with
        {
            State = ZoneState.Breached,
            Diagnosis = Diagnosis.Fragmented,
            Suitable = 3,
            FloorBlocks = 64,
            UnusablePermille = 985,
        });
        view.Ladder = LadderState.Start with
        {
            Phase = LadderPhase.BackingOff,
            Exhausted = 1,
            Incident = 7,
            Attempts = [new Attempt("compact_memory", Outcome.NoGain, 0)],
        };

        var text = Read(view);

        const string labels = "{watch=\"w\",node=\"0\",zone=\"Normal\",order=\"4\"}";
        Assert.Equal(3, text["fragguard_watch_suitable_blocks" + labels]);
        Assert.Equal(64, text["fragguard_watch_floor_blocks" + labels]);
        Assert.Equal(0.985, text["fragguard_watch_unusable_ratio" + labels]);
        Assert.Equal(1, text["fragguard_watch_breached" + labels]);
        Assert.Equal(1, text["fragguard_watch_diagnosis" + labels[..^1] + ",diagnosis=\"fragmented\"}"]);
        Assert.Equal(0, text["fragguard_watch_diagnosis" + labels[..^1] + ",diagnosis=\"low-memory\"}"]);
        Assert.Equal(1, text["fragguard_incident_open"]);
        Assert.Equal(1, text["fragguard_ladder_exhausted"]);
        Assert.Equal(0, text["fragguard_watch_zones_omitted"]);
    }

    [Fact]
    public void Write_WatchesWhileSomethingLoads_SaysWhichWindowIsOpenAndHowOftenProgramsStall()
    {
        var view = View(nodes: 1);
        var without = Read(view);
        view.Settings = new GuardSettings
        {
            Watches =
            [
                new WatchSettings { Name = "a", During = "load" }, new WatchSettings { Name = "b", During = "load" },
                new WatchSettings { Name = "c", During = "backup" },
            ],
        };
        view.Windows = ["load"];
        view.Zones = new Assessment(Zone(0) with { StallsAbove = 60, StallsPerMinute = 180 });

        var text = Read(view);

        Assert.Equal(1, text["fragguard_window_open{window=\"load\"}"]);
        Assert.Equal(0, text["fragguard_window_open{window=\"backup\"}"]);
        Assert.Equal(180, text["fragguard_stalls_per_minute"]);
        Assert.False(without.Families.ContainsKey("fragguard_window_open"));
        Assert.False(without.Families.ContainsKey("fragguard_stalls_per_minute"));
    }

    [Fact]
    public void Write_AfterRungs_CountsThemByOutcomeReasonAndCost()
    {
        var view = View(nodes: 1);
        view.Counters.Count(Rung(PolicyEventKind.RungFinished, "drop_caches") with
        {
            Outcome = Outcome.Partial,
            Gain = 40,
            Duration = TimeSpan.FromMilliseconds(1500),
            Cost = new CostCounters { StallUs = 250_000 },
        }, At);
        view.Counters.Count(
            Rung(PolicyEventKind.RungFinished, "drop_caches") with { Outcome = Outcome.NoGain, Gain = -5 }, At);
        view.Counters.Count(
            Rung(PolicyEventKind.RungSkipped, "tune") with { Reason = new Reason(ReasonCode.MemoryPressure) }, At);
        view.Counters.Count(new PolicyEvent(PolicyEventKind.IncidentOpened, 1) { Diagnosis = Diagnosis.LowMemory }, At);

        var text = Read(view);

        Assert.Equal(1, text["fragguard_rungs_total{remedy=\"drop_caches\",outcome=\"partial\"}"]);
        Assert.Equal(1, text["fragguard_rungs_total{remedy=\"drop_caches\",outcome=\"no-gain\"}"]);
        Assert.Equal(40, text["fragguard_rung_gained_blocks_total{remedy=\"drop_caches\"}"]);
        Assert.Equal(1.5, text["fragguard_rung_seconds_total{remedy=\"drop_caches\"}"]);
        Assert.Equal(0.25, text["fragguard_rung_stall_seconds_total{remedy=\"drop_caches\"}"]);
        Assert.Equal(1_700_000_000.25, text["fragguard_last_rung_timestamp_seconds{remedy=\"drop_caches\"}"]);
        Assert.Equal(0, text["fragguard_last_rung_timestamp_seconds{remedy=\"tune\"}"]);
        Assert.Equal(1, text["fragguard_rungs_skipped_total{remedy=\"tune\",reason=\"memory-pressure\"}"]);
        Assert.Equal(1, text["fragguard_incidents_total{diagnosis=\"low-memory\"}"]);
        Assert.Equal(0, text["fragguard_incidents_total{diagnosis=\"fragmented\"}"]);
    }

    [Fact]
    public void Write_FreeBlocksWanted_HasEachOrderAsNodeExporterNamesIt()
    {
        var view = View(nodes: 1);
        view.Settings = view.Settings with { Metrics = new MetricsSettings { FreeBlocks = true } };

        var text = Read(view);

        Assert.Equal(8, text["fragguard_zone_free_blocks{node=\"0\",zone=\"Normal\",size=\"0\"}"]);
        Assert.Equal(4, text["fragguard_zone_free_blocks{node=\"0\",zone=\"Normal\",size=\"1\"}"]);
    }

    [Fact]
    public void Write_EightNodes_HasAtMost300Series()
    {
        var view = View(nodes: 8);
        foreach (var code in (
            ReasonCode[])[ReasonCode.MinUptime, ReasonCode.Cooldown, ReasonCode.LowMemory, ReasonCode.TooLittleCache])
        {
            foreach (var remedy in (string[])["drop_caches", "compact_memory", "tune"])
            {
                view.Counters.Count(Rung(PolicyEventKind.RungSkipped, remedy) with { Reason = new Reason(code) }, At);
            }
        }

        Assert.InRange(Read(view).Samples.Count, 100, 300);
    }

    [Fact]
    public void Write_MoreWatchedZonesThanThereIsRoomFor_LeavesOutHealthyOnesAndSaysHowMany()
    {
        var view = View(nodes: 200);
        var zones = view.Zones.Zones.ToArray();
        zones[199].State = ZoneState.Breached;
        view.Zones = new Assessment(zones);

        var text = Read(view);

        Assert.Equal(200 - MetricsText.MostWatchedZones, text["fragguard_watch_zones_omitted"]);
        Assert.Equal(1, text["fragguard_watch_breached{watch=\"w\",node=\"199\",zone=\"Normal\",order=\"4\"}"]);
        Assert.Equal(MetricsText.MostWatchedZones, text.Samples.Keys.Count(
            series => series.StartsWith("fragguard_watch_breached", StringComparison.Ordinal)));
    }

    [Fact]
    public void Write_OddWatchName_IsEscaped()
    {
        var view = View(nodes: 1);
        view.Zones = new Assessment(Zone(0) with { WatchName = "a\"b\\c\nd" });

        Assert.True(Read(view).Has(
            "fragguard_watch_breached{watch=\"a\\\"b\\\\c\\nd\",node=\"0\",zone=\"Normal\",order=\"4\"}"));
    }

    [Fact]
    public void WriteStopped_SaysThatAndNothingThatLooksLikeAState()
    {
        var text = Exposition.Parse(Encoding.UTF8.GetString(new MetricsText().WriteStopped("1.2.3")));

        Assert.Equal(["fragguard_build_info{version=\"1.2.3\"}", "fragguard_up"], text.Samples.Keys);
        Assert.Equal(0, text["fragguard_up"]);
    }

    [Fact]
    public void Write_AgainAndAgain_AllocatesNothing()
    {
        var (view, text, probe) = (View(nodes: 8), new MetricsText(), new ProbeText());
        _ = text.Write(view, At).Length + probe.Write(view, 1).Length;

        var before = GC.GetAllocatedBytesForCurrentThread();
        var bytes = 0L;
        for (var i = 0; i < 1000; i++)
        {
            bytes += text.Write(view, At).Length + probe.Write(view, i).Length + FeatureText.Of(view).Length;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(bytes > 1_000_000);
    }

    internal static MetricsView View(int nodes)
    {
        var (rows, sizes) = (new StringBuilder(), new StringBuilder());
        for (var node = 0; node < nodes; node++)
        {
            foreach (var zone in node == 0 && nodes < 100 ? (string[])["DMA", "DMA32", "Normal"] : ["Normal"])
            {
                rows.Append($"Node {node}, zone {zone} 8 4 0 0 0 0 0 0 0 0 0\n");
                sizes.Append($"Node {node}, zone {zone}\n pages free 16\n min 1\n low 2\n high 3\n present 100\n");
                sizes.Append(" managed 100\n protection: (0, 0)\n");
            }
        }

        var view = new MetricsView { Version = "1.2.3", IsUp = true, Looks = 5 };
        Assert.True(view.FreeBlocks.Parse(Encoding.UTF8.GetBytes(rows.ToString())));
        Assert.True(view.Sizes.Parse(Encoding.UTF8.GetBytes(sizes.ToString())));
        view.Zones = new Assessment([.. Enumerable.Range(0, nodes).Select(Zone)]);
        view.Counters.Know(view.Settings.Ladder);
        return view;
    }

    private static WatchedZone Zone(int node)
    {
        Assert.True(ZoneName.TryParse("Normal"u8, out var name));
        return new WatchedZone
        {
            WatchName = "w",
            Id = new ZoneId(
            node, name),
            Order = 4,
            Suitable = 100,
            FloorBlocks = 64
        };
    }

    private static PolicyEvent Rung(PolicyEventKind kind, string remedy) => new(kind, 1) { Rung = 1, Remedy = remedy };

    private static Exposition Read(MetricsView view) =>
        Exposition.Parse(Encoding.UTF8.GetString(new MetricsText().Write(view, At)));
}
