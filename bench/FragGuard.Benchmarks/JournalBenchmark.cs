using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using FragGuard.Systemd.Journal;
using Serilog.Events;
using Serilog.Parsing;

namespace FragGuard.Benchmarks;

/// <summary>One record with twelve fields to a journal's socket, and its receipt on the other side.</summary>
public class JournalBenchmark
{
    private const string Message = "rung 2 compact_memory: recovered: 12 -> 4180 blocks of order 4 (+4168) in 214 ms";

    private static readonly LogEvent Record = new(
        DateTimeOffset.UnixEpoch, LogEventLevel.Information, null,
        new MessageTemplate(Message, [new TextToken(Message)]),
        Array.ConvertAll(
            (string[])
            [
                "EVENT", "INCIDENT", "NODE", "ZONE", "ORDER", "WATCH", "RUNG", "REMEDY", "OUTCOME", "BEFORE", "AFTER",
                "GAIN",
            ],
            field => new LogEventProperty("FRAGGUARD_" + field, new ScalarValue("value"))));

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"fragguard-bench-{Environment.ProcessId}.socket");
    private readonly byte[] _received = new byte[8192];
    private readonly Socket _journal = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private JournalSink? _sink;

    /// <summary>Binds the socket.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        File.Delete(_path);
        _journal.Bind(new UnixDomainSocketEndPoint(_path));
        _sink = new JournalSink("fragguard", _path);
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _sink?.Dispose();
        _journal.Dispose();
        File.Delete(_path);
    }

    /// <summary>Format, send, receive.</summary>
    [Benchmark]
    public int EmitAndReceive()
    {
        _sink!.Emit(Record);
        return _journal.Receive(_received);
    }
}
