using System.Text;
using System.Text.Json;
using FragGuard.Kernel;

namespace FragGuard.Tests;

/// <summary>What people and programs are told of the inputs under fixtures/reports.</summary>
public sealed class FailureTextTests
{
    [Theory]
    [InlineData(
        "01-cma-blocks-only.log", "of 122872 kB free in node 0 zone DMA 119296 kB are CMA",
        "leaves 3576 kB", "No watch")]
    [InlineData("02-slub-of-a-cgroup.log", "slab cache (dentry), order 0", "cgroup web.scope", "40 more messages")]
    [InlineData(
        "03-memcg-oom.log", "/kubepods.slice/pod-a.slice/c1.scope, pod pod-a",
        "usage 524288 kB of 524288 kB", "no rung can help")]
    [InlineData(
        "04-vmap-then-vmalloc.log", "kernel addresses ran out", "more than the machine has pages for",
        "3 failed allocations")]
    [InlineData(
        "05-huge-vmalloc.log", "tries again with single pages at once", "vmalloc failure after 6 MiB",
        "low memory: single pages ran out")]
    [InlineData(
        "06-repeated.log", "ntpd: page allocation failure, order 0 (4 KiB), 121 times", "128 failed allocations",
        "18 more messages suppressed")]
    [InlineData(
        "12-cannot-wait.log", "could not wait for reclaim or compaction, and may not use the reserve",
        "fallback", "vm.min_free_kbytes")]
    [InlineData("13-bound-to-a-node.log", "bound to node 1", "cpuset machine-vm7.scope", "on node 1")]
    [InlineData(
        "14-blocks-were-there.log", "193 blocks (49792 kB)", "51968 kB usable", "53000 kB, of which 16384 kB boost")]
    [InlineData("15-pages-of-8k.log", "order 3 (64 KiB)", "no free block of this order", "zones = [\"Normal\"]")]
    public void Text_Sample_SaysTheFacts(string file, params string[] facts)
    {
        var report = new FailureText(Display.Plain with { Width = 1000 }, 4096);

        Feed(report, file);

        var text = Encoding.UTF8.GetString(report.Bytes);
        Assert.All(facts, fact => Assert.Contains(fact, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("01-cma-blocks-only.log")]
    [InlineData("02-slub-of-a-cgroup.log")]
    [InlineData("03-memcg-oom.log")]
    [InlineData("04-vmap-then-vmalloc.log")]
    [InlineData("05-huge-vmalloc.log")]
    [InlineData("14-blocks-were-there.log")]
    public void Text_NoWatchWouldHaveHelped_SuggestsNone(string file)
    {
        var report = new FailureText(Display.Plain with { Width = 1000 }, 4096);

        Feed(report, file);

        Assert.DoesNotContain("[[watch]]", Encoding.UTF8.GetString(report.Bytes), StringComparison.Ordinal);
        Assert.DoesNotContain("Watch this order", Encoding.UTF8.GetString(report.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_DumpAtHand_HasEachZoneWithItsReason()
    {
        using var report = new FailureJson();

        Feed(report, "14-blocks-were-there.log");

        var json = JsonDocument.Parse(report.Bytes.ToArray()).RootElement;
        var zone = Assert.Single(json.GetProperty("zones").EnumerateArray());
        Assert.Equal("watermark", json.GetProperty("verdict").GetString());
        Assert.Equal((53000, 16384, 2032), (Int(zone, "min_kib"), Int(zone, "boost_kib"), Int(zone, "highatomic_kib")));
        Assert.False(zone.GetProperty("could_serve").GetBoolean());
        Assert.Equal(778, zone.GetProperty("suitable")[4].GetInt32());
        Assert.Contains("51968", zone.GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HugeVmalloc_DoesNotClaimWhatWasWanted()
    {
        using var report = new FailureJson();

        Feed(report, "05-huge-vmalloc.log");

        var text = Encoding.UTF8.GetString(report.Bytes);
        Assert.DoesNotContain("\"bytes\"", text, StringComparison.Ordinal);
        Assert.Contains("\"got_bytes\":6291456", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Nov 26 10:00:00 n1 app[812]: java: page allocation failure: order:4, mode:0xcc0\n",
        1, "a program wrote them")]
    [InlineData("[  600.000001] java: page allocation failure: order:4, mode:0xcc0\n", 0, "1 failed allocation")]
    [InlineData("nothing here\n", 0, "No failed allocation")]
    public void Failures_WordsThatWereNotTaken_AreToldAndExitWithOne(string log, int exitCode, string words)
    {
        var run = ProgramRun.Of(["failures", "-"], log);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(words, run.Output.Replace('\n', ' '), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lines_Utf16_AreRead(bool isBigEndian)
    {
        var text = "[  600.0] j\u00e4va: page allocation failure: order:4, mode:0xcc0\n";
        Encoding encoding = isBigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode;
        var stream = new MemoryStream([.. encoding.Preamble, .. encoding.GetBytes(text + text)]);
        var lines = new LogLines(new Utf16Lines(stream.Read).Fill);
        var found = new List<string?>();
        var scanner = new FailureScanner(failure => found.Add(failure.Comm));
        while (lines.TryRead(out var line))
        {
            scanner.Take(line);
        }

        scanner.Finish();

        Assert.Equal(["j\u00e4va", "j\u00e4va"], found);
    }

    [Fact]
    public void Status_MostlyUnmovable_DoesNotPromiseCompaction()
    {
        var run = ProgramRun.Of(["status", "--root", Golden.Fixture("reports", "trees", "18-unmovable")]);

        var text = string.Join(' ', run.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(
            "97.9% of its pageblocks are unmovable: compaction will hardly help", text, StringComparison.Ordinal);
        Assert.Contains("this may be fragmentation or a shortage", text, StringComparison.Ordinal);
    }

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static void Feed(IFailureReport report, string file)
    {
        var scanner = new FailureScanner(report.Take);
        foreach (var line in File.ReadAllLines(Golden.Fixture("reports", file)))
        {
            scanner.Take(Encoding.UTF8.GetBytes(line));
        }

        scanner.Finish();
        report.Finish(scanner);
    }
}
