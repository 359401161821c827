namespace FragGuard.NativeTests;

/// <summary>The daemon's life on a fake machine, as its service manager and its journal see it.</summary>
public sealed class DaemonTests
{
    private const string Config = """
        [sampling]
        interval = "100ms"
        alert_interval = "100ms"

        [[watch]]
        name = "contiguous-64k"
        order = 4
        floor = 64
        for = "300ms"

        [gates]
        min_uptime = "0s"

        [incident]
        back_off = "10m"

        [[ladder]]
        remedy = "drop_caches"
        settle = "200ms"

        [[ladder]]
        remedy = "compact_memory"
        settle = "200ms"
        timeout = "2s"

        [[ladder]]
        remedy = "tune"
        set = { "vm.swappiness" = { at_most = 10 } }
        settle = "200ms"
        """;

    [NativeFact]
    public void Run_HealthyMachine_IsReadyAfterAGoodReadingAndStopsCleanly()
    {
        using var machine = new FakeMachine();
        machine.BuddyInfo = "";
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitFor("reading-failed");
        Assert.DoesNotContain(
            machine.Notifications, notification => notification.Contains("READY=1", StringComparison.Ordinal));

        machine.BuddyInfo = FakeMachine.Healthy;
        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");
        machine.WaitForNotification(
            said => said.StartsWith("STATUS=every watch is healthy", StringComparison.Ordinal),
            "a healthy status");
        guard.Signal(GuardProcess.Terminate);

        Assert.Equal(0, guard.WaitForEnd().ExitCode);
        machine.WaitFor("stopped");
        machine.WaitForNotification(said => said.Contains("STOPPING=1", StringComparison.Ordinal), "STOPPING=1");
        Assert.Equal(0, machine.Count("incident-opened"));
    }

    [NativeFact]
    public void Run_FragmentedZone_ClimbsTheLadderUntilItHeals()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");

        machine.BuddyInfo = FakeMachine.Fragmented;
        var opened = machine.WaitFor("incident-opened");
        var dropped = machine.WaitFor("rung-finished", record => record["FRAGGUARD_REMEDY"] == "drop_caches");
        machine.WaitFor("rung-started", record => record["FRAGGUARD_REMEDY"] == "compact_memory");
        Assert.True(SpinWait.SpinUntil(
            () => machine.Read("/sys/devices/system/node/node0/compact") == "1", TimeSpan.FromSeconds(60)));
        machine.BuddyInfo = FakeMachine.Healthy;
        var compacted = machine.WaitFor("rung-finished", record => record["FRAGGUARD_REMEDY"] == "compact_memory");
        var closed = machine.WaitFor("incident-closed");

        Assert.Equal("fragmented", opened["FRAGGUARD_DIAGNOSIS"]);
        Assert.Equal(
            ("0", "Normal", "4", "contiguous-64k"),
            (opened["FRAGGUARD_NODE"], opened["FRAGGUARD_ZONE"], opened["FRAGGUARD_ORDER"], opened["FRAGGUARD_WATCH"]));
        Assert.Equal(
            ("no-gain", "0", "0"),
            (dropped["FRAGGUARD_OUTCOME"], dropped["FRAGGUARD_GAIN"], dropped["FRAGGUARD_AFTER"]));
        Assert.Equal("recovered", compacted["FRAGGUARD_OUTCOME"]);
        Assert.Equal(compacted["FRAGGUARD_AFTER"], compacted["FRAGGUARD_GAIN"]);
        Assert.Equal(opened["FRAGGUARD_INCIDENT"], closed["FRAGGUARD_INCIDENT"]);
        Assert.Equal("compact_memory", closed["FRAGGUARD_REMEDY"]);
        Assert.Equal("1", machine.Read("/proc/sys/vm/drop_caches"));
        Assert.Equal("60\n", machine.Read("/proc/sys/vm/swappiness"));
        Assert.Equal("", machine.Read("/proc/sys/vm/compact_memory"));
    }

    [NativeFact]
    public void Run_NothingHelps_ExhaustsTheLadderAndPutsTunedSettingsBackAtTheEnd()
    {
        using var machine = new FakeMachine();
        machine.BuddyInfo = FakeMachine.Fragmented;
        using var guard = GuardProcess.Guard(machine, Config);

        var exhausted = machine.WaitFor("ladder-exhausted");
        var tuned = machine.Read("/proc/sys/vm/swappiness");
        guard.Signal(GuardProcess.Terminate);

        Assert.Equal(0, guard.WaitForEnd().ExitCode);
        Assert.Equal("10", tuned);
        Assert.Equal("60", machine.Read("/proc/sys/vm/swappiness"));
        Assert.Equal("3", exhausted["PRIORITY"]);
        Assert.Contains("Unmovable pages are the likely cause", exhausted["MESSAGE"], StringComparison.Ordinal);
    }

    [NativeFact]
    public void Run_ZoneShortOfMemory_IsNotCompacted()
    {
        using var machine = new FakeMachine();
        machine.BuddyInfo = FakeMachine.Empty;
        using var guard = GuardProcess.Guard(machine, Config);

        var skipped = machine.WaitFor("rung-skipped", record => record["FRAGGUARD_REMEDY"] == "compact_memory");
        machine.WaitFor("ladder-exhausted");

        Assert.Equal("low-memory", skipped["FRAGGUARD_REASON"]);
        Assert.Equal("", machine.Read("/sys/devices/system/node/node0/compact"));
    }

    [NativeFact]
    public void Run_DryRun_DecidesEverythingAndWritesNothing()
    {
        using var machine = new FakeMachine();
        machine.BuddyInfo = FakeMachine.Fragmented;
        using var guard = GuardProcess.Guard(machine, Config, "--dry-run");

        foreach (var remedy in (string[])["drop_caches", "compact_memory", "tune"])
        {
            var finished = machine.WaitFor("rung-finished", record => record["FRAGGUARD_REMEDY"] == remedy);
            Assert.Equal(("skipped", "dry-run"), (finished["FRAGGUARD_OUTCOME"], finished["FRAGGUARD_REASON"]));
        }

        Assert.Equal("", machine.Read("/proc/sys/vm/drop_caches"));
        Assert.Equal("", machine.Read("/sys/devices/system/node/node0/compact"));
        Assert.Equal("60\n", machine.Read("/proc/sys/vm/swappiness"));
    }

    [NativeFact]
    public void Run_WriteThatBlocks_IsKilledAtItsTimeoutWhileTheGuardGoesOn()
    {
        using var machine = new FakeMachine();
        var knob = machine.Root + "/sys/devices/system/node/node0/compact";
        File.Delete(knob);
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", knob))
        {
            mkfifo.WaitForExit();
        }

        machine.BuddyInfo = FakeMachine.Fragmented;
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitFor("rung-started", record => record["FRAGGUARD_REMEDY"] == "compact_memory");
        machine.WaitForFeeds(3);
        Assert.Equal(0, machine.Count("ladder-exhausted"));

        var finished = machine.WaitFor("rung-finished", record => record["FRAGGUARD_REMEDY"] == "compact_memory");

        Assert.Equal("timed-out", finished["FRAGGUARD_OUTCOME"]);
        machine.WaitForFeeds(3);
    }

    [NativeTheory]
    [InlineData("")]
    [InlineData("Node 0, zone   Nor")]
    [InlineData("what is this\nnot a buddyinfo\n")]
    [InlineData("Node 0, zone   Normal    -1    x    \n")]
    public void Run_ReadingBecomesUseless_IsNotActedOnAndIsSaidOnce(string broken)
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");

        machine.BuddyInfo = broken;
        machine.WaitFor("reading-failed");
        machine.WaitForNotification(
            said => said.StartsWith("STATUS=blind: /proc/buddyinfo", StringComparison.Ordinal),
            "that it is blind");
        machine.WaitForFeeds(5);
        machine.BuddyInfo = FakeMachine.Healthy;
        machine.WaitFor("reading-recovered");

        Assert.Equal(1, machine.Count("reading-failed"));
        Assert.Equal(0, machine.Count("incident-opened"));
        Assert.False(guard.HasExited);
    }

    [NativeFact]
    public void Run_ReadingVanishesWhileFragmented_NoFurtherRungBegins()
    {
        using var machine = new FakeMachine();
        machine.BuddyInfo = FakeMachine.Fragmented;
        var config = Config.Replace(
            "floor = 64\nfor = \"300ms\"", "floor = 64\nfor = \"2s\"", StringComparison.Ordinal);
        using var guard = GuardProcess.Guard(machine, config);
        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");

        File.Delete(machine.Root + "/proc/buddyinfo");
        machine.WaitFor("reading-failed");
        machine.WaitForFeeds(40);

        Assert.Equal(0, machine.Count("incident-opened"));
        Assert.Equal("", machine.Read("/proc/sys/vm/drop_caches"));
    }

    [NativeFact]
    public void Run_NoBuddyInfoAtAll_Exits69()
    {
        using var machine = new FakeMachine();
        File.Delete(machine.Root + "/proc/buddyinfo");
        using var guard = GuardProcess.Guard(machine, Config);

        var (exitCode, errors) = guard.WaitForEnd();

        Assert.Equal(69, exitCode);
        Assert.Contains("/proc/buddyinfo", errors, StringComparison.Ordinal);
    }

    [NativeFact]
    public void Run_BadConfig_Exits78WithEveryError()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, "dry_run = 7\n[[watch]]\nflor = 64\n");

        var (exitCode, errors) = guard.WaitForEnd();

        Assert.Equal(78, exitCode);
        Assert.Contains("fragguard.toml:1:11: ", errors, StringComparison.Ordinal);
        Assert.Contains("fragguard.toml:3:1: ", errors, StringComparison.Ordinal);
        Assert.Contains("\"floor\"", errors, StringComparison.Ordinal);
    }

    [NativeFact]
    public void HangUp_GoodAndBadConfig_SwapsOrKeepsTheOldSettings()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");

        machine.Write("/etc/fragguard.toml", "nonsense = true\n");
        guard.Signal(GuardProcess.HangUp);
        var rejected = machine.WaitFor("config-rejected");
        machine.WaitForNotification(said => said.Contains("RELOADING=1", StringComparison.Ordinal), "RELOADING=1");
        machine.WaitForNotification(
            said => said.StartsWith("STATUS=", StringComparison.Ordinal)
                && said.Contains("nonsense", StringComparison.Ordinal),
            "of the bad file");

        machine.Write("/etc/fragguard.toml", Config.Replace("floor = 64", "floor = 1000000", StringComparison.Ordinal));
        guard.Signal(GuardProcess.HangUp);
        machine.WaitFor("config-reloaded");
        var opened = machine.WaitFor("incident-opened");

        Assert.Contains("nonsense", rejected["MESSAGE"], StringComparison.Ordinal);
        Assert.Contains("floor 1000000", opened["MESSAGE"], StringComparison.Ordinal);
    }

    [NativeFact]
    public void Stop_ChildThatPutsASettingBackIsStoppedToo_PutsItBackAllTheSame()
    {
        using var machine = new FakeMachine();
        machine.BuddyInfo = FakeMachine.Fragmented;
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitFor("ladder-exhausted");
        Assert.Equal("10", machine.Read("/proc/sys/vm/swappiness"));

        guard.Signal(GuardProcess.Terminate);
        guard.TerminateFirstChild();

        Assert.Equal(0, guard.WaitForEnd().ExitCode);
        Assert.Equal("60", machine.Read("/proc/sys/vm/swappiness"));
    }

    [NativeFact]
    public void HangUp_WhileAnIncidentIsOpen_KeepsTheIncident()
    {
        using var machine = new FakeMachine();
        machine.BuddyInfo = FakeMachine.Fragmented;
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitFor("ladder-exhausted");

        guard.Signal(GuardProcess.HangUp);
        machine.WaitFor("config-reloaded");
        machine.WaitForFeeds(10);

        Assert.Equal(1, machine.Count("incident-opened"));
        Assert.Equal(0, machine.Count("incident-closed"));
    }

    [NativeFact]
    public void Run_JournalThatNobodyReads_NeverBlocksTheGuard()
    {
        using var machine = new FakeMachine(readsJournal: false);
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");

        for (var i = 0; i < 40; i++)
        {
            guard.Signal(GuardProcess.HangUp);
            machine.WaitForFeeds(1);
        }

        guard.Signal(GuardProcess.Terminate);
        Assert.Equal(0, guard.WaitForEnd().ExitCode);
    }
}
