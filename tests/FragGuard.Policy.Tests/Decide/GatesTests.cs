using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

public sealed class GatesTests
{
    private static readonly RungSettings DropSlab = new(new DropCachesSettings { What = DropWhat.Slab });

    private static readonly GateSettings Night = new() { Windows = [new DailyWindow(22 * 60, 5 * 60)] };

    public static TheoryData<string, HostState, ReasonCode> HoldReason => new()
    {
        { "calm", Calm, ReasonCode.Breached },
        { "nothing is known", HostState.Unknown, ReasonCode.Breached },
        { "just booted", Calm with { Uptime = TimeSpan.FromMinutes(9.99) }, ReasonCode.MinUptime },
        { "up for long enough", Calm with { Uptime = TimeSpan.FromMinutes(10) }, ReasonCode.Breached },
        { "memory pressure at its limit", Calm with { MemoryPressureBasisPoints = 20_00 }, ReasonCode.Breached },
        { "memory pressure above it", Calm with { MemoryPressureBasisPoints = 20_01 }, ReasonCode.MemoryPressure },
        { "I/O pressure at its limit", Calm with { IoPressureBasisPoints = 40_00 }, ReasonCode.Breached },
        { "I/O pressure above it", Calm with { IoPressureBasisPoints = 40_01 }, ReasonCode.IoPressure },
        { "no PSI", Calm with { MemoryPressureBasisPoints = null, IoPressureBasisPoints = null }, ReasonCode.Breached },
        { "before the window", Calm with { TimeOfDay = TimeSpan.FromHours(21.99) }, ReasonCode.OutsideWindow },
        { "in the window", Calm with { TimeOfDay = TimeSpan.FromHours(23) }, ReasonCode.Breached },
        { "kcompactd hangs", Calm with { KcompactdBusy = true }, ReasonCode.KcompactdBusy },
    };

    [Theory]
    [MemberData(nameof(HoldReason))]
    public void Step_ConditionOfTheHost_HoldsTheLadder(string situation, HostState host, ReasonCode expected)
    {
        var incident = new Incident(new GuardSettings { Gates = Night, Ladder = [Compact, Drop] }) { Host = host };

        var decision = incident.At(0, Bad());

        Assert.True(expected == decision.Reason.Code, situation);
        Assert.Equal(expected == ReasonCode.Breached ? DecisionKind.Run : DecisionKind.Wait, decision.Kind);
    }

    public static TheoryData<HostGaps, RungSettings, string> Unreadable => new()
    {
        { new HostGaps { Uptime = "gone" }, Compact, "min_uptime" },
        { new HostGaps { Uptime = "gone" }, Drop, "min_uptime" },
        { new HostGaps { MemoryPressure = "gone" }, Compact, "max_memory_pressure" },
        { new HostGaps { IoPressure = "gone" }, Drop, "max_io_pressure" },
        { new HostGaps { Kcompactd = "gone" }, Compact, "what kcompactd does" },
        { new HostGaps { Hazards = "gone" }, Compact, "whether compaction is safe" },
        { new HostGaps { Dirty = "gone" }, Drop, "max_dirty" },
        { new HostGaps { Cache = "gone" }, Drop, "min_cache" },
        { new HostGaps { Slab = "gone" }, DropSlab, "min_cache" },
        { new HostGaps { Hazards = "gone" }, DropSlab, "whether dropping slab is safe" },
        { new HostGaps { Counters = "gone" }, Drop, "whether another program drops caches" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Step_GateThatCannotBeChecked_HoldsAndIsToldOnce(HostGaps gaps, RungSettings rung, string gate)
    {
        var incident = new Incident(new GuardSettings { Ladder = [rung, Hook] }) { Host = Calm with { Gaps = gaps } };

        var first = incident.At(0, Bad());
        var second = incident.At(1, Bad());
        incident.Host = Calm;
        var known = incident.At(2, Bad());

        Assert.Equal((DecisionKind.Wait, ReasonCode.GateUnreadable), (first.Kind, first.Reason.Code));
        Assert.Equal($"{gate} cannot be checked: gone", first.Reason.ToString());
        Assert.Equal(DecisionKind.Wait, second.Kind);
        Assert.Single(incident.Lines, line => line.EndsWith(" gate-unreadable", StringComparison.Ordinal));
        Assert.Equal((DecisionKind.Run, 0), (known.Kind, known.Rung));
    }

    public static TheoryData<HostGaps, RungSettings> NotAskedFor => new()
    {
        { new HostGaps { Kcompactd = "gone" }, Drop },
        { new HostGaps { Hazards = "gone", Slab = "gone" }, Drop },
        { new HostGaps { Dirty = "gone", Cache = "gone", Slab = "gone", Counters = "gone" }, Compact },
        { new HostGaps { Cache = "gone" }, DropSlab },
    };

    [Theory]
    [MemberData(nameof(NotAskedFor))]
    public void Step_GapThatTheRungDoesNotAskFor_HoldsNothing(HostGaps gaps, RungSettings rung)
    {
        var incident = new Incident(new GuardSettings { Ladder = [rung] }) { Host = Calm with { Gaps = gaps } };

        Assert.Equal(DecisionKind.Run, incident.At(0, Bad()).Kind);
    }

    [Fact]
    public void Step_GateThatIsOff_NeedsNoReading()
    {
        var gates = new GateSettings
        {
            MinUptime = TimeSpan.Zero,
            MaxMemoryPressureBasisPoints = 100_00,
            MaxIoPressureBasisPoints = 100_00,
        };
        var gaps = new HostGaps { Uptime = "gone", MemoryPressure = "gone", IoPressure = "gone" };
        var incident = new Incident(new GuardSettings { Gates = gates, Ladder = [Compact] })
        {
            Host = Calm with { Gaps = gaps },
        };

        Assert.Equal(DecisionKind.Run, incident.At(0, Bad()).Kind);
    }

    public static TheoryData<HostState, RungSettings, ReasonCode> Harmful => new()
    {
        { Calm with { HasZfs = true }, DropSlab, ReasonCode.Zfs },
        { Calm with { HasKsm = true }, DropSlab, ReasonCode.Ksm },
        { Calm with { CompactionBug = "BUG" }, Compact, ReasonCode.KernelBug },
        { Calm with { HasZfs = true, HasKsm = true }, Drop, ReasonCode.Breached },
        { Calm with { HasZfs = true, HasKsm = true }, Compact, ReasonCode.Breached },
        { Calm with { CompactionBug = "BUG" }, DropSlab, ReasonCode.Breached },
    };

    [Theory]
    [MemberData(nameof(Harmful))]
    public void Step_HostThatARungWouldHarmNow_PassesItOverWhileThatLasts(
        HostState host, RungSettings rung, ReasonCode expected)
    {
        var incident = new Incident(new GuardSettings { Ladder = [rung] }) { Host = host };

        var decision = incident.At(0, Bad());
        incident.Host = Calm;
        var later = expected == ReasonCode.Breached ? decision : incident.At(1, Bad());

        Assert.Equal(expected == ReasonCode.Breached ? DecisionKind.Run : DecisionKind.Wait, decision.Kind);
        Assert.Equal(
            expected != ReasonCode.Breached,
            incident.Lines.Contains($"skipped 1 {rung.Remedy.Name} {new Reason(expected).Word}"));
        Assert.Equal(DecisionKind.Run, later.Kind);
    }

    public static TheoryData<string, HostState, DropWhat, ReasonCode> SkipReason => new()
    {
        { "calm", Calm, DropWhat.PageCache, ReasonCode.Breached },
        { "nothing is known", HostState.Unknown, DropWhat.All, ReasonCode.Breached },
        { "dirty at the limit", Calm with { DirtyBytes = 512UL << 20 }, DropWhat.PageCache, ReasonCode.Breached },
        { "dirty above it", Calm with { DirtyBytes = (512UL << 20) + 1 }, DropWhat.PageCache, ReasonCode.DirtyPages },
        { "just enough cache", Calm with { CacheBytes = 64UL << 20 }, DropWhat.PageCache, ReasonCode.Breached },
        {
            "too little cache",
            Calm with { CacheBytes = (64UL << 20) - 1 },
            DropWhat.PageCache,
            ReasonCode.TooLittleCache
        },
        { "cache is not slab", Calm with { SlabBytes = 0 }, DropWhat.Slab, ReasonCode.TooLittleCache },
        { "slab is not cache", Calm with { SlabBytes = 0 }, DropWhat.PageCache, ReasonCode.Breached },
        {
            "both together",
            Calm with { CacheBytes = 32UL << 20, SlabBytes = 32UL << 20 },
            DropWhat.All,
            ReasonCode.Breached
        },
        { "kcompactd hangs", Calm with { KcompactdBusy = true }, DropWhat.PageCache, ReasonCode.Breached },
    };

    [Theory]
    [MemberData(nameof(SkipReason))]
    public void Step_ConditionOfTheHost_BarsDropCaches(
        string situation, HostState host, DropWhat what, ReasonCode expected)
    {
        var drop = new RungSettings(new DropCachesSettings { What = what });
        var incident = new Incident(new GuardSettings { Ladder = [drop] }) { Host = host };

        incident.At(0, Bad());

        var last = incident.Told[^1];
        var actual = last.Kind == PolicyEventKind.RungStarted ? ReasonCode.Breached : last.Reason.Code;
        Assert.True(expected == actual, situation);
    }

    [Fact]
    public void Step_NoWindows_TimeOfDayHoldsNothing()
    {
        var incident = Of(Drop);
        incident.Host = Calm with { TimeOfDay = TimeSpan.FromHours(12) };

        Assert.Equal(DecisionKind.Run, incident.At(0, Bad()).Kind);
    }

    [Theory]
    [InlineData(9000, 0)]
    [InlineData(0, 9000)]
    public void Step_EscalationRungUnderPressureThatIsNotOurs_RunsAllTheSame(int memory, int io)
    {
        var incident = Of(Hook);
        incident.Host = Calm with { MemoryPressureBasisPoints = memory, IoPressureBasisPoints = io };

        Assert.Equal(DecisionKind.Run, incident.At(0, Bad()).Kind);
    }

    [Fact]
    public void Step_OwnStall_IsNotHeldAgainstUs()
    {
        var incident = Of(Drop, Compact);
        incident.At(0, Bad());
        incident.Host = Calm with { MemoryPressureBasisPoints = 9000 };
        incident.Ends(1, RungEnd.Done, Bad());

        var within = incident.At(10.9, Bad());

        Assert.Equal((DecisionKind.Run, 1), (within.Kind, within.Rung));
    }

    [Fact]
    public void Step_StallLongAfterOurWrite_IsHeldAgainstUs()
    {
        var incident = Of(Drop with { Settle = TimeSpan.FromSeconds(10) }, Compact);
        incident.At(0, Bad());
        incident.Host = Calm with { MemoryPressureBasisPoints = 9000 };
        incident.Ends(1, RungEnd.Done, Bad());

        Assert.Equal(ReasonCode.MemoryPressure, incident.At(11, Bad()).Reason.Code);
    }

    [Fact]
    public void Step_SomethingElseDropsCaches_DropCachesWaitsAMinute()
    {
        var incident = Of(Drop);
        incident.Unavailable = [new Reason(ReasonCode.None)];
        incident.Host = Calm with { CacheDrops = 5, CacheBytes = 0 };
        incident.At(0, Bad());

        incident.Host = Calm with { CacheDrops = 6 };
        var (first, last, after) =
            (incident.At(10, Bad()).Kind, incident.At(69, Bad()).Kind, incident.At(70, Bad()).Kind);

        Assert.Equal((DecisionKind.Wait, DecisionKind.Wait, DecisionKind.Run), (first, last, after));
        Assert.Equal("skipped 1 drop_caches foreign-drop", incident.Lines[^2]);
    }

    [Fact]
    public void Step_OurOwnDrop_IsNotForeign()
    {
        var incident = Of(Drop with { Cooldown = TimeSpan.Zero });
        incident.Host = Calm with { CacheDrops = 5 };
        incident.At(0, Bad());
        incident.Host = Calm with { CacheDrops = 6 };
        incident.Ends(1, RungEnd.Done, Bad());

        incident.At(6, Bad());
        incident.At(7, Bad());

        Assert.Null(incident.State.ForeignDropAt);
    }

    [Fact]
    public void Step_DropsBetweenTwoDistantLooks_CannotBeDated()
    {
        var incident = Of(Drop);
        incident.Host = Calm with { CacheDrops = 5, CacheBytes = 0 };
        incident.At(0, Bad());
        incident.Host = Calm with { CacheDrops = 500 };

        Assert.Equal(DecisionKind.Run, incident.At(61, Bad()).Kind);
    }

    [Theory]
    [InlineData(1, null, 3600, ReasonCode.PerHour)]
    [InlineData(2, null, 3600, ReasonCode.PerHour)]
    [InlineData(null, 1, 86400, ReasonCode.PerDay)]
    [InlineData(null, 3, 86400, ReasonCode.PerDay)]
    public void Step_BudgetSpent_RungRestsUntilTheOldestRunIsPast(
        int? perHour, int? perDay, int period, ReasonCode expected)
    {
        var settings = new GuardSettings
        {
            Ladder = [Compact with { Cooldown = TimeSpan.Zero, PerHour = perHour, PerDay = perDay }],
            Incident = new IncidentSettings { BackOff = TimeSpan.FromSeconds(1), MaxBackOff = TimeSpan.FromSeconds(1) },
        };
        var incident = new Incident(settings);

        var startedAt = StartsUntil(incident, period + 1);

        Assert.Equal((perHour ?? perDay!.Value) + 1, startedAt.Count);
        Assert.Equal(period, startedAt[^1]);
        Assert.Contains(
            incident.Told, told => told.Reason.Code == expected && told.Reason.Limit == (perHour ?? perDay));
    }

    [Fact]
    public void Step_BudgetOfADay_CountsAcrossIncidents()
    {
        var incident = Of(Compact with { Cooldown = TimeSpan.Zero, PerDay = 2 });

        incident.Run(0, Bad(), Good());
        incident.Run(100, Bad(), Good());
        var third = incident.At(200, Bad());

        Assert.Equal(ReasonCode.NothingToRun, third.Reason.Code);
        Assert.Equal("skipped 1 compact_memory per-day", incident.Lines[^1]);
    }

    [Theory]
    [InlineData(5, 60, 0, 5)]
    [InlineData(5, 60, 1, 10)]
    [InlineData(5, 60, 3, 40)]
    [InlineData(5, 60, 4, 60)]
    [InlineData(5, 60, 1000, 60)]
    [InlineData(5, 1, 3, 5)]
    [InlineData(0, 60, 9, 0)]
    public void CooldownOf_FruitlessRuns_DoublesUpToItsMaximum(
        int minutes, int maxMinutes, int fruitlessRuns, int expectedMinutes)
    {
        var rung =
            Compact with { Cooldown = TimeSpan.FromMinutes(minutes), MaxCooldown = TimeSpan.FromMinutes(maxMinutes) };

        Assert.Equal(TimeSpan.FromMinutes(expectedMinutes), Gates.CooldownOf(rung, fruitlessRuns));
    }

    [Fact]
    public void CooldownOf_TheLongestThereIs_DoesNotOverflow()
    {
        var rung = Compact with { Cooldown = TimeSpan.MaxValue / 3, MaxCooldown = TimeSpan.MaxValue };

        Assert.Equal(TimeSpan.MaxValue, Gates.CooldownOf(rung, 100));
    }

    public static TheoryData<RemedySettings, MachineFacts, ReasonCode> Machines => new()
    {
        { new CompactMemorySettings(), new MachineFacts(), ReasonCode.None },
        { new CompactMemorySettings(), new MachineFacts { IsRealtime = true }, ReasonCode.RealtimeKernel },
        { new NudgeKcompactdSettings(), new MachineFacts { IsRealtime = true }, ReasonCode.RealtimeKernel },
        { new CompactMemorySettings(), new MachineFacts { CompactionBug = "spins" }, ReasonCode.KernelBug },
        {
            new DropCachesSettings(),
            new MachineFacts { IsRealtime = true, CompactionBug = "spins", HasKsm = true, HasZfs = true },
            ReasonCode.None
        },
        {
            new DropCachesSettings { What = DropWhat.Slab },
            new MachineFacts { HasZfs = true, HasKsm = true },
            ReasonCode.Zfs
        },
        { new DropCachesSettings { What = DropWhat.All }, new MachineFacts { HasKsm = true }, ReasonCode.Ksm },
        { new TuneSettings(), new MachineFacts { IsRealtime = true, HasZfs = true }, ReasonCode.None },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void Off_Machine_BarsWhatWouldHarmIt(RemedySettings remedy, MachineFacts machine, ReasonCode expected)
    {
        Assert.Equal(expected, Gates.Unavailable(remedy, machine).Code);
    }

    private static List<int> StartsUntil(Incident incident, int until)
    {
        var starts = new List<int>();
        for (var second = 0; second < until; second++)
        {
            var isRun = incident.State.Phase == LadderPhase.Running;
            var decision = isRun ? incident.Ends(second, RungEnd.Done, Bad()) : incident.At(second, Bad());
            if (decision.Kind == DecisionKind.Run)
            {
                starts.Add(second);
            }
        }

        return starts;
    }
}
