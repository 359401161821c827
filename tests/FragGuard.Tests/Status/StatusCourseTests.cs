using System.Buffers;
using System.Text.Json;
using FragGuard.Host;

namespace FragGuard.Tests;

/// <summary>What <c>status</c> shows beside the zones: how they went, hidden blocks, what rests, the last
/// failure.</summary>
public sealed class StatusCourseTests
{
    private const string Daemon = """
        {"pid":9,"version":1,"started_at_s":100,"last_failure":"java: page allocation failure, order 4",
         "last_failure_at_s":160,
         "pacing":[{"rung":1,"remedy":"drop_caches","until_s":240,"cost_ms":400,"reread_bytes":1048576,
                    "no_gain_runs":0},
                   {"rung":2,"remedy":"compact_memory","until_s":150,"cost_ms":9,"reread_bytes":0,"no_gain_runs":0},
                   {"rung":3,"remedy":7}],
         "zones":[],"actions":[]}
        """;

    [Theory]
    [InlineData("Eighths", "▁▅█▁")]
    [InlineData("Halves", " ▄█ ")]
    [InlineData("Ascii", "_+#_")]
    public void Sparkline_Values_AreDrawnNextToTheHighest(string glyphs, string expected) =>
        Assert.Equal(expected, Sparkline.Of([0UL, 60, 100, 1], 10, Enum.Parse<Glyphs>(glyphs)));

    [Fact]
    public void Sparkline_MoreValuesThanCells_ShowsTheLast() =>
        Assert.Equal("▁█", Sparkline.Of([100UL, 0, 5], 2, Glyphs.Eighths));

    [Fact]
    public void Sparkline_NothingOrNoRoom_IsEmpty()
    {
        Assert.Equal("", Sparkline.Of([], 10, Glyphs.Eighths));
        Assert.Equal("", Sparkline.Of([1UL], 0, Glyphs.Eighths));
        Assert.Equal("▁", Sparkline.Of([0UL], 5, Glyphs.Eighths));
    }

    [Fact]
    public void Text_GuardThatRuns_TellsSinceWhenWhatRestsAndTheLastFailure()
    {
        using var tree = TempTree.With("Node 0, zone Normal 1 2 3\n").AddDaemon(Daemon);
        var view = DaemonView.Read(new KernelRoot(tree.Directory));
        var buffer = new TextWriterBuffer(Display.Plain);

        DaemonText.Write(buffer, view, TimeSpan.FromSeconds(200));

        var text = string.Join(' ', TextWriterBufferTests.Lines(buffer).Select(line => line.Trim()));
        Assert.Contains("running for 100 s, process 9", text, StringComparison.Ordinal);
        Assert.Contains(
            "drop_caches (rung 1) may run again in 40 s: its last run cost 400 ms of stall and 1 MiB of re-reads",
                text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("compact_memory", text, StringComparison.Ordinal);
        Assert.Contains("last failure: 40 s ago: java: page allocation failure, order 4", text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Json_GuardThatRuns_HasTheDocumentedMembers()
    {
        using var tree = TempTree.With("Node 0, zone Normal 1 2 3\n").AddDaemon(Daemon)
            .Add("proc/zoneinfo", """
                Node 0, zone   Normal
                  pages free     6
                        min      1
                        low      1
                        high     1
                        present  100
                        managed  100
                        protection: (0)
                  pagesets
                    cpu: 0
                              count: 12

                """);
        var root = new KernelRoot(tree.Directory);
        var machine = FragGuard.Daemon.MachineProbe.Probe(root);
        using var reader = new StatusReader(root, machine, new Policy.GuardSettings());
        var output = new ArrayBufferWriter<byte>();

        StatusJson.Write(reader.Read(), output, TimeSpan.FromSeconds(200));

        var json = JsonDocument.Parse(output.WrittenMemory).RootElement;
        Assert.Equal(12, json.GetProperty("zones")[0].GetProperty("hidden_pages").GetInt32());
        var daemon = json.GetProperty("daemon");
        Assert.Equal(100, daemon.GetProperty("running_s").GetInt32());
        Assert.Equal("java: page allocation failure, order 4", daemon.GetProperty("last_failure").GetString());
        var rest = Assert.Single(daemon.GetProperty("pacing").EnumerateArray());
        Assert.Equal(
            ["rung", "remedy", "rests_s", "cost_ms", "reread_bytes"],
                rest.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void Course_SeveralReadings_IsALineForEachZoneInsideTheWindow()
    {
        using var tree = TempTree.With("Node 0, zone Normal 1 2 3 4 5\n");
        var root = new KernelRoot(tree.Directory);
        using var reader = new StatusReader(
            root, FragGuard.Daemon.MachineProbe.Probe(root), new Policy.GuardSettings());
        var course = new StatusCourse();
        for (var i = 0; i < 700; i++)
        {
            course.Take(reader.Read());
        }

        foreach (var width in (int[])[20, 40, 80, 200])
        {
            var buffer = new TextWriterBuffer(Display.Plain with { Width = width });
            course.Write(buffer);
            Assert.All(TextWriterBufferTests.Lines(buffer), line => Assert.True(line.Length <= width, line));
            Assert.Contains("node 0 Normal", TextWriterBufferTests.Text(buffer), StringComparison.Ordinal);
        }
    }
}
