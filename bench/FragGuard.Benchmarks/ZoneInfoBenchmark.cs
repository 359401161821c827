using System.Globalization;
using BenchmarkDotNet.Attributes;
using FragGuard.Kernel;

namespace FragGuard.Benchmarks;

/// <summary>/proc/zoneinfo: read at start, while something is wrong, and every five minutes.</summary>
public class ZoneInfoBenchmark
{
    private readonly ZoneInfoTable _table = new();
    private byte[] _text = [];
    private string _string = "";

    /// <summary>How many populated zones the machine has.</summary>
    [Params(3, 8, 64)]
    public int Zones { get; set; }

    /// <summary>Makes the text.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _text = Fixture.ZoneInfo(Zones);
        _string = System.Text.Encoding.ASCII.GetString(_text);
    }

    /// <summary>Every line as a string; managed pages only.</summary>
    [Benchmark(Baseline = true)]
    public ulong SplitLines()
    {
        ulong pages = 0;
        foreach (var line in _string.Split('\n'))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is ["managed", var count])
            {
                pages += ulong.Parse(count, CultureInfo.InvariantCulture);
            }
        }

        return pages;
    }

    /// <summary>Sizes, watermarks and protection.</summary>
    [Benchmark]
    public ulong FragGuardParse() => _table.Parse(_text) ? _table.Rows[^1].ManagedPages : 0;
}
