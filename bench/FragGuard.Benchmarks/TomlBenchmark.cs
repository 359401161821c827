using BenchmarkDotNet.Attributes;
using FragGuard.Config.Toml;

namespace FragGuard.Benchmarks;

/// <summary>The shipped configuration file, as text to a table: at start and at a reload.</summary>
public class TomlBenchmark
{
    private readonly byte[] _shipped = File.ReadAllBytes(Path.Combine(Fixture.Repository, "etc/fragguard.toml"));

    /// <summary>Reads the file, comments and all: Tomlyn's check, its syntax tree, our tables.</summary>
    [Benchmark]
    public int Read() => TomlReader.Read(_shipped, out _).Count;
}
