using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FragGuard.Tests;

/// <summary><c>suggest</c> and the recordings it reads, as processes.</summary>
public sealed class SuggestCommandTests
{
    [Fact]
    public void Suggest_Trace_PrintsAFileThatCheckAccepts()
    {
        using var tree = new TempTree().Add("a.trace", Trace());

        var run = ProgramRun.Of(["suggest", Path.Combine(tree.Directory, "a.trace"), "--days", "--order", "4"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("[[watch]]", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
        tree.Add("s.toml", run.Output);
        var check = ProgramRun.Of(["check", Path.Combine(tree.Directory, "s.toml")]);
        Assert.Equal(0, check.ExitCode);
    }

    [Fact]
    public void SuggestJson_EachMember_IsAsDocumented()
    {
        using var tree = new TempTree().Add("a.trace", Trace());

        var run = ProgramRun.Of(["suggest", Path.Combine(tree.Directory, "a.trace"), "--json", "--order", "4"]);

        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(
            ["node", "zone", "order", "samples", "failures", "lowest", "percentile1", "median", "floor", "for_s",
                "candidates"],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["floor", "for_s", "incidents", "healed_by_itself", "preceded", "below_s"],
            json.GetProperty("candidates")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(63, json.GetProperty("candidates").GetArrayLength());
    }

    [Fact]
    public void RecordRing_ThisMachine_IsReadByReplayAndSuggest()
    {
        using var tree = new TempTree();
        var ring = Path.Combine(tree.Directory, "ring");

        var record = ProgramRun.Of(["record", "--ring", "7d", ring, "--interval", "100ms", "--for", "500ms"]);

        Assert.Equal(0, record.ExitCode);
        Assert.Contains("samples of ", record.Error, StringComparison.Ordinal);
        Assert.Equal(0, ProgramRun.Of(["replay", ring]).ExitCode);
        Assert.Equal(0, ProgramRun.Of(["replay", Directory.GetFiles(ring)[0]]).ExitCode);
        var suggested = ProgramRun.Of(["suggest", ring]).Output;
        var fits = Regex.Match(record.Error, " a floor of ([0-9]+) for ([0-9a-z]+) fits");
        Assert.True(fits.Success, record.Error);
        Assert.Contains(
            $"\nfloor = {fits.Groups[1].Value}\nfor = \"{fits.Groups[2].Value}\"\n", suggested,
            StringComparison.Ordinal);
        Assert.Contains("less than a day was seen", record.Error, StringComparison.Ordinal);
        Assert.StartsWith("# fragguard suggest: ", suggested, StringComparison.Ordinal);
        Assert.Contains("\n# Warning: less than a day was seen", suggested, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(69, "no such file", "suggest", "/no/such/trace")]
    [InlineData(69, "without segments of a ring", "suggest", "{empty}")]
    [InlineData(65, "was found", "suggest", "/proc/sys/kernel/osrelease")]
    [InlineData(65, "was found", "replay", "/proc/sys/kernel/osrelease")]
    [InlineData(64, "a directory is missing", "record", "--ring", "7d")]
    [InlineData(64, "--ring soon", "record", "--ring", "soon", "{empty}")]
    [InlineData(74, "", "record", "--ring", "7d", "/proc/nowhere", "--for", "1s")]
    [InlineData(64, "Required argument 'TRACE' missing", "suggest")]
    public void Verb_CannotDoItsWork_SaysWhy(int exitCode, string words, params string[] arguments)
    {
        using var empty = new TempTree();

        var run = ProgramRun.Of(
            [.. arguments.Select(argument => argument.Replace("{empty}", empty.Directory,
                StringComparison.Ordinal))]);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    private static string Trace()
    {
        var text = new StringBuilder("# fragguard-trace 1\n");
        for (var second = 0; second < 3600; second += 15)
        {
            text.Append($"@ {second}\n> proc/buddyinfo\nNode 0, zone Normal 1 2 3 4 "
                + $"{(second is > 900 and < 1200 ? 3 : 800)}\n");
        }

        return text.ToString();
    }
}
