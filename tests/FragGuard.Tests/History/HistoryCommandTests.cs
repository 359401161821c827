using System.Globalization;
using System.Text.Json;
using FragGuard.Daemon;

namespace FragGuard.Tests;

/// <summary><c>history</c> as a process over what journalctl writes, and its times.</summary>
public sealed class HistoryCommandTests
{
    private static readonly string Journal =
        Line(0, "\"FRAGGUARD_EVENT\":\"started\",\"MESSAGE\":\"x\"")
        + Line(100, """
            "FRAGGUARD_EVENT":"incident-opened","FRAGGUARD_INCIDENT":"1","FRAGGUARD_NODE":"0","FRAGGUARD_ZONE":"Normal",
            "FRAGGUARD_ORDER":"4","FRAGGUARD_WATCH":"<b>,=w","FRAGGUARD_DIAGNOSIS":"fragmented"
            """)
        + Line(105, """
            "FRAGGUARD_EVENT":"rung-finished","FRAGGUARD_INCIDENT":"1","FRAGGUARD_REMEDY":"drop_caches",
            "FRAGGUARD_ORDER":"4","FRAGGUARD_OUTCOME":"recovered","FRAGGUARD_GAIN":"1184","FRAGGUARD_DURATION_MS":"220",
            "FRAGGUARD_STALL_MS":"400","FRAGGUARD_REREAD_BYTES":"1048576"
            """)
        + Line(110, """
            "FRAGGUARD_EVENT":"incident-closed","FRAGGUARD_INCIDENT":"1","FRAGGUARD_REASON":"healed-by-rung",
            "FRAGGUARD_DURATION_MS":"10000"
            """);

    [Fact]
    public void History_StandardInput_ShowsIncidentsAndTotals()
    {
        var run = ProgramRun.Of(["history", "-"], Journal);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("1 incident, 1 healed, median 10 s", run.Output, StringComparison.Ordinal);
        Assert.Contains("drop_caches", run.Output, StringComparison.Ordinal);
        Assert.Contains("+1184", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void HistoryJson_EachLine_HasTheDocumentedMembers()
    {
        var lines = ProgramRun.Of(["history", "-", "--json"], Journal).Output.Split('\n',
            StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();

        Assert.Equal(["incident", "remedy", "watch", "total"],
            lines.Select(line => line.GetProperty("type").GetString()));
        Assert.Equal(
            ["type", "host", "id", "opened", "ended", "end", "seconds", "watch", "zones", "order", "diagnosis",
                "reason", "exhausted",
                "runs", "gain", "cost_ms", "reread_bytes", "tried"],
            lines[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["type", "remedy", "order", "tried", "healed", "partial", "no_gain", "failed", "skipped", "last_skip",
                "median_gain",
                "median_cost_ms", "cost_ms", "reread_bytes"],
            lines[1].EnumerateObject().Select(member => member.Name));
        Assert.Equal("2025-11-20T00:55:00.000Z", lines[0].GetProperty("opened").GetString());
        Assert.Equal(91, lines[2].GetProperty("below_permille").GetInt32());
        Assert.Equal(4, lines[3].GetProperty("records").GetInt32());
    }

    [Fact]
    public void HistoryCsv_NameLikeAFormula_IsQuotedText()
    {
        var lines = ProgramRun.Of(["history", "-", "--csv"], Journal.Replace("<b>,=w", "=cmd,1",
            StringComparison.Ordinal)).Output.Split("\r\n");

        Assert.StartsWith("host,id,opened,ended,end,seconds,watch,", lines[0], StringComparison.Ordinal);
        Assert.Contains(",closed,10,\"'=cmd,1\",node 0 zone "
            + "Normal,4,fragmented,healed-by-rung,0,1,1184,400,1048576,drop_caches:recovered",
            lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void HistoryHtml_NamesOfOthers_AreTextAndNothingIsLoaded()
    {
        var html = ProgramRun.Of(["history", "-", "--html", "-"], Journal).Output;

        Assert.StartsWith("<!doctype html>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;,=w", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "in that time", "history", "-", "--since", "@1763700000")]
    [InlineData(64, "--since soon: expected a time", "history", "-", "--since", "soon")]
    [InlineData(64, "name one of them", "history", "-", "--json", "--csv")]
    [InlineData(69, "no such file", "history", "/no/such/journal")]
    public void History_CannotAnswer_SaysWhy(int exitCode, string words, params string[] arguments)
    {
        var run = ProgramRun.Of(arguments, Journal);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void History_TextOfSomethingElse_IsNoEmptyHistory()
    {
        var run = ProgramRun.Of(["history", "-"], "hello\nworld\n");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 lines are none of the guard's", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-26", "2026-11-26T00:00:00Z")]
    [InlineData("2026-11-26 03:10", "2026-11-26T03:10:00Z")]
    [InlineData("2026-11-26T03:10:05+02:00", "2026-11-26T01:10:05Z")]
    [InlineData("@1764126600.5", "2025-11-26T03:10:00.5Z")]
    [InlineData("yesterday", "2026-11-25T00:00:00Z")]
    [InlineData("7d", "2026-11-19T12:00:00Z")]
    [InlineData("-2h", "2026-11-26T10:00:00Z")]
    [InlineData("90m ago", "2026-11-26T10:30:00Z")]
    [InlineData("now", "2026-11-26T12:00:00Z")]
    public void TimeArgument_EachForm_IsThatTime(string text, string expected)
    {
        var now = DateTimeOffset.Parse("2026-11-26T12:00:00Z", CultureInfo.InvariantCulture);

        var us = TimeArgument.Parse(text, "--since", now);

        var local = text.Contains('-', StringComparison.Ordinal) && !text.Contains('+', StringComparison.Ordinal)
            && !text.StartsWith('-');
        var time = DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture);
        var offset = local ? TimeZoneInfo.Local.GetUtcOffset(time.DateTime) : TimeSpan.Zero;
        Assert.Equal(time - offset, DateTimeOffset.FromUnixTimeMilliseconds(us / 1000));
    }

    [Fact]
    public void TimeArgument_Nonsense_IsAUsageError() =>
        Assert.Equal(ExitCodes.Usage, Assert.Throws<GuardException>(
            () => TimeArgument.Parse("32nd of May", "--until", DateTimeOffset.UnixEpoch)).ExitCode);

    private static string Line(int second, string fields) =>
        $"{{\"__REALTIME_TIMESTAMP\":\"{1_763_600_000 + second}000000\",\"_HOSTNAME\":\"db1\","
        + fields.Replace("\n", "", StringComparison.Ordinal) + "}\n";
}
