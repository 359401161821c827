using BenchmarkDotNet.Attributes;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Benchmarks;

/// <summary>One step of the ladder: while nothing is wrong, at a breach, and while a rung runs.</summary>
public class DecideBenchmark
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);

    private readonly GuardSettings _settings = new() { DryRun = true };
    private Observation _healthy;
    private Observation _breached;
    private LadderState _running = LadderState.Start;

    /// <summary>One zone of a watch, healthy and breached.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _ = ZoneName.TryParse("Normal", out var name);
        var zone = new WatchedZone
        {
            WatchName = "contiguous-64k",
            Id = new ZoneId(0, name),
            Order = 4,
            FloorBlocks = 64,
            ClearBlocks = 96,
            Suitable = 100_000,
            FreePages = 2_000_000,
            IsFresh = true,
        };
        var breached = zone with { State = ZoneState.Breached, Suitable = 3, Diagnosis = Diagnosis.Fragmented };
        _healthy = new Observation(new Assessment(zone));
        _breached = new Observation(new Assessment(breached), new HostState { Uptime = Now, CacheBytes = 1UL << 30 });
        _running = Ladder.Step(_settings, LadderState.Start, _breached, Now).State;
    }

    /// <summary>No incident, nothing breached.</summary>
    [Benchmark(Baseline = true)]
    public DecisionKind Healthy() => Ladder.Step(_settings, LadderState.Start, _healthy, Now).Decision.Kind;

    /// <summary>A breach opens an incident and starts a rung; two events are told.</summary>
    [Benchmark]
    public DecisionKind BreachOpens() => Ladder.Step(_settings, LadderState.Start, _breached, Now).Decision.Kind;

    /// <summary>A rung is under way.</summary>
    [Benchmark]
    public DecisionKind RungRuns() => Ladder.Step(_settings, _running, _breached, Now).Decision.Kind;
}
