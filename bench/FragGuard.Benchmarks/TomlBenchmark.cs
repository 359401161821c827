using BenchmarkDotNet.Attributes;
using FragGuard.Toml;

namespace FragGuard.Benchmarks;

/// <summary>The shipped configuration file, as text to a table: at start and at a reload.</summary>
public class TomlBenchmark
{
    private readonly byte[] _shipped = File.ReadAllBytes(Path.Combine(Fixture.Repository, "etc/fragguard.toml"));

    /// <summary>Parses the file, comments and all.</summary>
    [Benchmark]
    public int Parse() => TomlReader.Parse(_shipped, "fragguard.toml").Count;
}
