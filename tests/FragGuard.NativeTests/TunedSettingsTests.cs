namespace FragGuard.NativeTests;

/// <summary>What is tuned goes back, whenever the guard dies.</summary>
public sealed class TunedSettingsTests
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
        set = { "vm.swappiness" = 10, "vm.vfs_cache_pressure" = 200, "vm.watermark_scale_factor" = 20 }
        settle = "0s"
        """;

    private static readonly (string Path, string Original)[] Knobs =
    [
        ("/proc/sys/vm/swappiness", "60"),
        ("/proc/sys/vm/vfs_cache_pressure", "100"),
        ("/proc/sys/vm/watermark_scale_factor", "10"),
    ];

    [NativeFact]
    public void KillAtAnyInstantOfATune_NextStartPutsEveryOriginalBack()
    {
        // The delays sweep from before the first write to after the last one.
        for (var delayMs = 0; delayMs < 60; delayMs += 4)
        {
            using var machine = NewMachine();
            using (var guard = GuardProcess.Guard(machine, Config))
            {
                machine.WaitFor("rung-started");
                Thread.Sleep(delayMs);
                guard.Signal(GuardProcess.KillNow);
                guard.WaitForEnd();
            }

            machine.BuddyInfo = FakeMachine.Healthy;
            using var next = GuardProcess.Guard(machine, Config);
            Assert.True(
                SpinWait.SpinUntil(
                    () => Knobs.All(knob => machine.Read(knob.Path).Trim() == knob.Original), TimeSpan.FromSeconds(60)),
                $"after {delayMs} ms: "
                    + string.Join(", ", Knobs.Select(knob => knob.Path + " = " + machine.Read(knob.Path))));
        }
    }

    [NativeFact]
    public void Restore_ValueThatSomebodyElseChanged_IsLeftAloneAndSaid()
    {
        using var machine = NewMachine();
        using (var guard = GuardProcess.Guard(machine, Config))
        {
            machine.WaitFor("ladder-exhausted");
            guard.Signal(GuardProcess.KillNow);
            guard.WaitForEnd();
        }

        machine.Write("/proc/sys/vm/swappiness", "33\n");
        var (exitCode, output, _) = GuardProcess.Run("restore", "--root", machine.Root);

        Assert.Equal(0, exitCode);
        Assert.Contains(
            "vm.swappiness is 33, which somebody else has set: it is left alone",
            output, StringComparison.Ordinal);
        Assert.Equal("33\n", machine.Read("/proc/sys/vm/swappiness"));
        Assert.Equal("100", machine.Read("/proc/sys/vm/vfs_cache_pressure"));
        Assert.Equal("nothing is tuned\n", GuardProcess.Run("restore", "--root", machine.Root).Output);
    }

    [NativeFact]
    public void Run_IncidentCloses_PutsTheOriginalsBack()
    {
        using var machine = NewMachine();
        using var guard = GuardProcess.Guard(machine, Config);
        machine.WaitFor("ladder-exhausted");

        machine.BuddyInfo = FakeMachine.Healthy;
        machine.WaitFor("incident-closed");
        machine.WaitFor("tunable-restored", record => record["FRAGGUARD_KNOB"] == "vm.watermark_scale_factor");

        Assert.All(Knobs, knob => Assert.Equal(knob.Original, machine.Read(knob.Path).Trim()));
    }

    [NativeFact]
    public void Run_StoreCannotBeWritten_ChangesNothing()
    {
        using var machine = NewMachine();
        machine.Write("/var/lib/fragguard", "a file where the state directory should be");
        using var guard = GuardProcess.Guard(machine, Config);

        var finished = machine.WaitFor("rung-finished");

        Assert.Equal("failed", finished["FRAGGUARD_OUTCOME"]);
        Assert.All(Knobs, knob => Assert.Equal(knob.Original, machine.Read(knob.Path).Trim()));
    }

    [NativeFact]
    public void Run_StoreIsNonsense_IsSetAsideAndTheGuardStarts()
    {
        using var machine = NewMachine();
        machine.BuddyInfo = FakeMachine.Healthy;
        machine.Write("/var/lib/fragguard/tuned.json", "{\"version\": 99");
        machine.Write("/var/lib/fragguard/ladder.json", "[]");
        using var guard = GuardProcess.Guard(machine, Config);

        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");

        Assert.Equal(
            2,
            machine.Count("warning")
                - machine.Records.Count(record => record["MESSAGE"].Contains("kernel log", StringComparison.Ordinal)));
        Assert.True(File.Exists(machine.Root + "/var/lib/fragguard/tuned.json.bad"));
        Assert.True(File.Exists(machine.Root + "/var/lib/fragguard/ladder.json.bad"));
    }

    private static FakeMachine NewMachine()
    {
        var machine = new FakeMachine { BuddyInfo = FakeMachine.Fragmented };
        foreach (var (path, original) in Knobs)
        {
            machine.Write(path, original + "\n");
        }

        return machine;
    }
}
