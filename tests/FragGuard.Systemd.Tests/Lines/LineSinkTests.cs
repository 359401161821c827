using System.Text;
using FragGuard.Systemd.Lines;
using FragGuard.Systemd.Native;
using FragGuard.Systemd.Tests.Support;
using Serilog.Events;

namespace FragGuard.Systemd.Tests.Lines;

public sealed class LineSinkTests : IDisposable
{
    private readonly FileStream _reader;
    private readonly DescriptorHandle _writer;

    public LineSinkTests()
    {
        var (reader, writer) = LibcReceive.Pipe();
        _reader = new FileStream(reader, FileAccess.Read, bufferSize: 0);
        _writer = new DescriptorHandle(writer, ownsDescriptor: true);
    }

    [Theory]
    [InlineData(LogEventLevel.Fatal, "<2>m\n")]
    [InlineData(LogEventLevel.Error, "<3>m\n")]
    [InlineData(LogEventLevel.Warning, "<4>m\n")]
    [InlineData(LogEventLevel.Information, "<6>m\n")]
    [InlineData(LogEventLevel.Debug, "<7>m\n")]
    public void PriorityLines_Level_IsThePrefix(LogEventLevel level, string expected)
    {
        new PriorityLineSink(Output()).Emit(LogEvents.Make("m", level));

        Assert.Equal(expected, ReadAll());
    }

    [Fact]
    public void PriorityLines_NewlinesAndException_PrefixEveryLine()
    {
        var sink = new PriorityLineSink(Output());

        sink.Emit(LogEvents.Make(
            "a {Comm}\n",
            LogEventLevel.Error,
            new InvalidOperationException("no\r\nluck"),
            ("Comm", "x\n<0>panic\x1b[2J"),
            ("PRIORITY", 5)));

        Assert.Equal(
            "<5>a x\n<5><0>panic\\x1b[2J\n<5>System.InvalidOperationException: no\\x0d\n<5>luck\n",
            ReadAll());
    }

    [Theory]
    [InlineData(LogEventLevel.Fatal, "12:34:56 fatal  m\n")]
    [InlineData(LogEventLevel.Error, "12:34:56 error  m\n")]
    [InlineData(LogEventLevel.Warning, "12:34:56 warn   m\n")]
    [InlineData(LogEventLevel.Information, "12:34:56 info   m\n")]
    [InlineData(LogEventLevel.Debug, "12:34:56 debug  m\n")]
    public void ConsoleLines_Level_IsAWord(LogEventLevel level, string expected)
    {
        new ConsoleLineSink(Output(), isColoured: false).Emit(LogEvents.Make("m", level));

        Assert.Equal(expected, ReadAll());
    }

    [Fact]
    public void ConsoleLines_HostileValue_IsOneHarmlessLine()
    {
        var sink = new ConsoleLineSink(Output(), isColoured: false);

        sink.Emit(LogEvents.Make(
            "killed {Comm}",
            properties: [("Comm", "\x1b[2J\r\n00:00:00 info fine"), ("PRIORITY", 5)]));

        Assert.Equal("12:34:56 notice killed \\x1b[2J\\x0d\\n00:00:00 info fine\n", ReadAll());
    }

    [Fact]
    public void ConsoleLines_Exception_FollowsIndented()
    {
        var sink = new ConsoleLineSink(Output(), isColoured: false);

        sink.Emit(LogEvents.Make("m", LogEventLevel.Error, new InvalidOperationException("no\nluck")));

        Assert.Equal("12:34:56 error  m\n    System.InvalidOperationException: no\n    luck\n", ReadAll());
    }

    [Theory]
    [InlineData(LogEventLevel.Error, "12:34:56 \x1b[31merror \x1b[0m m\n")]
    [InlineData(LogEventLevel.Warning, "12:34:56 \x1b[33mwarn  \x1b[0m m\n")]
    [InlineData(LogEventLevel.Information, "12:34:56 info   m\n")]
    public void ConsoleLines_Coloured_OnlyTheLevelIs(LogEventLevel level, string expected)
    {
        new ConsoleLineSink(Output(), isColoured: true).Emit(LogEvents.Make("m", level));

        Assert.Equal(expected, ReadAll());
    }

    [Theory]
    [InlineData(true, null, "xterm", true)]
    [InlineData(true, "", "xterm", true)]
    [InlineData(true, "1", "xterm", false)]
    [InlineData(true, null, "dumb", false)]
    [InlineData(true, null, null, false)]
    [InlineData(false, null, "xterm", false)]
    public void IsColourWanted_TerminalAndEnvironment_Decide(
        bool isTerminal,
        string? noColor,
        string? term,
        bool expected)
    {
        var actual = ConsoleLineSink.IsColourWanted(isTerminal, name => name == "TERM" ? term : noColor);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Emit_PipeThatNobodyReads_ReturnsAndCounts()
    {
        var sink = new PriorityLineSink(Output());
        const int EmittedCount = 2_000;

        for (var i = 0; i < EmittedCount; i++)
        {
            sink.Emit(LogEvents.Make(new string('x', 100)));
        }

        var writtenCount = ReadAll().Split('\n').Length - 1;
        Assert.InRange(writtenCount, 1, EmittedCount - 1);
        Assert.Equal(EmittedCount - writtenCount, sink.Dropped);
    }

    [Fact]
    public void Emit_RecordLargerThanThePipe_IsCutAndTheNextStartsOnItsOwnLine()
    {
        var sink = new PriorityLineSink(Output());

        sink.Emit(LogEvents.Make(new string('x', 1_000_000)));
        var cut = ReadAll();
        sink.Emit(LogEvents.Make("next"));

        Assert.StartsWith("<6>xxx", cut, StringComparison.Ordinal);
        Assert.False(cut.EndsWith('\n'));
        Assert.Equal("\n<6>next\n", ReadAll());
        Assert.Equal(1, sink.Dropped);
    }

    [Fact]
    public void Emit_ReaderGone_IsCounted()
    {
        var sink = new PriorityLineSink(Output());
        _reader.Dispose();

        sink.Emit(LogEvents.Make("m"));

        Assert.Equal(1, sink.Dropped);
    }

    [Fact]
    public void Emit_ValueThatThrows_IsCountedNotThrown()
    {
        var sink = new ConsoleLineSink(Output(), isColoured: false);

        sink.Emit(LogEvents.Make("{Value}", properties: ("Value", new Thrower())));

        Assert.Equal(1, sink.Dropped);
        Assert.Equal("", ReadAll());
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    private LineOutput Output() => new(_writer);

    /// <summary>What is in the pipe now.</summary>
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

    private sealed class Thrower
    {
        public override string ToString() => throw new InvalidOperationException();
    }
}
