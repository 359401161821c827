namespace FragGuard.NativeTests;

/// <summary>What the service manager is told, and when.</summary>
public sealed class ReadinessTests
{
    private const string Config = """
        [sampling]
        interval = "100ms"
        alert_interval = "100ms"

        [[watch]]
        order = 4
        floor = 64
        """;

    [NativeFact]
    public void Reload_FileThatCannotBeRead_IsReadyOnlyWithTheNextGoodReading()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitForNotification(IsReady, "READY=1");
        machine.BuddyInfo = "";
        machine.WaitFor("reading-failed");

        guard.Signal(GuardProcess.HangUp);
        machine.WaitFor("config-reloaded");
        machine.WaitForFeeds(5);
        var readyWhileBlind = CountOf(machine, IsReady);
        machine.BuddyInfo = FakeMachine.Healthy;
        machine.WaitFor("reading-recovered");
        machine.WaitForFeeds(5);

        Assert.Equal(1, readyWhileBlind);
        Assert.Equal(2, CountOf(machine, IsReady));
    }

    [NativeFact]
    public void Run_NoBuddyInfo_SaysWhyItStops()
    {
        using var machine = new FakeMachine();
        File.Delete(machine.Root + "/proc/buddyinfo");
        using var guard = GuardProcess.Guard(machine, Config);

        var stopped = machine.WaitFor("stopped");

        Assert.Equal(
            "FragGuard stopping: /proc/buddyinfo: no such file: there is nothing to guard",
            stopped["MESSAGE"]);
        Assert.Equal(69, guard.WaitForEnd().ExitCode);
    }

    private static bool IsReady(string notification) => notification.Contains("READY=1", StringComparison.Ordinal);

    private static int CountOf(FakeMachine machine, Predicate<string> matches)
    {
        lock (machine.Notifications)
        {
            return machine.Notifications.FindAll(matches).Count;
        }
    }
}
