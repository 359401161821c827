using System.Text;
using FragGuard.Systemd.Journal;
using FragGuard.Systemd.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace FragGuard.Systemd.Tests.Journal;

public sealed class JournalSinkTests : IDisposable
{
    private readonly SocketDirectory _directory = new();

    private string JournalPath => _directory.PathOf("journal");

    [Fact]
    public void WriteToJournal_TemplateAndProperties_AreMessageAndFields()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var logger = MakeLogger();

        logger
            .ForContext("FRAGGUARD_NODE", 1)
            .ForContext("MESSAGE_ID", "0b6f1c2a5d7e4f3c9a8b7c6d5e4f3a2b")
            .Information("node {Node} zone {Zone}: {Ratio} of {Free}", 0, "Normal", 0.5, 1234567L);

        var fields = JournalWire.ParseText(journald.TryReceive());
        Assert.Equal("node 0 zone Normal: 0.5 of 1234567", fields["MESSAGE"]);
        Assert.Equal("6", fields["PRIORITY"]);
        Assert.Equal("guard", fields["SYSLOG_IDENTIFIER"]);
        Assert.Equal("1", fields["FRAGGUARD_NODE"]);
        Assert.Equal("0b6f1c2a5d7e4f3c9a8b7c6d5e4f3a2b", fields["MESSAGE_ID"]);
        Assert.Equal(("0", "Normal", "0.5", "1234567"), (fields["NODE"], fields["ZONE"], fields["RATIO"], fields["FREE"]));
        Assert.Equal(9, fields.Count);
    }

    [Theory]
    [InlineData(LogEventLevel.Verbose, "7")]
    [InlineData(LogEventLevel.Debug, "7")]
    [InlineData(LogEventLevel.Information, "6")]
    [InlineData(LogEventLevel.Warning, "4")]
    [InlineData(LogEventLevel.Error, "3")]
    [InlineData(LogEventLevel.Fatal, "2")]
    public void Emit_Level_IsThePriority(LogEventLevel level, string expected) =>
        Assert.Equal(expected, EmitOne(LogEvents.Make("m", level))["PRIORITY"]);

    [Theory]
    [InlineData(5, "5")]
    [InlineData("5", "5")]
    [InlineData(0L, "0")]
    [InlineData(8, "4")]
    [InlineData(-1, "4")]
    [InlineData("notice", "4")]
    [InlineData(null, "4")]
    public void Emit_PriorityProperty_OverridesTheLevelWhenItIsOne(object? priority, string expected)
    {
        var fields = EmitOne(LogEvents.Make("m", LogEventLevel.Warning, null, ("PRIORITY", priority)));

        Assert.Equal(expected, fields["PRIORITY"]);
        Assert.Equal(3, fields.Count);
    }

    [Theory]
    [InlineData("text \"as it is\"", "text \"as it is\"")]
    [InlineData("", "")]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    [InlineData(-5, "-5")]
    [InlineData(ulong.MaxValue, "18446744073709551615")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e300, "1E+300")]
    [InlineData('c', "c")]
    [InlineData(LogEventLevel.Fatal, "Fatal")]
    public void Emit_Scalar_IsPlainText(object value, string expected) =>
        Assert.Equal(expected, EmitOne(LogEvents.Make("m", properties: ("Value", value)))["VALUE"]);

    [Fact]
    public void Emit_OtherScalars_AreInvariantText()
    {
        var time = new DateTimeOffset(2026, 11, 21, 12, 34, 56, 789, TimeSpan.FromHours(2));

        var fields = EmitOne(LogEvents.Make(
            "m",
            properties: [("Time", time), ("Span", TimeSpan.FromSeconds(90)), ("Amount", 1.50m), ("Uri", new Uri("http://h/"))]));

        Assert.Equal("2026-11-21T12:34:56.7890000+02:00", fields["TIME"]);
        Assert.Equal("00:01:30", fields["SPAN"]);
        Assert.Equal("1.50", fields["AMOUNT"]);
        Assert.Equal("http://h/", fields["URI"]);
    }

    [Fact]
    public void Emit_NullProperty_IsAbsent() =>
        Assert.DoesNotContain("VALUE", EmitOne(LogEvents.Make("m", properties: ("Value", null))).Keys);

    [Fact]
    public void Emit_StructuredValues_AreJson()
    {
        var zones = new SequenceValue([new ScalarValue("DMA"), new ScalarValue(2)]);
        var zone = new StructureValue([new LogEventProperty("Node", new ScalarValue(0))], "Zone");

        var fields = EmitOne(LogEvents.Make("m", properties: [("Zones", zones), ("Zone", zone)]));

        Assert.Equal("[\"DMA\",2]", fields["ZONES"]);
        Assert.Equal("{\"Node\":0}", fields["ZONE"]);
    }

    [Fact]
    public void Emit_BytesWithNewlinesAndNuls_ComeBack()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var sink = MakeSink();
        byte[] bytes = [0, 10, 255, 10, 10, (byte)'A', (byte)'=', 10];

        sink.Emit(LogEvents.Make("m", properties: ("Raw", bytes)));

        Assert.Equal(bytes, JournalWire.Parse(journald.TryReceive()).Single(static field => field.Key == "RAW").Value);
    }

    [Fact]
    public void Emit_ValuesThatLookLikeFields_StayValues()
    {
        const string Evil = "x\nPRIORITY=0\nMESSAGE=forged\nA\n\x05\0\0\0\0\0\0\0";

        var fields = EmitOne(LogEvents.Make("{Comm}", properties: ("Comm", Evil)));

        Assert.Equal(Evil, fields["COMM"]);
        Assert.Equal("6", fields["PRIORITY"]);
        Assert.StartsWith("x\nPRIORITY=0\n", fields["MESSAGE"], StringComparison.Ordinal);
        Assert.Equal(4, fields.Count);
    }

    [Theory]
    [InlineData("Message")]
    [InlineData("message")]
    [InlineData("_MESSAGE")]
    [InlineData("Syslog.Identifier")]
    public void Emit_PropertyNamedAsTheHead_DoesNotDoubleIt(string name)
    {
        var fields = EmitOne(LogEvents.Make("m", properties: (name, "forged")));

        Assert.Equal("m", fields["MESSAGE"]);
        Assert.Equal("guard", fields["SYSLOG_IDENTIFIER"]);
        Assert.Equal("forged", fields.Single(static field => field.Key.StartsWith("FIELD_", StringComparison.Ordinal)).Value);
    }

    [Fact]
    public void Emit_ControlCharactersInTheMessage_AreEscapedButNewlinesStay()
    {
        var fields = EmitOne(LogEvents.Make("one\ntwo {Comm} ü", properties: ("Comm", "a\x1b[2Jb\0c\x7f")));

        Assert.Equal("one\ntwo a\\x1b[2Jb\\x00c\\x7f ü", fields["MESSAGE"]);
        Assert.Equal("a\x1b[2Jb\0c\x7f", fields["COMM"]);
    }

    [Fact]
    public void Emit_Exception_IsAFieldWithItsStack()
    {
        var thrown = Assert.Throws<InvalidOperationException>(Fail);

        var fields = EmitOne(LogEvents.Make("m", LogEventLevel.Error, thrown));

        Assert.Equal(thrown.ToString(), fields["EXCEPTION"]);
        Assert.Contains(nameof(Fail), fields["EXCEPTION"], StringComparison.Ordinal);
        Assert.Equal("m", fields["MESSAGE"]);
    }

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

        Assert.Equal("1 log record was lost before this one (last errno 2)", JournalWire.ParseText(journald.TryReceive())["MESSAGE"]);
        Assert.Null(journald.TryReceive());
        Assert.Equal(2, sink.Dropped);
    }

    [Fact]
    public void Emit_ValueThatThrows_IsCountedNotThrown()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var sink = MakeSink();

        sink.Emit(LogEvents.Make("m", properties: ("Value", new Awkward(static () => throw new InvalidOperationException()))));

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
    public void Emit_AnyPropertiesInAnyOrder_ComeBackFromTheWire()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var sink = MakeSink();

        Prop.ForAll<Dictionary<string, string>>(properties =>
        {
            // Serilog refuses blank names itself.
            var named = properties.Where(static property => !string.IsNullOrWhiteSpace(property.Key)).ToArray();
            sink.Emit(LogEvents.Make("m", properties: [.. named.Select(static property => (property.Key, (object?)property.Value))]));
            var actual = JournalWire.Parse(journald.TryReceive()).Skip(3).Select(static field => field.Value).ToList();
            var expected = named
                .Where(static property => property.Value is not null && FieldOf(property.Key) != "PRIORITY")
                .Select(static property => Encoding.UTF8.GetBytes(property.Value))
                .ToList();
            return expected.Count == actual.Count
                && expected.All(value => actual.Exists(other => other.AsSpan().SequenceEqual(value)));
        }).QuickCheckThrowOnFailure();
        Assert.Equal(0, sink.Dropped);
    }

    [Fact]
    public void WriteToJournal_RestrictedLevel_LeavesOutWhatIsBelow()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var logger = new LoggerConfiguration().WriteTo.Journal(LogEventLevel.Warning, "guard", JournalPath).CreateLogger();

        logger.Information("quiet");
        logger.Warning("loud");

        Assert.Equal("loud", JournalWire.ParseText(journald.TryReceive())["MESSAGE"]);
        Assert.Null(journald.TryReceive());
    }

    public void Dispose() => _directory.Dispose();

    private static void Fail() => throw new InvalidOperationException("no\nluck");

    private static void Drain(DatagramReceiver journald, List<Dictionary<string, string>> received)
    {
        while (journald.TryReceive() is { } record)
        {
            received.Add(JournalWire.ParseText(record));
        }
    }

    private static string FieldOf(string property)
    {
        Span<byte> field = stackalloc byte[JournalFieldName.MaxBytes];
        return Encoding.ASCII.GetString(field[..JournalFieldName.Write(property, field)]);
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
