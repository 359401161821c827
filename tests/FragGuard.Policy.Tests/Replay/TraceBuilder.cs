using System.Buffers;
using System.Text;

namespace FragGuard.Policy.Tests;

/// <summary>Makes long traces from a few words, through the product's own writer.</summary>
internal sealed class TraceBuilder
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly TraceWriter _writer;

    internal TraceBuilder()
    {
        _writer = new TraceWriter(_output);
        _writer.Begin();
    }

    internal double Now { get; private set; }

    internal ReadOnlyMemory<byte> Trace => _output.WrittenMemory;

    /// <summary>Files that belong to the next sample.</summary>
    internal List<(string Path, string Text)> Files { get; } = [];

    internal TraceBuilder With(string path, string text)
    {
        Files.Add((path, text));
        return this;
    }

    /// <summary>Samples from now on for so long, every so often; the rows are asked for the seconds since this
    /// began.</summary>
    internal TraceBuilder For(double seconds, double every, Func<double, string> rowsAt)
    {
        for (double passed = 0; passed < seconds; passed += every)
        {
            Sample(rowsAt(passed));
            Now += every;
        }

        return this;
    }

    /// <summary>The same zones for so long, looked at as the guard does while something is wrong.</summary>
    internal TraceBuilder For(double seconds, string rows, double every = 5) => For(seconds, every, _ => rows);

    internal TraceBuilder Skip(double seconds)
    {
        Now += seconds;
        return this;
    }

    private void Sample(string rows)
    {
        _writer.Sample(TimeSpan.FromSeconds(Now));
        foreach (var (path, text) in Files)
        {
            _writer.Section(path, Encoding.UTF8.GetBytes(text));
        }

        Files.Clear();
        _writer.Section("/proc/buddyinfo", Encoding.UTF8.GetBytes(rows));
    }
}
