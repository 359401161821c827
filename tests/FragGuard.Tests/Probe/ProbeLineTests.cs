using FragGuard.Daemon;

namespace FragGuard.Tests;

public sealed class ProbeLineTests
{
    private const string Name = "/run/fragguard/probe";

    [Theory]
    [InlineData("100 0 0 every watch is healthy\n", 105, ExitCodes.Ok, "every watch is healthy")]
    [InlineData("100 1 0 healing\n", 105, ExitCodes.No, "healing")]
    [InlineData("100 1 1 every rung tried\n", 105, ExitCodes.No, "every rung tried")]
    [InlineData("100 0 0 fine\n", 400, ExitCodes.Ok, "fine")]
    [InlineData("100 0 0 fine\n", 401, ExitCodes.Unknown, "unknown: the guard has left no word for 5 min")]
    [InlineData("100 0 0 fine\n", 99, ExitCodes.Ok, "fine")]
    [InlineData("100 0 0 fine\n", 12, ExitCodes.Unknown, "/run/fragguard/probe was left before the last boot")]
    [InlineData("100 0 0 fine", 105, ExitCodes.Unknown, "/run/fragguard/probe: not a line of the guard's")]
    [InlineData("100 0 2 fine\n", 105, ExitCodes.Unknown, "/run/fragguard/probe: not a line of the guard's")]
    [InlineData("", 105, ExitCodes.Unknown, "/run/fragguard/probe: not a line of the guard's")]
    [InlineData("-1 0 0 fine\n", 105, ExitCodes.Unknown, "/run/fragguard/probe: not a line of the guard's")]
    [InlineData(
        "99999999999999999999 0 0 fine\n", 105, ExitCodes.Unknown, "/run/fragguard/probe: not a line of the guard's")]
    public void Verdict_OfALine_IsWhatItSaysAndHowOldItIs(string text, long uptime, int exitCode, string message)
    {
        var verdict = ProbeCommand.Verdict(ProbeLine.Parse(text, Name, uptime), isAlive: false);

        Assert.Equal((message, exitCode), verdict);
    }

    [Theory]
    [InlineData("100 1 1 every rung tried\n", 160, ExitCodes.Ok)]
    [InlineData("100 0 0 fine\n", 161, ExitCodes.Unknown)]
    public void Verdict_Alive_AsksForTheAgeAlone(string text, long uptime, int exitCode)
    {
        Assert.Equal(exitCode, ProbeCommand.Verdict(ProbeLine.Parse(text, Name, uptime), isAlive: true).ExitCode);
    }

    [Fact]
    public void Parse_AnyMessage_IsAtMost80BytesOfPrintableAscii()
    {
        var line = ProbeLine.Parse($"1 0 0 \x1b[31m{new string('ä', 200)}\n", Name, 1);

        Assert.Equal(80, line.Message.Length);
        Assert.DoesNotContain(line.Message, letter => letter is < ' ' or > '~');
    }

    [Fact]
    public void Run_ByTheProgram_PrintsOneLineAndExits()
    {
        using var tree = new TempTree();
        var absent = ProgramRun.Of(["probe", "--root", tree.Directory]);
        tree.Add("run/fragguard/probe", "1 0 0 left at boot\n");
        var old = ProgramRun.Of(["probe", "--root", tree.Directory]);
        tree.Add("run/fragguard/other", $"{Host.BootClock.Seconds} 1 0 healing: 0/Normal\n");
        var fragmented = ProgramRun.Of(["probe", "--file", Path.Combine(tree.Directory, "run/fragguard/other")]);
        var alive = ProgramRun.Of(["probe", "--alive", "--file", Path.Combine(tree.Directory, "run/fragguard/other")]);

        Assert.Equal((ExitCodes.Unknown, "no guard runs, or it leaves no /run/fragguard/probe\n", ""), (
            absent.ExitCode, absent.Output, absent.Error));
        Assert.Equal(ExitCodes.Unknown, old.ExitCode);
        Assert.Equal((ExitCodes.No, "healing: 0/Normal\n"), (fragmented.ExitCode, fragmented.Output));
        Assert.Equal(ExitCodes.Ok, alive.ExitCode);
    }
}
