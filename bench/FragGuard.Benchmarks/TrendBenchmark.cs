using BenchmarkDotNet.Attributes;
using FragGuard.Policy;

namespace FragGuard.Benchmarks;

/// <summary>The least-squares line of one zone, its ring full: one reading more, and the question whether it
/// crosses.</summary>
public class TrendBenchmark
{
    private readonly Trend _trend = new(TimeSpan.FromMinutes(2));
    private TimeSpan _now;
    private ulong _level = ulong.MaxValue / 2;

    /// <summary>Fills the ring.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        for (var i = 0; i < Trend.Capacity; i++)
        {
            AddAndAsk();
        }
    }

    /// <summary>A level that sinks steadily.</summary>
    [Benchmark]
    public bool AddAndAsk()
    {
        _now += TimeSpan.FromSeconds(4);
        _level -= 10;
        _trend.Add(_now, _level);
        return _trend.Crosses(64, _now, _level);
    }
}
