using FragGuard.Kernel;

namespace FragGuard.Policy.Tests;

/// <summary>A ladder that is stepped by hand, with what it told so far.</summary>
internal sealed class Incident(GuardSettings settings)
{
    internal static readonly HostState Calm = new()
    {
        Uptime = TimeSpan.FromDays(3),
        MemoryPressureBasisPoints = 0,
        IoPressureBasisPoints = 0,
        DirtyBytes = 1 << 20,
        CacheBytes = 4UL << 30,
        SlabBytes = 1UL << 30,
    };

    internal GuardSettings Settings { get; set; } = settings;

    internal LadderState State { get; set; } = LadderState.Start;

    internal List<PolicyEvent> Told { get; } = [];

    /// <summary>What was told, a line each: <c>rung-finished 1 drop_caches no-gain</c>.</summary>
    internal string[] Lines => [.. Told.Select(Line)];

    internal HostState Host { get; set; } = Calm;

    internal ValueList<Reason> Unavailable { get; set; } = [];

    /// <summary>The rungs whose settings a look finds undone.</summary>
    internal ValueList<int> Undone { get; set; } = [];

    /// <summary>A ladder with these rungs and without any gate but what a test asks for.</summary>
    internal static Incident Of(params RungSettings[] ladder) => new(new GuardSettings { Ladder = [.. ladder] });

    internal static RungSettings Drop { get; } =
        new(new DropCachesSettings()) { Cooldown = TimeSpan.FromMinutes(30), Settle = TimeSpan.FromSeconds(5) };

    internal static RungSettings Compact { get; } =
        new(new CompactMemorySettings()) { Cooldown = TimeSpan.FromMinutes(5), Settle = TimeSpan.FromSeconds(5) };

    internal static RungSettings Tune { get; } =
        new(new TuneSettings { Set = [new("vm.swappiness", TuneRule.AtMost, "10")] })
        {
            Cooldown = TimeSpan.FromMinutes(1),
            Settle = TimeSpan.FromSeconds(5),
        };

    internal static RungSettings Hook { get; } = new(
        new HookSettings { Command = ["/bin/true"] })
    { Cooldown = TimeSpan.FromMinutes(10), Settle = TimeSpan.Zero };

    /// <summary>A breached zone with this many blocks of 64, clear at 96.</summary>
    internal static WatchedZone Bad(ulong blocks = 10, int node = 0, Diagnosis diagnosis = Diagnosis.Fragmented) =>
        Zone(node) with
        {
            State = ZoneState.Breached,
            Suitable = blocks,
            Diagnosis = diagnosis,
        };

    internal static WatchedZone Good(ulong blocks = 500, int node = 0) => Zone(node) with { Suitable = blocks };

    internal static WatchedZone Falling(int node = 0) => Zone(node) with { State = ZoneState.Falling, Suitable = 60 };

    /// <summary>One step at this second.</summary>
    internal Decision At(double second, params WatchedZone[] zones) => Step(second, null, zones);

    /// <summary>The end of what runs, at this second.</summary>
    internal Decision Ends(double second, RungEnd end, params WatchedZone[] zones) =>
        Ends(second, new RungResult(end, TimeSpan.FromSeconds(1), "EINVAL"), zones);

    /// <summary>The same with all that is said of it.</summary>
    internal Decision Ends(double second, RungResult result, params WatchedZone[] zones) => Step(second, result, zones);

    /// <summary>Runs a rung from its beginning at this second to its judgement 6 s later, with the zones as they are
    /// then.</summary>
    internal Decision Run(double second, WatchedZone before, params WatchedZone[] after)
    {
        Assert.Equal(DecisionKind.Run, At(second, before).Kind);
        Ends(second + 1, RungEnd.Done, before);
        return At(second + 6, after);
    }

    private Decision Step(double second, RungResult? result, WatchedZone[] zones)
    {
        var seen = new Observation(new Assessment(zones), Host, Unavailable, result, Undone);
        var step = Ladder.Step(Settings, State, seen, TimeSpan.FromSeconds(second));
        State = step.State;
        Told.AddRange(step.Events);
        return step.Decision;
    }

    private static WatchedZone Zone(int node)
    {
        _ = ZoneName.TryParse("Normal", out var name);
        return new WatchedZone
        {
            WatchName = "w",
            Id = new ZoneId(node, name),
            Order = 4,
            FloorBlocks = 64,
            ClearBlocks = 96,
            UnusablePermille = 950,
            FreePages = 100_000,
            IsFresh = true,
        };
    }

    private static string Line(PolicyEvent told)
    {
        var outcome = told.Outcome is { } word && told.Kind != PolicyEventKind.RungSkipped ? " " + word.Word() : "";
        var rung = told.Rung is { } number ? $" {number} {told.Remedy}" : "";
        var reason = told.Reason.Code == ReasonCode.None ? "" : " " + told.Reason.Word;
        return $"{Kebab(told.Kind)}{rung}{outcome}{reason}";
    }

    private static string Kebab(PolicyEventKind kind) => kind switch
    {
        PolicyEventKind.IncidentOpened => "opened",
        PolicyEventKind.RungStarted => "started",
        PolicyEventKind.RungSkipped => "skipped",
        PolicyEventKind.RungFinished => "finished",
        PolicyEventKind.IncidentClosed => "closed",
        _ => "exhausted",
    };
}
