using System.Diagnostics;
using System.Globalization;

namespace FragGuard.NativeTests;

/// <summary>The guard and its service manager: whatever the manager does with its socket, the guard works on and ends
/// when it is told to.</summary>
public sealed class NotifySocketTests
{
    private const string Config = """
        [sampling]
        interval = "100ms"
        alert_interval = "100ms"
        [[watch]]
        order = 4
        floor = 64
        for = "0s"
        [gates]
        min_uptime = "0s"
        [[ladder]]
        remedy = "tune"
        set = { "vm.swappiness" = 10 }
        settle = "0s"
        [[ladder]]
        remedy = "compact_memory"
        settle = "0s"
        timeout = "2s"
        """;

    // Counted with the guard at work. The package's own notifier would make it one more.
    private const int MostThreads = 7;

    private static readonly string[] WithoutWatchdog = ["env", "-u", "WATCHDOG_USEC"];

    [NativeFact]
    public void Run_ManagerReads_HearsTheWholeStoryInOrder()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitForNotification(said => said == "READY=1", "READY=1");
        machine.WaitForFeeds(3);
        var threads = guard.Threads;

        WorkAndEnd(machine, guard);

        machine.WaitForNotification(said => said == "STOPPING=1", "STOPPING=1");
        Assert.InRange(threads, 1, MostThreads);
        var kinds = machine.Heard().ConvertAll(said => said.Split('=')[0]);
        Assert.Equal(1, kinds.Count(kind => kind == "READY"));
        Assert.True(kinds.IndexOf("READY") < kinds.IndexOf("STOPPING"), string.Join(' ', kinds));
        Assert.Contains("STATUS", kinds);
    }

    [NativeFact]
    public void Run_ManagerNeverReads_WorksAndEnds()
    {
        using var machine = new FakeMachine(readsNotifications: false);
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitFor("started");

        guard.Signal(GuardProcess.HangUp);
        machine.WaitFor("config-reloaded");

        WorkAndEnd(machine, guard);
    }

    [NativeFact]
    public void Run_ManagerReadsLate_IsToldThatTheGuardIsReady()
    {
        using var machine = new FakeMachine(readsNotifications: false);
        using var guard = GuardProcess.GuardUnder(WithoutWatchdog, machine, Config);
        machine.WaitFor("started");

        machine.StartManager();
        machine.WaitForNotification(said => said == "READY=1", "READY=1, which it could not take when it was sent");

        WorkAndEnd(machine, guard);
    }

    [NativeFact]
    public void Run_NoManager_WorksAndEnds()
    {
        using var machine = new FakeMachine();
        machine.StopManager(removesSocket: true);
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitFor("started");

        WorkAndEnd(machine, guard);
    }

    [NativeTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_ManagerGoneAfterReady_WorksAndEnds(bool removesSocket)
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitForNotification(said => said == "READY=1", "READY=1");

        machine.StopManager(removesSocket);

        WorkAndEnd(machine, guard);
    }

    [NativeFact(needs: "strace")]
    public void Run_ConnectDenied_IsReadyAllTheSame()
    {
        using var machine = new FakeMachine();
        var trace = machine.Root + "/trace";
        string[] denied =
        [
            "strace", "-D", "-f", "-e", "trace=connect,sendto", "-e", "inject=connect:error=EPERM", "-o", trace,
        ];
        using var guard = GuardProcess.GuardUnder(denied, machine, Config);

        machine.WaitForNotification(said => said == "READY=1", "READY=1");
        machine.WaitForFeeds(3);
        WorkAndEnd(machine, guard);
        machine.WaitForNotification(said => said == "STOPPING=1", "STOPPING=1");

        var lines = File.ReadAllLines(trace);
        Assert.DoesNotContain(lines, line => line.Contains(" connect(", StringComparison.Ordinal));
        Assert.Contains(lines, line =>
            line.Contains("WATCHDOG=1", StringComparison.Ordinal)
            && line.Contains("MSG_DONTWAIT", StringComparison.Ordinal));
    }

    [NativeFact]
    public void HangUp_ManagerReads_IsToldWhenTheReloadBeganAndThatItEnded()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitForNotification(said => said == "READY=1", "READY=1");
        var before = MonotonicUsec();

        guard.Signal(GuardProcess.HangUp);
        machine.WaitForNotification(
            said => said.StartsWith("RELOADING=1\nMONOTONIC_USEC=", StringComparison.Ordinal),
            "RELOADING=1");
        machine.WaitFor("config-reloaded");
        WorkAndEnd(machine, guard);
        machine.WaitForNotification(said => said == "STOPPING=1", "STOPPING=1");

        var heard = machine.Heard();
        var reload = heard.FindIndex(said => said.StartsWith("RELOADING=1", StringComparison.Ordinal));
        var usec = long.Parse(heard[reload].Split('=')[2], CultureInfo.InvariantCulture);
        Assert.InRange(usec, before, MonotonicUsec());
        Assert.Contains("READY=1", heard[reload..]);
    }

    [NativeFact]
    public void Stop_RungThatBlocks_AsksTheManagerForMoreTime()
    {
        using var machine = new FakeMachine();
        var knob = machine.Root + "/sys/devices/system/node/node0/compact";
        File.Delete(knob);
        using (var mkfifo = Process.Start("mkfifo", knob))
        {
            mkfifo.WaitForExit();
        }

        machine.BuddyInfo = FakeMachine.Fragmented;
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitFor("rung-started", record => record["FRAGGUARD_REMEDY"] == "compact_memory");

        guard.Signal(GuardProcess.Terminate);
        Assert.Equal(0, guard.WaitForEnd().ExitCode);

        machine.WaitForNotification(
            said => said.StartsWith("EXTEND_TIMEOUT_USEC=", StringComparison.Ordinal),
            "how long the stop may take");
        var heard = machine.Heard();
        var asked = heard.FindIndex(said => said.StartsWith("EXTEND_TIMEOUT_USEC=", StringComparison.Ordinal));
        var usec = long.Parse(heard[asked].Split('=')[1], CultureInfo.InvariantCulture);
        Assert.InRange(heard.IndexOf("STOPPING=1"), 0, asked);
        Assert.InRange(usec, 25_000_000, 35_000_000);
    }

    [NativeFact]
    public void Interrupt_WhereAManagerListens_EndsAsTerminateDoes()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitForNotification(said => said == "READY=1", "READY=1");

        WorkAndEnd(machine, guard, GuardProcess.Interrupt);

        machine.WaitForNotification(said => said == "STOPPING=1", "STOPPING=1");
    }

    // It still sees, decides and writes; and its end puts back what it tuned, with the exit code of a clean stop.
    private static void WorkAndEnd(FakeMachine machine, GuardProcess guard, int signal = GuardProcess.Terminate)
    {
        machine.BuddyInfo = FakeMachine.Fragmented;
        machine.WaitFor("ladder-exhausted");
        Assert.Equal("10", machine.Read("/proc/sys/vm/swappiness"));

        guard.Signal(signal);

        Assert.Equal(0, guard.WaitForEnd().ExitCode);
        machine.WaitFor("stopped");
        Assert.Equal("60", machine.Read("/proc/sys/vm/swappiness"));
    }

    // Stopwatch is CLOCK_MONOTONIC in nanoseconds.
    private static long MonotonicUsec() => Stopwatch.GetTimestamp() / 1000;
}
