using System.Text;
using System.Text.RegularExpressions;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Tests;

public sealed class CheckCommandTests : IDisposable
{
    private readonly FakeMachineTree _tree = new FakeMachineTree().WithMachine();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Run_GoodFile_SaysSoOnOneLine()
    {
        var path = _tree.Write("f.toml", "[[watch]]\nfloor = 64\n[[watch]]\norder = 9\nfloor = 8\n");

        var exitCode = Run(new(path));

        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.Equal(
            $"{path}: ok, 2 watches, 3 rungs\n{path}: no [[ladder]], so the default one is in force: "
                + "drop_caches, compact_memory, tune (none: ladder = [])\n",
            _output.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void Run_BrokenFile_TellsEveryMistakeAndHowMany()
    {
        var path = _tree.Write("f.toml", "dry_run = 5\n[sampling]\nintervall = \"1s\"\n");

        var exitCode = Run(new(path, System: false, Print: true, Explain: true));

        Assert.Equal(ExitCodes.Config, exitCode);
        Assert.Equal("", _output.ToString());
        Assert.Equal(
            $"""
            {path}:1:11: dry_run is 5; expected true or false
                1 | dry_run = 5
                  |           ^
            {path}:3:1: [sampling]: unknown key "intervall"; did you mean "interval"?
                3 | intervall = "1s"
                  | ^~~~~~~~~
            {path}: 2 errors

            """,
            _error.ToString());
    }

    [Fact]
    public void Run_DoubtfulFile_WarnsAndIsOk()
    {
        var path = _tree.Write("f.toml", "[[watch]]\norder = 14\nfloor = 1\n");

        var exitCode = Run(new(path));

        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.Contains(":2:9: warning: watch 1: order is 14", _error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith($"{path}: ok, 1 watch, 3 rungs\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithoutAFile_ChecksTheDefaultOneUnderTheRoot()
    {
        _tree.Write("etc/fragguard.toml", "dry_run = true\n");

        var exitCode = Run(new(File: null));

        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.StartsWith(
            "/etc/fragguard.toml: ok, 1 watch, 3 rungs, dry run\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NamedFileThatIsNotThere_IsABadConfiguration()
    {
        var exitCode = Run(new(_tree.Path("nowhere.toml")));

        Assert.Equal(ExitCodes.Config, exitCode);
        Assert.Equal($"{_tree.Path("nowhere.toml")}: no such file\n", _error.ToString());
    }

    [Fact]
    public void Run_NoFileAtAll_IsWhatTheGuardRunsOnThen()
    {
        var exitCode = Run(new(File: null));

        var guard = new SettingsSource(_tree.Root, named: null, MachineProbe.Probe(_tree.Root)).Read();
        Assert.NotNull(guard.Settings);
        Assert.Equal((ExitCodes.Ok, ""), (exitCode, _error.ToString()));
        Assert.Equal("/etc/fragguard.toml: no such file: built-in defaults, 1 watch, 3 rungs\n", _output.ToString());
    }

    [Fact]
    public void Run_EmptyLadderAndWatch_AreNoDefaults()
    {
        var exitCode = Run(new("-"), "ladder = []\nwatch = []\n");

        Assert.Equal((ExitCodes.Ok, "<stdin>: ok, 0 watches, 0 rungs\n"), (exitCode, _output.ToString()));
    }

    [Fact]
    public void Run_Dash_ReadsStandardInput()
    {
        var exitCode = Run(new("-"), "ladder = 5\n");

        Assert.Equal(ExitCodes.Config, exitCode);
        Assert.StartsWith("<stdin>:1:10: ladder is 5", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PrintAndEverythingElse_IsTomlThatReadsBackEqual()
    {
        const string text = "[[watch]]\norder = \"thp\"\nfloor = \"1%\"\n[gates]\nwindows = [\"22:00-05:00\"]\n";

        var exitCode = Run(new("-", System: true, Print: true, Explain: true), text);

        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.Equal(Sources.Settings(text), Sources.Settings(_output.ToString()));
        Assert.StartsWith("# <stdin>: ok, 1 watch, 3 rungs\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_System_ShowsEveryFileKnobAndRung()
    {
        var exitCode = Run(new("-", System: true), "");

        var lines = _output.ToString().Split('\n').Select(line => Regex.Replace(line.Trim(), " +", " ")).ToList();
        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.Contains("kernel 6.1.0-9-amd64 decides which kernel settings there are", lines);
        Assert.Contains("page size 4 KiB decides what an order means in bytes", lines);
        Assert.Contains("huge page order 9 \"thp\" means 2 MiB", lines);
        Assert.Contains("node 0 Normal 1 GiB blocks of order 0 to 10, watched by contiguous-64k", lines);
        Assert.Contains("/proc/buddyinfo readable every decision", lines);
        Assert.Contains(lines, Starts("/proc/pressure/memory absent max_memory_pressure: the gate is off"));
        Assert.Contains(lines, Starts("/dev/kmsg absent"));
        Assert.Contains("/proc/sys/vm/drop_caches writable drop_caches", lines);
        Assert.Contains("/sys/devices/system/node/node0/compact writable compact_memory with scope = \"node\"", lines);
        Assert.Contains("vm.swappiness writable now 60, tuned by rung 3", lines);
        Assert.Contains("thp.defrag writable now madvise, tuned by rung 3", lines);
        Assert.Contains("vm.defrag_mode absent this kernel does not have it (since Linux 6.15)", lines);
        Assert.Contains("1 drop_caches ready can run here", lines);
        Assert.Contains("3 tune ready can run here", lines);
    }

    [Theory]
    [InlineData(StatusPublisher.FilePath)]
    [InlineData(GuardLock.FilePath)]
    [InlineData(RemedyRunner.LockPath)]
    [InlineData(TunedSettingsFile.FilePath)]
    [InlineData(LadderStore.FilePath)]
    [InlineData(FleetFiles.AlivePath)]
    [InlineData(WindowFiles.DirectoryPath)]
    [InlineData(SettingsSource.DefaultPath)]
    public void Run_FileForOthersThatFragGuardNeedsItself_IsRefused(string path)
    {
        foreach (var key in (string[])["[metrics]\ntextfile", "[metrics]\nprobe", "[export]\nnode_features"])
        {
            Assert.Equal(ExitCodes.Config, Run(new("-"), $"{key} = \"{path}\"\n"));
        }

        Assert.Contains(", a file that FragGuard needs for itself; expected another", _error.ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proc/zoneinfo", "/proc/zoneinfo no use zone sizes and watermarks: /proc/zoneinfo: no zone", null)]
    [InlineData("proc/meminfo", "/proc/meminfo no use caches and dirty memory: /proc/meminfo: cut off, or not in the "
        + "kernel's layout", "1 drop_caches held max_dirty cannot be checked: /proc/meminfo: cut off")]
    [InlineData("proc/vmstat", "/proc/vmstat no use what a rung costs: /proc/vmstat: cut off",
        "1 drop_caches held whether another program drops caches cannot be checked")]
    [InlineData("proc/uptime", "/proc/uptime no use min_uptime: /proc/uptime: cut off",
        "1 drop_caches held min_uptime cannot be checked")]
    [InlineData("proc/pressure/memory", "/proc/pressure/memory no use max_memory_pressure: /proc/pressure/memory: cut",
        "1 drop_caches held max_memory_pressure cannot be checked")]
    [InlineData("proc/pressure/io", "/proc/pressure/io no use max_io_pressure: /proc/pressure/io: cut off",
        "2 compact_memory held max_io_pressure cannot be checked")]
    public void Run_SystemWithAFileThatSaysNothing_NamesItAndWhatItHolds(string path, string file, string? rung)
    {
        _tree.Write(path, "no text of the kernel's");

        Run(new("-", System: true), "");

        var lines = _output.ToString().Split('\n').Select(line => Regex.Replace(line.Trim(), " +", " ")).ToList();
        Assert.Contains(lines, Starts(file));
        Assert.Equal(rung is null, lines.TrueForAll(line => !line.Contains(" held ", StringComparison.Ordinal)));
        Assert.True(rung is null || lines.Exists(Starts(rung)), _output.ToString());
    }

    [Theory]
    [InlineData("proc/meminfo", "page size 4 KiB decides what an order means in bytes; guessed, by its MemFree")]
    [InlineData("nothing", "page size 4 KiB decides what an order means in bytes; guessed, this machine's")]
    public void Run_SystemOfATreeThatDoesNotSayItsPageSize_SaysHowItWasGuessed(string kept, string line)
    {
        File.Delete(_tree.Path("pagesize"));
        if (kept != "proc/meminfo")
        {
            File.Delete(_tree.Path("proc/meminfo"));
        }

        Run(new("-", System: true), "");

        var lines = _output.ToString().Split('\n').Select(line => Regex.Replace(line.Trim(), " +", " ")).ToList();
        Assert.Contains(lines, Starts(line));
    }

    [Fact]
    public void Run_SystemWithPrevention_SaysWhatIsReadyWhatIsAsWantedAndWhatIsOff()
    {
        const string text = "[prevent]\nset = { \"vm.swappiness\" = { at_most = 40 }, \"thp.defrag\" = \"madvise\", "
            + "\"vm.defrag_mode\" = 1 }\n";

        var exitCode = Run(new("-", System: true), text);

        var lines = _output.ToString().Split('\n').Select(line => Regex.Replace(line.Trim(), " +", " ")).ToList();
        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.Contains("vm.swappiness writable now 60, tuned by [prevent] and rung 3", lines);
        Assert.Contains("vm.swappiness ready set from 60 to 40 while FragGuard runs", lines);
        Assert.Contains("thp.defrag as wanted now madvise: nothing is written", lines);
        Assert.Contains(
            "vm.defrag_mode off is not there: this kernel has no such setting (since Linux 6.15)", lines);
    }

    [Fact]
    public void Run_SystemWithPreventionThatTheUnitForbids_SaysSoAndIsNoPermission()
    {
        _tree.Write("etc/systemd/system/fragguard.service", "[Service]\nProtectKernelTunables=yes\n"
            + "ReadWritePaths=/proc/sys/vm/drop_caches\n");

        var exitCode = Run(new("-", System: true), "ladder = []\n[prevent]\nset = { \"vm.swappiness\" = 40 }\n");

        Assert.Equal(ExitCodes.NoPermission, exitCode);
        Assert.Contains("fragguard.service makes /proc/sys/vm/swappiness read-only: add ReadWritePaths=/proc/sys/vm",
            _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SystemWithABrokenFile_StillShowsTheMachine()
    {
        var exitCode = Run(new("-", System: true), "x = 1");

        Assert.Equal(ExitCodes.Config, exitCode);
        Assert.Contains("/proc/buddyinfo", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Ladder", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SystemWithoutBuddyinfo_IsUnavailable()
    {
        File.Delete(_tree.Path("proc/buddyinfo"));

        var exitCode = Run(new("-", System: true), "");

        Assert.Equal(ExitCodes.Unavailable, exitCode);
        Assert.Contains("FragGuard cannot work here", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReasonCode.None, true, ExitCodes.Ok)]
    [InlineData(ReasonCode.KnobAbsent, true, ExitCodes.Ok)]
    [InlineData(ReasonCode.ObserveOnly, true, ExitCodes.NoPermission)]
    [InlineData(ReasonCode.ObserveOnly, false, ExitCodes.Unavailable)]
    public void ExitCodeOf_AMachine_SaysWhatIsMissing(ReasonCode off, bool hasFreeBlocks, int exitCode)
    {
        Assert.Equal(exitCode, SystemCheck.ExitCodeOf(hasFreeBlocks, [default, new Reason(off)]));
    }

    private static Predicate<string> Starts(string text) => line => line.StartsWith(text, StringComparison.Ordinal);

    private int Run(CheckCommand.Options options, string input = "")
    {
        Stream OpenInput() => new MemoryStream(Encoding.UTF8.GetBytes(input));

        return CheckCommand.Run(_tree.Root, options, new CheckCommand.Streams(OpenInput, _output, _error));
    }
}
