using System.Diagnostics;
using System.Globalization;

namespace FragGuard.NativeTests;

/// <summary>Work under way, tuned settings and a second guard, with real processes.</summary>
public sealed class HealingTests
{
    private const string Swappiness = "/proc/sys/vm/swappiness";

    // A user of nobody's: its processes are the guard's alone.
    private static readonly string[] AsNobody = ["setpriv", "--reuid=64123", "--regid=64123", "--clear-groups"];

    private const string Head = """
        [sampling]
        interval = "100ms"
        alert_interval = "100ms"
        kernel_log = false
        [[watch]]
        order = 4
        floor = 64
        for = "0s"
        [gates]
        min_uptime = "0s"

        """;

    private const string Tune = """
        [[ladder]]
        remedy = "tune"
        set = { "vm.swappiness" = 10 }
        settle = "0s"

        """;

    private const string Compact = """
        [[ladder]]
        remedy = "compact_memory"
        settle = "0s"
        timeout = "1s"

        """;

    [NativeFact]
    public void HangUp_WhileARungRuns_ItIsReapedAndTheNextIncidentOpens()
    {
        using var machine = WithBlockingCompaction();
        using var guard = GuardProcess.Guard(machine, Head + Compact);
        machine.WaitFor("rung-started");

        guard.Signal(GuardProcess.HangUp);
        machine.WaitFor("config-reloaded");
        var finished = machine.WaitFor("rung-finished");
        machine.WaitForFeeds(3);
        Assert.DoesNotContain('Z', guard.ChildStates());
        machine.BuddyInfo = FakeMachine.Healthy;
        machine.WaitFor("incident-closed");
        machine.BuddyInfo = FakeMachine.Fragmented;

        machine.WaitFor("incident-opened", record => record["FRAGGUARD_INCIDENT"] == "2");
        Assert.Equal("timed-out", finished["FRAGGUARD_OUTCOME"]);
    }

    [NativeFact]
    public void Stop_DuringALongRung_EndsItAndPutsBackWhatIsTuned()
    {
        using var machine = WithBlockingCompaction();
        using var guard = GuardProcess.Guard(
            machine, Head + Tune + Compact.Replace("1s", "300s", StringComparison.Ordinal));
        machine.WaitFor("rung-started", record => record["FRAGGUARD_REMEDY"] == "compact_memory");
        Assert.Equal("10", machine.Read(Swappiness));

        guard.Signal(GuardProcess.Terminate);

        Assert.Equal(0, guard.WaitForEnd().ExitCode);
        Assert.Equal("60", machine.Read(Swappiness));
    }

    [NativeFact]
    public void Stop_WhileAnotherProcessWrites_WaitsForItAndPutsBack()
    {
        using var machine = WithBlockingCompaction();
        using var guard = GuardProcess.Guard(machine, Head + Tune);
        machine.WaitFor("tunable-changed");
        using var other = Process.Start("flock", [machine.Root + "/run/fragguard/writer.lock", "sleep", "5"]);
        Assert.True(SpinWait.SpinUntil(() => IsLocked(machine), TimeSpan.FromSeconds(60)));

        guard.Signal(GuardProcess.Terminate);

        Assert.Equal(0, guard.WaitForEnd().ExitCode);
        Assert.Equal("60", machine.Read(Swappiness));
        other.WaitForExit();
    }

    [NativeFact]
    public void Run_SecondGuard_ObservesUntilTheFirstIsKilled()
    {
        using var machine = new FakeMachine { BuddyInfo = FakeMachine.Fragmented };
        using var first = GuardProcess.Guard(machine, Head + Tune);
        machine.WaitFor("tunable-changed");

        using var second = GuardProcess.Guard(machine, Head + Tune);
        var observes = machine.WaitFor("observe-only");
        machine.WaitForFeeds(5);
        Assert.Equal("10", machine.Read(Swappiness));
        machine.BuddyInfo = FakeMachine.Healthy;
        first.Signal(GuardProcess.KillNow);
        first.WaitForEnd();
        machine.WaitFor("warning", record => record["MESSAGE"].Contains("takes over", StringComparison.Ordinal));

        machine.WaitFor("tunable-restored");
        Assert.Contains("another guard acts on this machine: pid ", observes["MESSAGE"], StringComparison.Ordinal);
        Assert.Equal("60", machine.Read(Swappiness));
    }

    [NativeFact]
    public void Run_BinaryIsRemovedUnderTheGuard_StillPutsBack()
    {
        using var machine = new FakeMachine { BuddyInfo = FakeMachine.Fragmented };
        var binary = CopyOfBinary(machine);
        using var guard = GuardProcess.GuardBy(machine, Head + Tune, binary);
        machine.WaitFor("tunable-changed");

        File.Delete(binary);
        guard.Signal(GuardProcess.Terminate);

        Assert.Equal(0, guard.WaitForEnd().ExitCode);
        Assert.Equal("60", machine.Read(Swappiness));
    }

    [NativeFact]
    public void Restore_BesideTheGuard_IsInTheJournalAndKnownToTheGuard()
    {
        using var machine = new FakeMachine { BuddyInfo = FakeMachine.Fragmented };
        using var guard = GuardProcess.Guard(machine, Head + Tune);
        machine.WaitFor("ladder-exhausted");

        Assert.Equal(0, GuardProcess.Run("restore", "--root", machine.Root).ExitCode);

        Assert.Equal("60", machine.WaitFor("tunable-restored")["FRAGGUARD_AFTER"]);
        machine.WaitFor(
            "warning", record => record["MESSAGE"].Contains("not in force any more", StringComparison.Ordinal));
    }

    [NativeFact]
    public void Restore_LockCannotBeTaken_FailsWithTheReason()
    {
        using var machine = new FakeMachine();
        Directory.CreateDirectory(machine.Root + "/run/fragguard/writer.lock");

        var (exitCode, output, errors) = GuardProcess.Run("restore", "--root", machine.Root);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("/run/fragguard/writer.lock: ", errors, StringComparison.Ordinal);
    }

    [NativeFact(needs: "setpriv")]
    public void Restore_StateThatThisUserMayNotRead_FailsWithTheReason()
    {
        using var machine = new FakeMachine();
        var binary = CopyOfBinary(machine);
        machine.Write("/var/lib/fragguard/tuned.json", "{}");
        Mode(machine.Root, "755");
        Mode(machine.Root + "/var/lib/fragguard", "700");
        Directory.CreateDirectory(machine.Root + "/run/fragguard");
        Mode(machine.Root + "/run/fragguard", "777");

        var (exitCode, output, errors) =
            GuardProcess.RunBy([.. AsNobody, binary], ["restore", "--root", machine.Root]);

        Assert.Equal((77, ""), (exitCode, output));
        Assert.Contains("tuned.json: permission denied", errors, StringComparison.Ordinal);
    }

    [NativeFact(needs: "prlimit")]
    public void Run_FilesMayHaveNoByte_LivesAndSaysWhatCannotBeWritten()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.GuardUnder(["prlimit", "--fsize=0"], machine, Head + Compact);
        machine.WaitFor("started");

        machine.BuddyInfo = FakeMachine.Fragmented;
        machine.WaitFor("incident-opened");
        guard.Signal(GuardProcess.Terminate);

        Assert.Equal(0, guard.WaitForEnd().ExitCode);
    }

    [NativeFact(needs: "prlimit")]
    public void Run_NoProcessCanBeStarted_IsNoAttemptAndRunsOnceItCan()
    {
        using var machine = new FakeMachine { BuddyInfo = FakeMachine.Healthy };
        var binary = CopyOfBinary(machine);
        Mode(machine.Root, "-R", "a+rwX");
        var config = Head + Compact + "[[ladder]]\nremedy = \"flag_reboot\"\nfile = \"/run/reboot-required\"\n";
        using var guard = GuardProcess.GuardBy(machine, config, [.. AsNobody, binary]);
        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");

        var before = MaxProcesses(guard);
        Limit(guard, "1");
        machine.BuddyInfo = FakeMachine.Fragmented;
        var finished = machine.WaitFor("rung-finished");
        machine.WaitForFeeds(5);
        Limit(guard, before);
        var again = machine.WaitFor("rung-finished", record => record["FRAGGUARD_OUTCOME"] != "skipped");

        Assert.Equal(("skipped", "not-started"), (finished["FRAGGUARD_OUTCOME"], finished["FRAGGUARD_REASON"]));
        Assert.Contains(
            "no process can be started: a limit on processes is reached",
            finished["MESSAGE"], StringComparison.Ordinal);
        Assert.Equal("no-gain", again["FRAGGUARD_OUTCOME"]);
        Assert.True(machine.Records.FindIndex(record => record == again) < IndexOf(machine, "ladder-exhausted"));
    }

    [NativeFact(needs: "prlimit")]
    public void Run_NoThreadForASignal_StopsInOrderAndSaysWhy()
    {
        using var machine = new FakeMachine { BuddyInfo = FakeMachine.Healthy };
        var binary = CopyOfBinary(machine);
        Mode(machine.Root, "-R", "a+rwX");
        using var guard = GuardProcess.GuardBy(machine, Head + Compact, [.. AsNobody, binary]);
        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");

        // The runtime's threads for such work end when they have been idle for 20 s.
        Assert.True(SpinWait.SpinUntil(() => !HasIdleWorker(guard), TimeSpan.FromMinutes(2)));
        Limit(guard, "1");
        guard.Signal(GuardProcess.HangUp);

        var (exitCode, errors) = guard.WaitForEnd();
        Assert.Equal(71, exitCode);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Contains(
            "stopping: a signal could not be handled: a limit", machine.WaitFor("stopped")["MESSAGE"],
            StringComparison.Ordinal);
    }

    [NativeFact]
    public void Run_StateFilesAreNoFiles_StartsAndSaysSo()
    {
        using var machine = new FakeMachine();
        Directory.CreateDirectory(machine.Root + "/var/lib/fragguard");
        Run("mkfifo", machine.Root + "/var/lib/fragguard/tuned.json");
        File.CreateSymbolicLink(machine.Root + "/var/lib/fragguard/ladder.json", "/dev/zero");
        using var guard = GuardProcess.Guard(machine, Head + Tune);

        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");
        machine.WaitFor(
            "warning", record => record["MESSAGE"].Contains("set aside as tuned.json.bad", StringComparison.Ordinal));
        machine.WaitFor(
            "warning", record => record["MESSAGE"].Contains("set aside as ladder.json.bad", StringComparison.Ordinal));
    }

    private static FakeMachine WithBlockingCompaction()
    {
        var machine = new FakeMachine();
        var knob = machine.Root + "/sys/devices/system/node/node0/compact";
        File.Delete(knob);
        Run("mkfifo", knob);
        machine.BuddyInfo = FakeMachine.Fragmented;
        return machine;
    }

    private static string CopyOfBinary(FakeMachine machine)
    {
        var copy = machine.Root + "/fragguard";
        File.Copy(NativeBinary.Path, copy);
        return copy;
    }

    private static int IndexOf(FakeMachine machine, string name)
    {
        machine.WaitFor(name);
        return machine.Records.FindIndex(record => record.GetValueOrDefault("FRAGGUARD_EVENT") == name);
    }

    private static bool IsLocked(FakeMachine machine)
    {
        using var trial = Process.Start("flock", ["-n", machine.Root + "/run/fragguard/writer.lock", "true"]);
        trial.WaitForExit();
        return trial.ExitCode != 0;
    }

    // By the same user, who may lower and raise the soft limit where root without CAP_SYS_RESOURCE may not.
    private static void Limit(GuardProcess guard, string processes) =>
        Run(
            AsNobody[0],
            [
                .. AsNobody[1..], "prlimit",
                "--pid", guard.Id.ToString(CultureInfo.InvariantCulture), $"--nproc={processes}:",
            ]);

    private static string MaxProcesses(GuardProcess guard) => File.ReadLines($"/proc/{guard.Id}/limits")
        .First(line => line.StartsWith("Max processes", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[2];

    private static bool HasIdleWorker(GuardProcess guard)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{guard.Id}/task").Any(task =>
                File.ReadAllText(task + "/comm").StartsWith(".NET TP Worker", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            // One has just ended.
            return true;
        }
    }

    private static void Mode(string path, params string[] mode) => Run("chmod", [.. mode, path]);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
