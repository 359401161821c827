namespace FragGuard.NativeTests;

/// <summary>What [prevent] holds goes back, whenever the guard ends.</summary>
public sealed class PreventTests
{
    private const string Swappiness = "/proc/sys/vm/swappiness";
    private const string Scale = "/proc/sys/vm/watermark_scale_factor";

    private const string Config = """
        ladder = []
        [sampling]
        interval = "100ms"
        alert_interval = "100ms"
        [prevent]
        set."vm.swappiness" = { at_most = 40 }
        set."vm.watermark_scale_factor" = { at_least = 50 }
        set."vm.defrag_mode" = 1
        """;

    [NativeFact]
    public void Stop_WhileSettingsAreHeld_PutsEveryOriginalBack()
    {
        using var machine = NewMachine();
        using var guard = GuardProcess.Guard(machine, Config);
        WaitFor(machine, "40", "50");
        _ = machine.WaitFor("warning", record =>
            record["MESSAGE"].Contains("vm.defrag_mode is not there", StringComparison.Ordinal));

        guard.Signal(GuardProcess.Terminate);
        guard.WaitForEnd();

        Assert.Equal(("60", "10"), Values(machine));
        Assert.False(File.Exists(machine.Root + "/var/lib/fragguard/tuned.json"));
    }

    [NativeFact]
    public void KillAtAnyInstantOfTheStart_NextStartHoldsThemAndItsStopPutsEveryOriginalBack()
    {
        // The delays sweep from before the first write to after the last one.
        for (var delayMs = 0; delayMs < 60; delayMs += 4)
        {
            using var machine = NewMachine();
            using (var guard = GuardProcess.Guard(machine, Config))
            {
                machine.WaitFor("started");
                Thread.Sleep(delayMs);
                guard.Signal(GuardProcess.KillNow);
                guard.WaitForEnd();
            }

            using var next = GuardProcess.Guard(machine, Config);
            WaitForStatus(machine, next);
            Assert.Equal(("40", "50"), Values(machine));
            next.Signal(GuardProcess.Terminate);
            next.WaitForEnd();

            Assert.Equal(("60", "10"), Values(machine));
        }
    }

    [NativeFact]
    public void Restore_AfterAKill_PutsEveryOriginalBack()
    {
        using var machine = NewMachine();
        using (var guard = GuardProcess.Guard(machine, Config))
        {
            WaitFor(machine, "40", "50");
            guard.Signal(GuardProcess.KillNow);
            guard.WaitForEnd();
        }

        machine.Write(Scale, "33\n");
        var (exitCode, output, _) = GuardProcess.Run("restore", "--root", machine.Root);

        Assert.Equal(0, exitCode);
        Assert.Contains("vm.swappiness put back from 40 to 60", output, StringComparison.Ordinal);
        Assert.Contains("vm.watermark_scale_factor is 33, which somebody else", output, StringComparison.Ordinal);
        Assert.Equal(("60", "33"), Values(machine));
    }

    [NativeFact]
    public void Status_WhileSettingsAreHeld_SaysSo()
    {
        using var machine = NewMachine();
        using var guard = GuardProcess.Guard(machine, Config);
        WaitForStatus(machine, guard);

        Assert.Equal(("40", "50"), Values(machine));
    }

    // Of this guard, and not of one before it.
    private static void WaitForStatus(FakeMachine machine, GuardProcess guard)
    {
        const string held = "\"knob\":\"vm.swappiness\",\"value\":\"40\",\"state\":\"held\"";
        var (path, status) = (machine.Root + "/run/fragguard/status.json", "");
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    status = File.Exists(path) ? File.ReadAllText(path) : "";
                    return status.Contains($"\"pid\":{guard.Id},", StringComparison.Ordinal)
                        && status.Contains(held, StringComparison.Ordinal);
                },
                TimeSpan.FromSeconds(60)),
            $"the status does not say what is held: {status}");
    }

    private static void WaitFor(FakeMachine machine, string swappiness, string scale) => Assert.True(
        SpinWait.SpinUntil(() => Values(machine) == (swappiness, scale), TimeSpan.FromSeconds(60)),
        $"{Values(machine)} and not {swappiness}, {scale}: "
            + string.Join('\n', machine.Records.Select(record => record["MESSAGE"])));

    private static (string Swappiness, string Scale) Values(FakeMachine machine) =>
        (machine.Read(Swappiness).Trim(), machine.Read(Scale).Trim());

    private static FakeMachine NewMachine()
    {
        var machine = new FakeMachine();
        machine.Write(Scale, "10\n");
        return machine;
    }
}
