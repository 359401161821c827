using System.Text;
using FragGuard.Systemd.Journal;
using FragGuard.Systemd.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Serilog;
using Serilog.Events;

namespace FragGuard.Systemd.Tests.Journal;

public sealed class JournalFieldsTests : IDisposable
{
    private readonly SocketDirectory _directory = new();

    private string JournalPath => _directory.PathOf("journal");

    [Fact]
    public void WriteTo_TemplateAndProperties_AreMessageAndFields()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var logger = new LoggerConfiguration()
            .WriteTo.Journal(syslogIdentifier: "guard", socketPath: JournalPath)
            .CreateLogger();

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
        Assert.Equal(("0", "Normal"), (fields["NODE"], fields["ZONE"]));
        Assert.Equal(("0.5", "1234567"), (fields["RATIO"], fields["FREE"]));
        Assert.Equal(9, fields.Count);
    }

    [Theory]
    [InlineData(LogEventLevel.Verbose, "7")]
    [InlineData(LogEventLevel.Debug, "7")]
    [InlineData(LogEventLevel.Information, "6")]
    [InlineData(LogEventLevel.Warning, "4")]
    [InlineData(LogEventLevel.Error, "3")]
    [InlineData(LogEventLevel.Fatal, "2")]
    public void Write_Level_IsThePriority(LogEventLevel level, string expected) =>
        Assert.Equal(expected, EmitOne(LogEvents.Make("m", level))["PRIORITY"]);

    [Theory]
    [InlineData(5, "5")]
    [InlineData("5", "5")]
    [InlineData(0L, "0")]
    public void Write_PriorityProperty_OverridesTheLevel(object priority, string expected)
    {
        var fields = EmitOne(LogEvents.Make("m", LogEventLevel.Warning, null, ("PRIORITY", priority)));

        Assert.Equal(expected, fields["PRIORITY"]);
        Assert.Equal(3, fields.Count);
    }

    [Theory]
    [InlineData("PRIORITY", 8, "8")]
    [InlineData("PRIORITY", -1, "-1")]
    [InlineData("PRIORITY", "notice", "notice")]
    [InlineData("Priority", 1, "1")]
    public void Write_PropertyThatIsNoPriority_IsAFieldOfAnotherName(string name, object value, string expected)
    {
        var fields = EmitOne(LogEvents.Make("m", LogEventLevel.Warning, null, (name, value)));

        Assert.Equal(("4", expected), (fields["PRIORITY"], fields["FIELD_PRIORITY"]));
        Assert.Equal(4, fields.Count);
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
    public void Write_Scalar_IsPlainText(object value, string expected) =>
        Assert.Equal(expected, EmitOne(LogEvents.Make("m", properties: ("Value", value)))["VALUE"]);

    [Fact]
    public void Write_OtherScalars_AreInvariantText()
    {
        var time = new DateTimeOffset(2026, 11, 21, 12, 34, 56, 789, TimeSpan.FromHours(2));

        var fields = EmitOne(LogEvents.Make(
            "m",
            properties:
            [
                ("Time", time),
                ("Span", TimeSpan.FromSeconds(90)),
                ("Amount", 1.50m),
                ("Uri", new Uri("http://h/")),
            ]));

        Assert.Equal("2026-11-21T12:34:56.7890000+02:00", fields["TIME"]);
        Assert.Equal("00:01:30", fields["SPAN"]);
        Assert.Equal("1.50", fields["AMOUNT"]);
        Assert.Equal("http://h/", fields["URI"]);
    }

    [Fact]
    public void Write_NullProperty_IsAbsent() =>
        Assert.DoesNotContain("VALUE", EmitOne(LogEvents.Make("m", properties: ("Value", null))).Keys);

    [Fact]
    public void Write_StructuredValues_AreJson()
    {
        var zones = new SequenceValue([new ScalarValue("DMA"), new ScalarValue(2)]);
        var zone = new StructureValue([new LogEventProperty("Node", new ScalarValue(0))], "Zone");

        var fields = EmitOne(LogEvents.Make("m", properties: [("Zones", zones), ("Zone", zone)]));

        Assert.Equal("[\"DMA\",2]", fields["ZONES"]);
        Assert.Equal("{\"Node\":0}", fields["ZONE"]);
    }

    [Fact]
    public void Write_BytesWithNewlinesAndNuls_ComeBack()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var sink = new JournalSink("guard", JournalPath);
        byte[] bytes = [0, 10, 255, 10, 10, (byte)'A', (byte)'=', 10];

        sink.Emit(LogEvents.Make("m", properties: ("Raw", bytes)));

        Assert.Equal(bytes, JournalWire.Parse(journald.TryReceive()).Single(static field => field.Key == "RAW").Value);
    }

    [Fact]
    public void Write_ValuesThatLookLikeFields_StayValues()
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
    public void Write_PropertyNamedAsTheHead_DoesNotDoubleIt(string name)
    {
        var fields = EmitOne(LogEvents.Make("m", properties: (name, "forged")));

        Assert.Equal("m", fields["MESSAGE"]);
        Assert.Equal("guard", fields["SYSLOG_IDENTIFIER"]);
        var prefixed = fields.Single(static field => field.Key.StartsWith("FIELD_", StringComparison.Ordinal));
        Assert.Equal("forged", prefixed.Value);
    }

    [Fact]
    public void Write_ControlCharactersInTheMessage_AreEscapedButNewlinesStay()
    {
        var fields = EmitOne(LogEvents.Make("one\ntwo {Comm} ü", properties: ("Comm", "a\x1b[2Jb\0c\x7f")));

        Assert.Equal("one\ntwo a\\x1b[2Jb\\x00c\\x7f ü", fields["MESSAGE"]);
        Assert.Equal("a\x1b[2Jb\0c\x7f", fields["COMM"]);
    }

    [Fact]
    public void Write_Exception_IsAFieldWithItsStack()
    {
        var thrown = Assert.Throws<InvalidOperationException>(Fail);

        var fields = EmitOne(LogEvents.Make("m", LogEventLevel.Error, thrown));

        Assert.Equal(thrown.ToString(), fields["EXCEPTION"]);
        Assert.Contains(nameof(Fail), fields["EXCEPTION"], StringComparison.Ordinal);
        Assert.Equal("m", fields["MESSAGE"]);
    }

    [Fact]
    public void Write_AnyPropertiesInAnyOrder_ComeBackFromTheWire()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var sink = new JournalSink("guard", JournalPath);

        Prop.ForAll<Dictionary<string, string>>(properties =>
        {
            // Serilog refuses blank names itself.
            var named = properties.Where(static property => !string.IsNullOrWhiteSpace(property.Key)).ToArray();
            var pairs = named.Select(static property => (property.Key, (object?)property.Value)).ToArray();
            sink.Emit(LogEvents.Make("m", properties: pairs));
            var actual = JournalWire.Parse(journald.TryReceive()).Skip(3).Select(static field => field.Value).ToList();
            var expected = named
                .Where(static property => property.Value is not null)
                .Select(static property => Encoding.UTF8.GetBytes(property.Value))
                .ToList();
            return expected.Count == actual.Count
                && expected.All(value => actual.Exists(other => other.AsSpan().SequenceEqual(value)));
        }).QuickCheckThrowOnFailure();
        Assert.Equal(0, sink.Dropped);
    }

    public void Dispose() => _directory.Dispose();

    private static void Fail() => throw new InvalidOperationException("no\nluck");

    private Dictionary<string, string> EmitOne(LogEvent logEvent)
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var sink = new JournalSink("guard", JournalPath);
        sink.Emit(logEvent);
        Assert.Equal(0, sink.Dropped);
        return JournalWire.ParseText(journald.TryReceive());
    }
}
