using System.Globalization;
using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard.Benchmarks;

/// <summary>/proc/buddyinfo from the file to counts that can be asked, and the ways that come to mind first.</summary>
public partial class BuddyInfoBenchmark
{
    private const string Row = @"^Node\s+(?<node>\d+), zone\s+(?<zone>\S+)(?:\s+(?<count>\d+))+\s*$";

    private readonly BuddyTable _table = new();
    private readonly BuddyTable _other = new();
    private byte[] _text = [];
    private byte[] _otherZones = [];
    private string _path = "";
    private KernelFile? _file;

    /// <summary>How many zones the machine has.</summary>
    [Params(3, 8, 64)]
    public int Zones { get; set; }

    /// <summary>Writes the file.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _text = Fixture.BuddyInfo(Zones);
        _otherZones = [.. "Node 99, zone   Normal      1 \n"u8];
        _path = Fixture.Write(_text);
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

    /// <summary>Every line as a string, and every field of it.</summary>
    [Benchmark(Baseline = true)]
    public ulong ReadAllLinesAndSplit()
    {
        ulong blocks = 0;
        foreach (var line in File.ReadAllLines(_path))
        {
            foreach (var field in line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4..])
            {
                blocks += ulong.Parse(field, CultureInfo.InvariantCulture);
            }
        }

        return blocks;
    }

    /// <summary>A pattern over the whole text.</summary>
    [Benchmark]
    public ulong RegularExpression()
    {
        ulong blocks = 0;
        foreach (Match row in Rows().Matches(File.ReadAllText(_path)))
        {
            foreach (Capture count in row.Groups["count"].Captures)
            {
                blocks += ulong.Parse(count.ValueSpan, CultureInfo.InvariantCulture);
            }
        }

        return blocks;
    }

    /// <summary>Line by line, with spans for the fields.</summary>
    [Benchmark]
    public ulong StreamReaderAndSpans()
    {
        ulong blocks = 0;
        using var reader = new StreamReader(_path);
        while (reader.ReadLine() is { } line)
        {
            var place = 0;
            foreach (var range in line.AsSpan().Split(' '))
            {
                if (!line.AsSpan()[range].IsEmpty && place++ >= 4)
                {
                    blocks += ulong.Parse(line.AsSpan()[range], CultureInfo.InvariantCulture);
                }
            }
        }

        return blocks;
    }

    /// <summary>As FragGuard does on each tick: the file is open, the buffer is there.</summary>
    [Benchmark]
    public ulong FragGuardReadAndParse() =>
        _file!.TryRead(out var text) && _table.Parse(text) ? _table.Rows[^1].Free[0] : 0;

    /// <summary>The parse alone: the rows begin as in the last reading.</summary>
    [Benchmark]
    public ulong FragGuardParse() => _table.Parse(_text) ? _table.Rows[^1].Free[0] : 0;

    /// <summary>The parse alone, of other rows than in the last reading: each row in full.</summary>
    [Benchmark]
    public ulong FragGuardParseInFull() =>
        _other.Parse(_otherZones) && _other.Parse(_text) ? _other.Rows[^1].Free[0] : 0;

    [GeneratedRegex(Row, RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Rows();
}
