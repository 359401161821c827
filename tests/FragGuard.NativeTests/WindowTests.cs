using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace FragGuard.NativeTests;

/// <summary>The verbs <c>window</c> and <c>during</c> beside a guard that runs, and their exit codes.</summary>
public sealed class WindowTests : IDisposable
{
    // Nobody who is woken by the clock alone sees anything.
    private const string Config = """
        [sampling]
        interval = "1h"
        alert_interval = "1h"
        [[watch]]
        name = "loading"
        order = 4
        floor = 64
        for = "0s"
        during = "model-load"
        [gates]
        min_uptime = "0s"
        """;

    private readonly FakeMachine _machine = new();

    public WindowTests()
    {
        _machine.Write("/proc/sys/kernel/random/boot_id", "11111111-2222-3333-4444-555555555555\n");
        _machine.Write("/etc/fragguard.toml", "ladder = []\n" + Config);
    }

    public void Dispose() => _machine.Dispose();

    [NativeFact]
    public void Open_BesideAGuardThatLooksOnceAnHour_IsSeenAtOnceAndSoIsClose()
    {
        using var guard = Guard();
        _machine.BuddyInfo = FakeMachine.Fragmented;

        var opened = Window("open", "model-load", "--for", "45m");
        var record = _machine.WaitFor("window-opened");
        _machine.WaitFor("incident-opened");
        var listed = Window("list", "--json");
        var closed = Window("close", "model-load");
        _machine.WaitFor("window-closed");
        var end = _machine.WaitFor("incident-closed");

        Assert.Equal((0, "window model-load is open for 45 min\n"), (opened.ExitCode, opened.Output));
        Assert.Equal("window model-load is open for 45 min at the most: watch loading is on", record["MESSAGE"]);
        Assert.Equal("model-load", record["FRAGGUARD_WINDOW"]);
        Assert.Equal("window-closed", end["FRAGGUARD_REASON"]);
        using var json = JsonDocument.Parse(listed.Output);
        var window = Assert.Single(json.RootElement.GetProperty("windows").EnumerateArray());
        Assert.Equal(
            ("model-load", true, "loading"),
            (window.GetProperty("name").GetString(), window.GetProperty("open").GetBoolean(),
                window.GetProperty("watches")[0].GetString()));
        Assert.InRange(window.GetProperty("left_s").GetDouble(), 1, 45 * 60);
        Assert.Equal((0, "window model-load is closed\n"), (closed.ExitCode, closed.Output));
    }

    [NativeFact]
    public void Open_DeadlinePasses_ClosesByItself()
    {
        using var guard = Guard();

        Window("open", "model-load", "--for", "1s");

        Assert.Equal("deadline", _machine.WaitFor("window-closed")["FRAGGUARD_REASON"]);
    }

    [NativeFact]
    public void During_CommandIsKilled_TheGuardClosesTheWindow()
    {
        using var guard = Guard();
        using var command = Process.Start(
            NativeBinary.Path, ["during", "--root", _machine.Root, "model-load", "--", "sleep", "1000"]);
        _machine.WaitFor("window-opened");

        command.Kill();
        command.WaitForExit();
        var record = _machine.WaitFor("window-closed");

        Assert.Equal("command-ended", record["FRAGGUARD_REASON"]);
        SpinWait.SpinUntil(() => Files().Length == 0, TimeSpan.FromSeconds(60));
        Assert.Empty(Files());
    }

    [NativeFact]
    public void During_OneOfTwoCommandsEnds_TheWindowStaysOpen()
    {
        using var guard = Guard();
        using var first = Process.Start(
            NativeBinary.Path, ["during", "--root", _machine.Root, "model-load", "--", "sleep", "1000"]);
        _machine.WaitFor("window-opened");
        var second = Run("during", "model-load", "--", "true");
        _machine.WaitForFeeds(3);
        var isOpen = Window("list").Output;

        first.Kill();
        first.WaitForExit();

        Assert.Equal(0, second.ExitCode);
        Assert.Contains($"for process {first.Id}; on: loading", isOpen, StringComparison.Ordinal);
        _machine.WaitFor("window-closed");
    }

    [NativeFact]
    public void During_GuardRestarts_TheWindowIsStillOpen()
    {
        var guard = Guard();
        using var command = Process.Start(
            NativeBinary.Path, ["during", "--root", _machine.Root, "model-load", "--", "sleep", "1000"]);
        _machine.WaitFor("window-opened");
        guard.Dispose();
        lock (_machine.Records)
        {
            _machine.Records.Clear();
        }

        using var again = GuardProcess.Guard(_machine, "ladder = []\n" + Config);

        _machine.WaitFor("window-opened");
        command.Kill();
        command.WaitForExit();
        _machine.WaitFor("window-closed");
    }

    [NativeFact]
    public void During_Command_KeepsItsExitCodeItsStreamsAndItsSignals()
    {
        var plain = Run("during", "model-load", "--", "sh", "-c", "echo out; echo err >&2; exit 7");
        var options = Run("during", "model-load", "--for", "10m", "--", "echo", "--for", "--help", "--root");
        var pipe = Run("during", "model-load", "--", "sh", "-c", "grep SigIgn /proc/self/status");

        Assert.Equal((7, "out\n"), (plain.ExitCode, plain.Output));
        Assert.Contains("err\n", plain.Errors, StringComparison.Ordinal);
        Assert.Equal((0, "--for --help --root\n"), (options.ExitCode, options.Output));

        // SIGPIPE, which the runtime ignores, and SIGXFSZ, which this program does; who started these tests may have
        // had ^C ignored.
        var mask = pipe.Output.Split('\t')[1].Trim();
        var ignored = ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Equal(0UL, ignored & (1UL << 12 | 1UL << 24));
    }

    [NativeFact]
    public void During_ArgumentsThatAreNoUtf8_ReachTheCommandAsTheyAre()
    {
        const string script =
            "\"$0\" during --root \"$1\" model-load -- printf %s \"$(printf 'a\\377b')\" | od -An -tx1";
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", script, NativeBinary.Path, _machine.Root])
        {
            RedirectStandardOutput = true,
        })!;

        Assert.Equal("61 ff 62", process.StandardOutput.ReadToEnd().Trim());
    }

    [NativeFact]
    public void During_CommandIsTerminated_EndsAsTheCommandDoes()
    {
        using var command = Process.Start(
            NativeBinary.Path,
            [
                "during", "--root", _machine.Root, "model-load", "--", "sh", "-c",
                "trap 'exit 5' TERM; while :; do sleep 0.01; done",
            ]);
        var path = $"/proc/{command.Id}/comm";
        SpinWait.SpinUntil(() => File.ReadAllText(path) == "sh\n", TimeSpan.FromSeconds(60));

        // Sent until it is taken: the trap is set a moment after the shell has begun.
        SpinWait.SpinUntil(
            () =>
            {
                Process.Start("kill", ["-TERM", command.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
                return command.WaitForExit(20);
            },
            TimeSpan.FromSeconds(60));

        Assert.Contains(command.ExitCode, (int[])[5, 128 + GuardProcess.Terminate]);
    }

    [NativeTheory]
    [InlineData(64, "window model load: only the letters a to z", "window", "open", "model load", "--for", "1m")]
    [InlineData(64, "--for 25h: expected at most 24h; a watch", "window", "open", "x", "--for", "25h")]
    [InlineData(64, "--for 0s: expected a time such as 500ms, 15s or 10m", "window", "open", "x", "--for", "0s")]
    [InlineData(64, "--for -5m: expected a time such as 500ms, 15s or 10m", "window", "open", "x", "--for", "-5m")]
    [InlineData(64, "Option '--for' is required.", "window", "open", "x")]
    [InlineData(64, "Required", "window", "close")]
    [InlineData(64, "Required", "during", "x")]
    [InlineData(1, "window model-load is not open", "window", "close", "model-load")]
    [InlineData(127, "/no/such/program: no such file or directory", "during", "model-load", "--", "/no/such/program")]
    [InlineData(126, "/etc: permission denied", "during", "model-load", "--", "/etc")]
    public void Verb_CannotDoIt_SaysWhy(int exitCode, string words, params string[] arguments)
    {
        var run = Run(arguments);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(words, run.Errors, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [NativeFact]
    public void Open_SettingsWithErrorsAndNoGuard_IsRefused()
    {
        _machine.Write("/etc/fragguard.toml", "watches = 1\n");

        var opened = Window("open", "model-load", "--for", "1m");
        var during = Run("during", "model-load", "--", "true");

        Assert.Equal(78, opened.ExitCode);
        Assert.StartsWith(
            "fragguard: no guard runs, and the configuration is refused", opened.Errors, StringComparison.Ordinal);
        Assert.Equal(0, during.ExitCode);
    }

    [NativeFact]
    public void Open_NoBootId_IsRefused()
    {
        File.Delete(_machine.Root + "/proc/sys/kernel/random/boot_id");

        var run = Window("open", "model-load", "--for", "1m");

        Assert.Equal(69, run.ExitCode);
        Assert.Contains("boot_id cannot be read", run.Errors, StringComparison.Ordinal);
    }

    [NativeFact]
    public void Open_Twice_TheLaterDeadlineHolds()
    {
        Window("open", "model-load", "--for", "10m");
        var shorter = Window("open", "model-load", "--for", "1m");
        var longer = Window("open", "model-load", "--for", "20m");

        Assert.Matches(
            "^window model-load is open already, for another (10 min|9 min 59 s): it stays so\n$", shorter.Output);
        Assert.Equal("window model-load was open already, and stays open for 20 min\n", longer.Output);
    }

    [NativeFact]
    public void Open_NoWatchKnowsIt_WarnsAndOpens()
    {
        var run = Window("open", "backup", "--for", "1m");

        Assert.Equal((0, "window backup is open for 60 s\n"), (run.ExitCode, run.Output));
        Assert.Contains(
            "fragguard: no watch is on during backup, so nothing changes: there is model-load\n", run.Errors,
            StringComparison.Ordinal);
        Assert.Contains("fragguard: no guard runs here", run.Errors, StringComparison.Ordinal);
    }

    [NativeFact(needs: "setpriv")]
    public void Verbs_OrdinaryUser_MayListOnly()
    {
        // The machine itself: only there does the user count, and nothing is written.
        string[] asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", NativeBinary.Path];
        File.SetUnixFileMode(_machine.Root, (UnixFileMode)0b111_101_101);

        var opened = GuardProcess.RunBy(asNobody, ["window", "open", "model-load", "--for", "1m"]);
        var closed = GuardProcess.RunBy(asNobody, ["window", "close", "model-load"]);
        var during = GuardProcess.RunBy(asNobody, ["during", "model-load", "--", "true"]);
        Window("open", "model-load", "--for", "1m");
        var inTree = GuardProcess.RunBy(asNobody, ["window", "close", "model-load", "--root", _machine.Root]);
        var listed = GuardProcess.RunBy(asNobody, ["window", "list", "--root", _machine.Root]);

        Assert.Equal((77, 77, 77, 77), (opened.ExitCode, closed.ExitCode, during.ExitCode, inTree.ExitCode));
        Assert.Contains("fragguard: only root may open and close windows\n", closed.Errors, StringComparison.Ordinal);
        Assert.Equal(0, listed.ExitCode);
    }

    private GuardProcess Guard()
    {
        var guard = GuardProcess.Guard(_machine, "ladder = []\n" + Config);
        _machine.WaitFor("started");
        return guard;
    }

    private string[] Files() => Directory.Exists(_machine.Root + "/run/fragguard/windows")
        ? Directory.GetFiles(_machine.Root + "/run/fragguard/windows")
        : [];

    private (int ExitCode, string Output, string Errors) Window(params string[] arguments) =>
        Run(["window", .. arguments]);

    private (int ExitCode, string Output, string Errors) Run(params string[] arguments)
    {
        var dashes = Array.IndexOf(arguments, "--");
        return GuardProcess.Run(dashes < 0
            ? [.. arguments, "--root", _machine.Root]
            : [.. arguments[..dashes], "--root", _machine.Root, .. arguments[dashes..]]);
    }
}
