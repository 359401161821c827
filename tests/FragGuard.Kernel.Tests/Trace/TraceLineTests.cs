using System.Text;

namespace FragGuard.Kernel.Tests;

/// <summary>Lines of trace_pipe and of a hist file, as kernels from 5.10 to 6.18 print them.</summary>
public sealed class TraceLineTests
{
    private const string Extfrag = "mm_page_alloc_extfrag: page=00000000f5 pfn=0x1a2b alloc_order=0 fallback_order=9 "
        + "pageblock_order=9 alloc_migratetype=0 fallback_migratetype=1 fragmenting=0 change_ownership=1";

    [Theory]
    [InlineData("            bash-1234    [001] d..1.   567.890123: ", "bash", 1234, 567_890_123)]
    [InlineData("   my [0] task-7       [000] ....     0.000001: ", "my [0] task", 7, 1)]
    [InlineData("   kworker/u4:1-10-99      [011]  1234.500000: ", "kworker/u4:1-10", 99, 1_234_500_000)]
    [InlineData("           <...>-4321    [000] .....    12.000100: ", "<...>", 4321, 12_000_100)]
    [InlineData("   a-b c-5 [003] d.h1.  99.999999: ", "a-b c", 5, 99_999_999)]
    public void TryParse_EventOfATask_HasItsNameIdAndTime(string head, string comm, int tid, long atUs)
    {
        var isParsed = TraceLine.TryParse(Encoding.UTF8.GetBytes(head + Extfrag), out var line);

        Assert.True(isParsed);
        Assert.Equal((comm, tid, atUs), (Encoding.UTF8.GetString(line.Comm), line.Tid, line.AtUs));
        Assert.Equal("mm_page_alloc_extfrag", Encoding.UTF8.GetString(line.Name));
        Assert.Equal((0L, 1L, 1L), (line.Number("alloc_migratetype"u8)!.Value,
            line.Number("fallback_migratetype"u8)!.Value,
            line.Number("change_ownership"u8)!.Value));
        Assert.Null(line.Number("migratetype"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# tracer: nop")]
    [InlineData("            bash-1234    [001] d..1.   567.890123: <stack trace>")]
    [InlineData(" => get_page_from_freelist")]
    [InlineData("CPU:1 [LOST 234 EVENTS]")]
    [InlineData("            bash-    [001] d..1.   567.890123: x: y=1")]
    [InlineData("            bash-1234    [001] d..1.   567.89: x: y=1")]
    [InlineData("            bash-99999999999    [001] d..1.   567.890123: x: y=1")]
    public void TryParse_NoEvent_False(string text) =>
        Assert.False(TraceLine.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void HistTryParse_CountOfATask_HasItsKeysAndHits()
    {
        var text = "{ common_pid: my [x] task     [      1234], alloc_migratetype:          2, "
            + "fallback_migratetype:          1 } hitcount:         12  change_ownership:         10";

        var isParsed = HistLine.TryParse(Encoding.UTF8.GetBytes(text), out var line);

        Assert.True(isParsed);
        Assert.Equal(("my [x] task", 1234, 12UL), (Encoding.UTF8.GetString(line.Comm), line.Tid, line.Hits));
        Assert.Equal((2L, 1L), (line.Number("alloc_migratetype"u8)!.Value,
            line.Number("fallback_migratetype"u8)!.Value));
        Assert.Equal((10UL, null), (line.Sum("change_ownership"u8), line.Sum("ownership"u8)));
    }

    [Theory]
    [InlineData("    Dropped: 12", true)]
    [InlineData("    Entries: 12", false)]
    [InlineData("    Dropped: ", false)]
    public void HistTryParseDropped_OnlyThatTotal(string text, bool expected)
    {
        Assert.Equal(expected, HistLine.TryParseDropped(Encoding.UTF8.GetBytes(text), out var dropped));
        Assert.Equal(expected ? 12UL : 0, dropped);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# event histogram")]
    [InlineData("    Hits: 45")]
    [InlineData("{ common_pid: x [ y ] } hitcount: 1")]
    [InlineData("{ common_pid: x [ 1 ] } hitcount:")]
    [InlineData("{ alloc_migratetype: 1 } hitcount: 1")]
    public void HistTryParse_NoCountOfATask_False(string text) =>
        Assert.False(HistLine.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void TryParse_RandomBytes_NeverThrows()
    {
        var random = new Random(3);
        var text = Encoding.UTF8.GetBytes("            bash-1234    [001] d..1.   567.890123: " + Extfrag);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = text.ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var part = bytes.AsSpan(0, random.Next(bytes.Length + 1));
            _ = TraceLine.TryParse(part, out var line) && line.Number("change_ownership"u8) > 0;
            _ = HistLine.TryParse(part, out _);
        }
    }
}
