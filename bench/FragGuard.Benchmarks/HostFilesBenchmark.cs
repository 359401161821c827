using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using FragGuard.Kernel;

namespace FragGuard.Benchmarks;

/// <summary>What is read beside the free blocks while something is wrong: counters, memory, pressure.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class HostFilesBenchmark
{
    private readonly byte[] _vmStat = Fixture.Read("/proc/vmstat");
    private readonly byte[] _memInfo = Fixture.Read("/proc/meminfo");
    private readonly byte[] _pressure = Fixture.Read("/proc/pressure/memory");

    /// <summary>A dictionary of every counter.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("vmstat")]
    public ulong VmStatDictionary() => Dictionary(_vmStat, ' ')["pgmigrate_success"];

    /// <summary>The counters that a rung's bill is made of.</summary>
    [Benchmark, BenchmarkCategory("vmstat")]
    public ulong VmStatFragGuard() =>
        VmStat.TryParse(_vmStat, out var stat) ? stat[VmCounter.PgmigrateSuccess] ?? 0 : 0;

    /// <summary>A dictionary of every line.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("meminfo")]
    public ulong MemInfoDictionary() => Dictionary(_memInfo, ':')["MemFree"];

    /// <summary>The fields that are asked for.</summary>
    [Benchmark, BenchmarkCategory("meminfo")]
    public ulong MemInfoFragGuard() => MemInfo.TryParse(_memInfo, out var info) ? info.MemFreeKib ?? 0 : 0;

    /// <summary>Splitting at blanks and equal signs.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("pressure")]
    public double PressureSplit() => double.Parse(
        System.Text.Encoding.ASCII.GetString(_pressure).Split('\n')[1].Split(' ')[1].Split('=')[1],
        CultureInfo.InvariantCulture);

    /// <summary>Both lines, every field.</summary>
    [Benchmark, BenchmarkCategory("pressure")]
    public bool PressureFragGuard() => Pressure.TryParse(_pressure, out _);

    private static Dictionary<string, ulong> Dictionary(byte[] text, char separator)
    {
        var values = new Dictionary<string, ulong>();
        var lines = System.Text.Encoding.ASCII.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            var fields = line.Split([separator, ' '], StringSplitOptions.RemoveEmptyEntries);
            values[fields[0]] = ulong.Parse(fields[1], CultureInfo.InvariantCulture);
        }

        return values;
    }
}
