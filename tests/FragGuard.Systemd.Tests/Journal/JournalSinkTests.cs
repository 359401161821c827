using FragGuard.Systemd.Journal;
using FragGuard.Systemd.Tests.Support;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace FragGuard.Systemd.Tests.Journal;

public sealed class JournalSinkTests : IDisposable
{
    private readonly SocketDirectory _directory = new();

    private string JournalPath => _directory.PathOf("journal");

    [Theory]
    [InlineData(100_000)]
    [InlineData(212_000)]
    [InlineData(213_000)]
    [InlineData(300_000)]
    [InlineData(1_000_000)]
    public void Emit_LargeField_ArrivesWhole(int valueChars)
    {
        var value = string.Concat(Enumerable.Repeat("0123456789\nü", (valueChars / 12) + 1))[..valueChars];

        var fields = EmitOne(LogEvents.Make("m", properties: ("Blob", value)));

        Assert.Equal(value, fields["BLOB"]);
    }

    [Fact]
    public void Emit_ReceiverReadsNothing_ReturnsAndCounts()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var sink = MakeSink();
        const int EmittedCount = 2_000;

        for (var i = 0; i < EmittedCount; i++)
        {
            sink.Emit(LogEvents.Make("m"));
        }

        var queuedCount = journald.ReceiveAllText().Count;
        Assert.InRange(queuedCount, 1, EmittedCount - 1);
        Assert.Equal(EmittedCount - queuedCount, sink.Dropped);
    }

    [Fact]
    public void Emit_AfterLosses_FirstReportsHowManyOnce()
    {
        using var sink = MakeSink();
        sink.Emit(LogEvents.Make("lost 1"));
        sink.Emit(LogEvents.Make("lost 2"));
        using var journald = new DatagramReceiver(JournalPath);

        sink.Emit(LogEvents.Make("back"));
        sink.Emit(LogEvents.Make("next"));

        var report = JournalWire.ParseText(journald.TryReceive());
        Assert.Equal("2 log records were lost before this one (last errno 2)", report["MESSAGE"]);
        Assert.Equal(("2", "2", "4"), (report["LOST_RECORDS"], report["ERRNO"], report["PRIORITY"]));
        Assert.Equal("guard", report["SYSLOG_IDENTIFIER"]);
        Assert.Equal("back", JournalWire.ParseText(journald.TryReceive())["MESSAGE"]);
        Assert.Equal("next", JournalWire.ParseText(journald.TryReceive())["MESSAGE"]);
        Assert.Null(journald.TryReceive());
        Assert.Equal(2, sink.Dropped);
    }

    [Fact]
    public void Emit_JournaldRestarts_ReachesTheNewOne()
    {
        using var sink = MakeSink();
        using (var first = new DatagramReceiver(JournalPath))
        {
            sink.Emit(LogEvents.Make("one"));
            Assert.Equal("one", JournalWire.ParseText(first.TryReceive())["MESSAGE"]);
        }

        sink.Emit(LogEvents.Make("between"));
        using var second = new DatagramReceiver(JournalPath);
        sink.Emit(LogEvents.Make("two"));

        Assert.Equal("1", JournalWire.ParseText(second.TryReceive())["LOST_RECORDS"]);
        Assert.Equal("two", JournalWire.ParseText(second.TryReceive())["MESSAGE"]);
    }

    [Fact]
    public void Dispose_WithUnreportedLosses_ReportsThem()
    {
        var sink = MakeSink();
        sink.Emit(LogEvents.Make("lost"));
        using var journald = new DatagramReceiver(JournalPath);

        sink.Dispose();
        sink.Emit(LogEvents.Make("late"));

        var report = JournalWire.ParseText(journald.TryReceive());
        Assert.Equal("1 log record was lost before this one (last errno 2)", report["MESSAGE"]);
        Assert.Null(journald.TryReceive());
        Assert.Equal(2, sink.Dropped);
    }

    [Fact]
    public void Emit_ValueThatThrows_IsCountedNotThrown()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var sink = MakeSink();
        var awkward = new Awkward(static () => throw new InvalidOperationException());

        sink.Emit(LogEvents.Make("m", properties: ("Value", awkward)));

        Assert.Equal(1, sink.Dropped);
        Assert.Null(journald.TryReceive());
    }

    [Fact]
    public void Emit_ValueThatLogs_DoesNotRecurse()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var sink = MakeSink();
        var awkward = new Awkward(() =>
        {
            sink.Emit(LogEvents.Make("inner"));
            return "said";
        });

        sink.Emit(LogEvents.Make("outer", properties: ("Value", awkward)));

        var fields = JournalWire.ParseText(journald.TryReceive());
        Assert.Equal(("outer", "said"), (fields["MESSAGE"], fields["VALUE"]));
        Assert.Null(journald.TryReceive());
        Assert.Equal(1, sink.Dropped);
    }

    [Fact]
    public void Emit_ManyThreads_EveryRecordIsWholeOrCounted()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var sink = MakeSink();
        var received = new List<Dictionary<string, string>>();
        using var isDone = new ManualResetEventSlim();
        var reader = new Thread(() =>
        {
            while (!isDone.IsSet)
            {
                Drain(journald, received);
            }
        });
        reader.Start();

        Parallel.For(0, 1_000, i => sink.Emit(LogEvents.Make("m {I}", properties: ("I", i))));
        isDone.Set();
        reader.Join();
        Drain(journald, received);

        // The records arrive; a report of losses may stand between them.
        var messages = received.Where(static fields => fields.ContainsKey("I")).ToList();
        Assert.Equal(1_000, messages.Count + sink.Dropped);
        Assert.All(messages, static fields => Assert.Equal("m " + fields["I"], fields["MESSAGE"]));
        Assert.Equal(messages.Count, messages.Select(static fields => fields["I"]).Distinct().Count());
    }

    [Fact]
    public void WriteToJournal_RestrictedLevel_LeavesOutWhatIsBelow()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var logger = new LoggerConfiguration()
            .WriteTo.Journal(LogEventLevel.Warning, "guard", JournalPath)
            .CreateLogger();

        logger.Information("quiet");
        logger.Warning("loud");

        Assert.Equal("loud", JournalWire.ParseText(journald.TryReceive())["MESSAGE"]);
        Assert.Null(journald.TryReceive());
    }

    public void Dispose() => _directory.Dispose();

    private static void Drain(DatagramReceiver journald, List<Dictionary<string, string>> received)
    {
        while (journald.TryReceive() is { } record)
        {
            received.Add(JournalWire.ParseText(record));
        }
    }

    private JournalSink MakeSink() => new("guard", JournalPath);

    private Logger MakeLogger() =>
        new LoggerConfiguration().WriteTo.Journal(syslogIdentifier: "guard", socketPath: JournalPath).CreateLogger();

    private Dictionary<string, string> EmitOne(LogEvent logEvent)
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var sink = MakeSink();
        sink.Emit(logEvent);
        Assert.Equal(0, sink.Dropped);
        return JournalWire.ParseText(journald.TryReceive());
    }

    /// <summary>A value whose text does something.</summary>
    private sealed class Awkward(Func<string> text)
    {
        public override string ToString() => text();
    }
}
