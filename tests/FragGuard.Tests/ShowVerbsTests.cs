using System.Runtime.InteropServices;
using System.Text.Json;

namespace FragGuard.Tests;

/// <summary>The verbs that only look, run as a process: exit codes, streams, signals.</summary>
public sealed partial class ShowVerbsTests
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private const string Failure = "[   12.345678] java: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)\n";

    private static readonly string Tree = Golden.Tree("x86_64-2numa-fragmented");

    [Fact]
    public void Status_CapturedTree_PrintsItAndSucceeds()
    {
        var run = ProgramRun.Of(["status", "--root", Tree]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("node 1 zone DMA32", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output);
    }

    [Fact]
    public void StatusJson_ThisMachine_IsOneLineThatAgreesWithItsBuddyInfo()
    {
        var run = ProgramRun.Of(["status", "--json"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(1, run.Output.Count(character => character == '\n'));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(File.ReadLines("/proc/buddyinfo").Count(), json.GetProperty("zones").GetArrayLength());
        Assert.Equal(Environment.SystemPageSize, json.GetProperty("page_size").GetInt32());
    }

    [Theory]
    [InlineData("Try 'fragguard --help'.\n", "nosuch")]
    [InlineData("Try 'fragguard replay --help'.\n", "replay")]
    [InlineData("Try 'fragguard window open --help'.\n", "window", "open")]
    public void Run_WrongCommandLine_NamesTheHelpOfTheVerb(string words, params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);

        Assert.Equal((64, ""), (run.ExitCode, run.Output));
        Assert.EndsWith(words, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(69, "no such file", "status", "--root", "{empty}")]
    [InlineData(69, "no such file", "failures", "{empty}/no.log")]
    [InlineData(69, "a directory", "failures", "{empty}")]
    [InlineData(69, "no such file", "diff", "{tree}", "{empty}/none")]
    [InlineData(69, "no such file", "diff", "{empty}", "{tree}")]
    [InlineData(65, "no row", "diff", "{tree}", "{tree}/pagesize")]
    [InlineData(64, "--root", "status", "--root", "{empty}/none")]
    [InlineData(64, "--order x", "status", "--order", "x")]
    [InlineData(64, "--order 99", "diff", "{tree}", "{tree}", "--order", "99")]
    [InlineData(64, "--unknown", "status", "--unknown")]
    [InlineData(64, "AFTER", "diff", "{tree}")]
    public void Verb_CannotDoItsWork_SaysWhyOnStandardErrorOnly(int exitCode, string words, params string[] arguments)
    {
        using var empty = new TempTree();

        var run = ProgramRun.Of([.. arguments.Select(argument => argument
            .Replace("{empty}", empty.Directory, StringComparison.Ordinal)
            .Replace("{tree}", Tree, StringComparison.Ordinal))]);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("fragguard: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_StandardInput_IsALog()
    {
        var run = ProgramRun.Of(["failures", "-", "--json"], "noise\n" + Failure);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(2, json.GetProperty("line").GetInt32());
        Assert.Equal("fragmentation", json.GetProperty("verdict").GetString());
    }

    [Fact]
    public void Failures_LogOfACapturedTree_IsReadToItsEnd()
    {
        const string message = "java: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)";
        using var tree = new TempTree().Add("dev/kmsg", $"4,1,12345678,-;{message}\n SUBSYSTEM=pci\n");

        var run = ProgramRun.Of(["failures", "--root", tree.Directory]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith(
            "line 1, [   12.345678]\n  java: page allocation failure, order 4", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_LogOfThisBoot_IsReadOrTheWayToReadItIsTold()
    {
        var run = ProgramRun.Of(["failures"]);

        Assert.Contains(run.ExitCode, (int[])[0, 69, 77]);
        var words = run.ExitCode == 0 ? "lines of the log" : "journalctl -k | fragguard failures -";
        Assert.Contains(words, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_CompressedLog_IsNotSearchedInVain()
    {
        using var tree = new TempTree();
        File.WriteAllBytes(Path.Combine(tree.Directory, "kern.log.2.gz"), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0]);

        var run = ProgramRun.Of(["failures", Path.Combine(tree.Directory, "kern.log.2.gz")]);

        Assert.Equal(69, run.ExitCode);
        Assert.Contains("zcat", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_LogThatIsStillWritten_IsToldAsItComes()
    {
        using var process = ProgramRun.Start("failures", "-", "--json");
        process.StandardInput.Write(Failure);
        process.StandardInput.Flush();

        var first = process.StandardOutput.ReadLine();

        Assert.False(process.HasExited);
        Assert.Contains("\"line\":1", first, StringComparison.Ordinal);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void Diff_TwoTrees_PrintsTheChange()
    {
        var run = ProgramRun.Of(["diff", Golden.Tree("x86_64-2numa-idle"), Tree, "--order", "2MiB"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("order 9 (2 MiB)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("-211", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_OtherPageSize_WarnsAndCompares()
    {
        var run = ProgramRun.Of(["diff", Golden.Tree("arm64-16k-fragmented"), Tree, "--json"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("16384", run.Error, StringComparison.Ordinal);
        Assert.Equal(4096, JsonDocument.Parse(run.Output).RootElement.GetProperty("page_size").GetInt32());
    }

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public void StatusWatch_Signal_EndsWithSuccess(int signal)
    {
        using var process = ProgramRun.Start("status", "--watch", "--json", "--root", Tree);
        var lines = (process.StandardOutput.ReadLine(), process.StandardOutput.ReadLine());

        // A background job ignores ^C, and so do its children: then only the other signal can be tried.
        Assert.Equal(0, Kill(process.Id, Ignores(process.Id, signal) ? Terminate : signal));
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(lines.Item1, lines.Item2);
    }

    [Fact]
    public void StatusWatch_ReaderLeaves_Ends()
    {
        using var process = ProgramRun.Start("status", "--watch", "--root", Tree);
        process.StandardOutput.ReadLine();

        process.StandardOutput.Close();
        process.WaitForExit();

        Assert.Equal((0, ""), (process.ExitCode, process.StandardError.ReadToEnd()));
    }

    [Theory]
    [InlineData("status", "--watch")]
    [InlineData("failures", "FILE")]
    [InlineData("diff", "BEFORE")]
    public void Help_OfEachVerb_NamesWhatItTakes(string verb, string expected)
    {
        var run = ProgramRun.Of([verb, "--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
    }

    private static bool Ignores(int process, int signal)
    {
        const string title = "SigIgn:";
        var lines = File.ReadLines($"/proc/{process}/status");
        var mask = lines.First(line => line.StartsWith(title, StringComparison.Ordinal))[title.Length..].Trim();
        return (Convert.ToUInt64(mask, 16) >> (signal - 1) & 1) != 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
