using System.Text;
using System.Text.Json;
using FragGuard.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Tests;

public sealed class FailureReportTests
{
    private static readonly string[][] Samples =
    [
        .. File.ReadAllLines(Golden.Fixture("pagealloc", "samples.tsv"), Encoding.Latin1)[1..]
            .Select(row => row.Split('\t')),
    ];

    public static TheoryData<int> SampleRows => [.. Enumerable.Range(0, Samples.Length)];

    [Theory]
    [MemberData(nameof(SampleRows))]
    public void Json_RealLine_SaysWhatItsColumnsSay(int row)
    {
        var columns = Samples[row];
        using var report = new FailureJson();

        Feed(report, columns[0] + "\r\n");

        if (KindOf(columns[5]) is not { } kind)
        {
            Assert.True(report.Bytes.IsEmpty);
            return;
        }

        var json = JsonDocument.Parse(report.Bytes.ToArray()).RootElement;
        Assert.Equal(1, json.GetProperty("line").GetInt32());
        Assert.Equal(kind, json.GetProperty("kind").GetString());
        if (columns[5] == "synthetic")
        {
            // Somebody made it up in the kernel's own words: only its source could tell, so its columns are empty.
            return;
        }

        Assert.Equal(columns[1], Member(json, "comm"));
        Assert.Equal(columns[2], Member(json, "order"));
        Assert.Equal(columns[3], Member(json, "mode"));
        Assert.Equal(columns[4], Member(json, "gfp"));
    }

    [Fact]
    public void Json_AllSamples_AreTheExpectedLines()
    {
        using var report = new FailureJson();

        Feed(report, string.Join('\n', Samples.Select(columns => columns[0])));

        Golden.Check(report.Bytes, "failures", "samples.jsonl");
    }

    [Fact]
    public void Text_AllSamples_AreTheExpectedReport()
    {
        var report = new FailureText(Display.Plain, 4096);

        Feed(report, string.Join('\n', Samples.Select(columns => columns[0])));

        Golden.Check(report.Bytes, "failures", "samples.txt");
    }

    [Fact]
    public void Text_NoFailure_TakesTwoSentencesToSaySo()
    {
        var report = new FailureText(Display.Plain with { Width = 200 }, 4096);

        Feed(report, "usb 1-1: new device\neth0: link up\n");

        var lines = Encoding.UTF8.GetString(report.Bytes).TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Equal("No failed allocation in 2 lines of the log.", lines[0]);
    }

    [Theory]
    [InlineData("[  12.345678] a\e[2J\u009bb: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)")]
    [InlineData("Nov 21 19:25:39 ho\u202est kernel: a: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)")]
    [InlineData("\0\0\0[  12.345678] a: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)\0\r")]
    public void Text_HostileNames_CannotSteerATerminal(string line)
    {
        var report = new FailureText(Display.Plain, 4096);

        Feed(report, line + "\n");

        var text = Encoding.UTF8.GetString(report.Bytes);
        Assert.Contains("page allocation failure, order 4 (64 KiB)", text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            text.EnumerateRunes(), rune => rune.Value != '\n' && SafeText.Of(rune, hasUnicode: true) != rune);
    }

    [Fact]
    public void Text_ManyFailures_AreCountedByOrderAndTask()
    {
        var log = new StringBuilder();
        for (var i = 0; i < 30; i++)
        {
            log.Append($"task{i % 3}: page allocation failure: order:{i % 2}, mode:0xcc0(GFP_KERNEL)\n");
        }

        log.Append("warn_alloc: 1915 callbacks suppressed\nwarn_alloc: 85 callbacks suppressed\n");
        var report = new FailureText(Display.Plain, 65536);

        Feed(report, log.ToString());

        var text = Encoding.UTF8.GetString(report.Bytes);
        Assert.Contains(
            "30 failed allocations in 32 lines of the log; sizes are for 64 KiB pages", text, StringComparison.Ordinal);
        Assert.Matches("      5      1  128K  fragmentation +- +task1\n", text);
        Assert.EndsWith("2000 more messages suppressed by the kernel's rate limit.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_TasksUnderEverNewNames_AreBoundedAndStillCounted()
    {
        var report = new FailureText(Display.Plain, 4096);
        var scanner = new FailureScanner(failure =>
        {
            report.Take(failure);
            report.Clear();
        });
        for (var i = 0; i < 5000; i++)
        {
            scanner.Take(Encoding.UTF8.GetBytes($"t{i}: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)"));
        }

        scanner.Finish();
        report.Finish(scanner);

        var text = Encoding.UTF8.GetString(report.Bytes);
        Assert.Contains("5000 failed allocations", text, StringComparison.Ordinal);
        Assert.Contains("4980 of other causes, orders or tasks", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("java: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)", "Watch this order")]
    [InlineData("java: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL|__GFP_NORETRY)", "to do without")]
    [InlineData("java: page allocation failure: order:2, mode:0x820(GFP_ATOMIC)", "vm.min_free_kbytes")]
    [InlineData("java: page allocation failure: order:0, mode:0x820(GFP_ATOMIC)", "vm.watermark_scale_factor")]
    [InlineData("java: page allocation failure: order:0, mode:0xcc0(GFP_KERNEL)", "compaction cannot help")]
    [InlineData("vmap allocation for size 20480 failed: use vmalloc=<size> to increase size", "vmallocinfo")]
    [InlineData("bash invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0", "was wanted")]
    public void Text_EachVerdict_HasItsAdvice(string line, string advice)
    {
        var report = new FailureText(Display.Plain with { Width = 200 }, 4096);

        Feed(report, line);

        Assert.Contains(advice, Encoding.UTF8.GetString(report.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_AnyBytesAroundAFailure_NeverThrow() =>
        Prop.ForAll<byte[], byte[], int>((before, after, width) =>
        {
            var failure = "x: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)"u8;
            byte[] line = [.. before ?? [], .. failure, .. after ?? []];
            var text = new FailureText(Display.Plain with { Width = 1 + Math.Abs(width % 100) }, 4096);
            using var json = new FailureJson();
            FeedBytes(text, line);
            FeedBytes(json, line);

            return Encoding.UTF8.GetString(json.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .All(text => JsonDocument.Parse(text).RootElement.GetProperty("line").GetInt32() > 0);
        }).QuickCheckThrowOnFailure();

    private static void Feed(IFailureReport report, string log) => FeedBytes(report, Encoding.UTF8.GetBytes(log));

    private static void FeedBytes(IFailureReport report, byte[] log)
    {
        var stream = new MemoryStream(log);
        var lines = new LogLines(stream.Read);
        var scanner = new FailureScanner(report.Take);
        while (lines.TryRead(out var line))
        {
            scanner.Take(line);
        }

        scanner.Finish();
        report.Finish(scanner);
    }

    private static string Member(JsonElement json, string name) => !json.TryGetProperty(name, out var member) ? ""
        : member.ValueKind == JsonValueKind.Array ? string.Join('|', member.EnumerateArray())
        : member.ToString();

    private static string? KindOf(string column) => column switch
    {
        "paf" or "paf_fragment" or "synthetic" => "page-allocation-failure",
        "stall" or "oom" or "vmalloc" or "vmap" or "slub" or "suppressed" => column,
        _ => null,
    };
}
