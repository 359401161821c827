using System.Text;
using System.Text.Json;
using FragGuard.Systemd.Lines;
using FragGuard.Systemd.Native;
using FragGuard.Systemd.Tests.Support;
using Serilog.Events;

namespace FragGuard.Systemd.Tests.Lines;

public sealed class JsonLineSinkTests : IDisposable
{
    private readonly FileStream _reader;
    private readonly DescriptorHandle _writer;

    public JsonLineSinkTests()
    {
        var (reader, writer) = LibcReceive.Pipe();
        _reader = new FileStream(reader, FileAccess.Read, bufferSize: 0);
        _writer = new DescriptorHandle(writer, ownsDescriptor: true);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    [Fact]
    public void Emit_AnEvent_IsOneObjectWithTheJournalsFieldsAsText()
    {
        Sink().Emit(LogEvents.Make(
            "a {Comm}",
            LogEventLevel.Warning,
            properties: [("Comm", "x\ny\"\x1b[2J"), ("PRIORITY", 5), ("FRAGGUARD_ORDER", 4), ("MESSAGE", "posing"), (
                "Nothing", null)]));

        var lines = ReadAll().TrimEnd('\n').Split('\n');
        var json = JsonDocument.Parse(Assert.Single(lines)).RootElement;
        Assert.Equal(
            ["time", "MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "COMM", "FRAGGUARD_ORDER", "FIELD_MESSAGE"],
            json.EnumerateObject().Select(member => member.Name));
        Assert.All(json.EnumerateObject(), member => Assert.Equal(JsonValueKind.String, member.Value.ValueKind));
        Assert.Equal("2026-11-21T10:34:56.000Z", json.GetProperty("time").GetString());
        Assert.Equal("a x\ny\"\\x1b[2J", json.GetProperty("MESSAGE").GetString());
        Assert.Equal("5", json.GetProperty("PRIORITY").GetString());
        Assert.Equal("fragguard", json.GetProperty("SYSLOG_IDENTIFIER").GetString());
        Assert.Equal("4", json.GetProperty("FRAGGUARD_ORDER").GetString());
    }

    [Fact]
    public void Emit_AnException_IsInIt()
    {
        Sink().Emit(LogEvents.Make("m", LogEventLevel.Error, new InvalidOperationException("no\nluck")));

        var json = JsonDocument.Parse(ReadAll()).RootElement;
        Assert.StartsWith("System.InvalidOperationException: no\nluck", json.GetProperty(
            "EXCEPTION").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_NobodyReads_IsCountedAndNeverWaits()
    {
        var sink = Sink();
        var before = LogLoss.Count;
        for (var i = 0; i < 10_000; i++)
        {
            sink.Emit(LogEvents.Make(new string('x', 100)));
        }

        Assert.InRange(sink.Dropped, 9000, 9999);
        Assert.InRange(LogLoss.Count - before, sink.Dropped, long.MaxValue);
    }

    private JsonLineSink Sink() => new(new LineOutput(_writer), "fragguard");

    private string ReadAll()
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (LibcReceive.IsReadable(_reader.SafeFileHandle))
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, _reader.Read(buffer)));
        }

        return text.ToString();
    }
}
