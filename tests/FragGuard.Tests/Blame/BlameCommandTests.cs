using System.Buffers;
using System.Text;
using System.Text.Json;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Tests;

/// <summary><c>blame</c>: what it says and prints. Watching itself is tried in guests: scenario blame.</summary>
public sealed class BlameCommandTests
{
    [Fact]
    public void Blame_NoTracing_SaysSo()
    {
        using var empty = new TempTree();

        var run = ProgramRun.Of(["blame", "--for", "1s", "--root", empty.Directory]);

        Assert.Equal("", run.Output);
        Assert.Contains(run.ExitCode, (int[])[69, 77]);
        Assert.Matches("blame: .*(no tracing there|needs root)", run.Error);
    }

    [Fact]
    public void Blame_TimeThatIsNone_IsAUsageError() => Assert.Equal(64, ProgramRun.Of(["blame", "--for",
        "soon"]).ExitCode);

    [Fact]
    public void Json_EachMember_IsAsDocumented()
    {
        var output = new ArrayBufferWriter<byte>();

        BlameJson.Write(Found(), output);

        var json = JsonDocument.Parse(output.WrittenMemory).RootElement;
        Assert.Equal(
            ["seconds", "events", "lost", "counted_by", "cpu_ms", "cause", "culprits", "victims", "stacks"],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["comm", "pid", "owner", "unmovable", "reclaimable", "movable", "pageblocks"],
            json.GetProperty("culprits")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["comm", "pid", "owner", "compactions", "reclaims", "stall_us", "longest_us"],
            json.GetProperty("victims")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal("rmqueue", json.GetProperty("stacks")[0].GetProperty("frames")[0].GetString());
    }

    [Fact]
    public void Page_CulpritAndVictim_AreNamedWithTheCost()
    {
        var sheet = new TextWriterBuffer(Display.Plain);

        BlamePage.Of(Found()).Write(sheet);

        var text = TextWriterBufferTests.Text(sheet);
        Assert.Contains("Memory is broken up by dd (db.service)", text, StringComparison.Ordinal);
        Assert.Contains("4 lost", text, StringComparison.Ordinal);
        Assert.Contains("0.05% of one CPU", text, StringComparison.Ordinal);
        Assert.Contains("rmqueue < alloc_pages", text, StringComparison.Ordinal);
        Assert.All(TextWriterBufferTests.Lines(sheet), line => Assert.True(line.Length <= 80, line));
    }

    private static BlameResult Found()
    {
        var tally = new BlameTally(_ => "db.service");
        Take("1.000000: mm_page_alloc_extfrag: alloc_migratetype=0 fallback_migratetype=1 change_ownership=1");
        Take("1.000000: mm_compaction_begin: mode=sync");
        Take("1.500000: mm_compaction_end: mode=sync");
        return new BlameResult(tally, TimeSpan.FromSeconds(10))
        {
            Lost = 4,
            ProcessorTime = TimeSpan.FromMilliseconds(5),
            Stacks = [("rmqueue < alloc_pages", 1)],
        };

        void Take(string text)
        {
            Assert.True(TraceLine.TryParse(Encoding.UTF8.GetBytes($" dd-6 [000] d..1. {text}"), out var line));
            tally.Take(line);
        }
    }
}
