using BenchmarkDotNet.Attributes;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Benchmarks;

/// <summary>A healthy tick: read the file, parse it, assess it, decide. The native program's tick, which also keeps the
/// status and the clock, is measured against C by bench/floor.sh.</summary>
public class TickBenchmark
{
    private readonly GuardSettings _settings = new() { DryRun = true };
    private readonly BuddyTable _table = new();
    private readonly Assessor _assessor = new(new GuardSettings(), new MachineFacts());
    private string _path = "";
    private KernelFile? _file;
    private LadderState _ladder = LadderState.Start;
    private TimeSpan _now;

    /// <summary>How many zones the machine has.</summary>
    [Params(3, 8, 64)]
    public int Zones { get; set; }

    /// <summary>Writes the file.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _assessor.Take(Fixture.Sizes(Zones));
        _path = Fixture.Write(Fixture.BuddyInfo(Zones));
        _file = new KernelFile(
            new KernelRoot(Path.GetDirectoryName(_path)) { IsFixed = true }, "/" + Path.GetFileName(_path));
    }

    /// <summary>Removes the file.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _file?.Dispose();
        File.Delete(_path);
    }

    /// <summary>One look at the machine.</summary>
    [Benchmark]
    public DecisionKind Tick()
    {
        _now += TimeSpan.FromSeconds(1);
        if (!_file!.TryRead(out var text) || !_table.Parse(text))
        {
            throw new InvalidOperationException(_file.Error);
        }

        var step = Ladder.Step(_settings, _ladder, new Observation(_assessor.Assess(_table, _now)), _now);
        _ladder = step.State;
        return step.Decision.Kind;
    }
}
