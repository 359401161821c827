using BenchmarkDotNet.Attributes;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Benchmarks;

/// <summary>One reading judged by the default watch: suitable and unusable of every zone, its state, its
/// diagnosis.</summary>
public class AssessBenchmark
{
    private readonly BuddyTable _table = new();
    private readonly Assessor _plain = new(new GuardSettings(), new MachineFacts());
    private readonly Assessor _ahead = new(
        new GuardSettings { Watches = [new WatchSettings { Name = "ahead", Ahead = TimeSpan.FromMinutes(2) }] },
        new MachineFacts());
    private TimeSpan _now;

    /// <summary>How many zones the machine has.</summary>
    [Params(3, 8, 64)]
    public int Zones { get; set; }

    /// <summary>Reads the zones and their sizes.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var sizes = Fixture.Sizes(Zones);
        _table.Parse(Fixture.BuddyInfo(Zones));
        _plain.Take(sizes);
        _ahead.Take(sizes);
    }

    /// <summary>The watch as it is shipped.</summary>
    [Benchmark(Baseline = true)]
    public bool Assess() => _plain.Assess(_table, _now += TimeSpan.FromSeconds(1)).IsHealthy;

    /// <summary>The same with a look at the trend.</summary>
    [Benchmark]
    public bool AssessAhead() => _ahead.Assess(_table, _now += TimeSpan.FromSeconds(1)).IsHealthy;
}
