using System.Diagnostics;

namespace FragGuard.Tests;

/// <summary>Output never decides over work: a full disk, a closed descriptor, a reader that goes away.</summary>
public sealed class OutputTests : IDisposable
{
    private const string NoSpace = "fragguard: standard output: no space left on device";

    private readonly FakeMachineTree _machine = new FakeMachineTree().WithMachine();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("--help")]
    [InlineData("restore --help")]
    [InlineData("restore --root ROOT")]
    [InlineData("status --root ROOT")]
    [InlineData("status --json --root ROOT")]
    [InlineData("check --explain --root ROOT FILE")]
    [InlineData("check --system --print --root ROOT FILE")]
    [InlineData("remedy drop_caches --dry-run --root ROOT")]
    [InlineData("soak --ticks 10 --root ROOT")]
    [InlineData("diff BUDDY BUDDY")]
    [InlineData("failures LOG")]
    [InlineData("record - --for 1ms --root ROOT")]
    public void AnyVerb_FullDisk_EndsWithItsOwnCodeAndNoStackTrace(string arguments)
    {
        var run = Shell(arguments, ">/dev/full");

        Assert.Equal(74, run.ExitCode);
        Assert.Equal(NoSpace, run.Error.Trim().Split('\n')[^1]);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", 0)]
    [InlineData("nonsense", 64)]
    [InlineData("check --root ROOT FILE", 0)]
    [InlineData("restore --root ROOT", 0)]
    public void AnyVerb_NoDescriptorAtAll_EndsAsEver(string arguments, int expected) =>
        Assert.Equal(expected, Shell(arguments, "<&- >&- 2>&-").ExitCode);

    [Fact]
    public void AnyVerb_ReaderThatHasGone_IsNoError()
    {
        var run = Shell("--help", "| true; exit \"${PIPESTATUS[0]}\"");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData(">/dev/full", 74)]
    [InlineData(">/dev/full 2>/dev/full", 74)]
    public void Restore_OutputThatCannotBeWritten_PutsEverySettingBack(string redirection, int expected)
    {
        Tune();

        var run = Shell("restore --root ROOT", redirection);

        Assert.Equal(("60", "100"), (Read("swappiness"), Read("vfs_cache_pressure")));
        Assert.Equal(expected, run.ExitCode);
    }

    [Fact]
    public void Restore_ValuesWithEscapeSequences_ReachNoTerminal()
    {
        Tune();
        _machine.Write("proc/sys/vm/swappiness", "77\u001b]0;owned\u0007\u202e\n");

        var run = Shell("restore --root ROOT", "");

        Assert.Contains(@"\x1b]0;owned\x07\u202e", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        Assert.DoesNotContain('\u202e', run.Output + run.Error);
    }

    [Fact]
    public void Errors_ArgumentWithEscapeSequences_AreHarmless()
    {
        var run = ProgramRun.Of(["check", "/no/such/\u001b[31mfile\u202e"]);

        Assert.DoesNotContain('\u001b', run.Error);
        Assert.DoesNotContain('\u202e', run.Error);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("--dry-run=false", "1")]
    public void Remedy_SettingsThatSayDryRun_WritesOnlyWhenToldTo(string option, string expected)
    {
        _machine.Write(
            "etc/fragguard.toml",
            "dry_run = true\n[[watch]]\norder = 4\nfloor = 1\n[[ladder]]\nremedy = \"drop_caches\"\nsettle = \"0s\"\n");
        _machine.Write("proc/sys/vm/drop_caches", "");

        var run = Shell($"remedy drop_caches {option} --root ROOT", "");

        Assert.Equal(expected, File.ReadAllText(_machine.Path("proc/sys/vm/drop_caches")));
        Assert.Equal(
            expected.Length == 0,
            run.Output.Contains("dry_run = true in /etc/fragguard.toml", StringComparison.Ordinal));
    }

    private void Tune()
    {
        _machine.Write("proc/sys/vm/swappiness", "10\n");
        _machine.Write("proc/sys/vm/vfs_cache_pressure", "50\n");
        _machine.Write("proc/sys/kernel/random/boot_id", "b\n");
        _machine.Write("var/lib/fragguard/tuned.json", """
            {"version":1,"boot_id":"b","tuned":[
              {"knob":"vm.swappiness","path":"/proc/sys/vm/swappiness","original":"60","value":"10","restore":"on_stop"},
              {"knob":"vm.vfs_cache_pressure","path":"/proc/sys/vm/vfs_cache_pressure","original":"100","value":"50","restore":"on_stop"}]}
            """);
    }

    private string Read(string knob) => File.ReadAllText(_machine.Path("proc/sys/vm/" + knob)).Trim();

    private ProgramRun Shell(string arguments, string redirection)
    {
        var file = _machine.Write("fragguard.toml", "[[watch]]\norder = 4\nfloor = 1\n");
        var log = _machine.Write(
            "log", "java: page allocation failure: order:4, mode:0xdc0(GFP_KERNEL), nodemask=(null)\n");
        var command = arguments
            .Replace("ROOT", _machine.Path("."), StringComparison.Ordinal)
            .Replace("FILE", file, StringComparison.Ordinal)
            .Replace("BUDDY", _machine.Path("proc/buddyinfo"), StringComparison.Ordinal)
            .Replace("LOG", log, StringComparison.Ordinal);
        var program = Path.Combine(AppContext.BaseDirectory, "fragguard");
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", $"'{program}' {command} {redirection}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ProgramRun(process.ExitCode, output, error.Result);
    }
}
