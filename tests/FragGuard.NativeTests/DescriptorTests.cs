using System.Diagnostics;

namespace FragGuard.NativeTests;

/// <summary>The native binary without its standard descriptors, and with some that it should not pass on.</summary>
public sealed class DescriptorTests
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
        remedy = "hook"
        command = ["/bin/sh", "-c", "printf '<0>out\\033[31m\\n'; ls -l /proc/self/fd >&2"]
        """;

    [NativeFact]
    public void Run_StandardDescriptorsClosed_GuardsAndStopsAsEver()
    {
        using var machine = new FakeMachine();
        machine.BuddyInfo = FakeMachine.Fragmented;
        machine.Write("/etc/fragguard.toml", Config);

        // Without a journal it writes lines to descriptor 2, which once was the runtime's pipe for signals.
        File.Delete(machine.Root + "/run/systemd/journal/socket");
        using var guard = Shell(
            $"env -u NOTIFY_SOCKET {Binary} run --root {machine.Root} --config {machine.Root}/etc/fragguard.toml "
                + "<&- >&- 2>&-");
        Assert.True(
            SpinWait.SpinUntil(() => guard.HasExited || IsExhausted(machine), TimeSpan.FromSeconds(60))
                && !guard.HasExited,
            "the guard does not guard");
        var fds = Directory.GetFiles($"/proc/{guard.Id}/fd");
        string[] standard = [.. fds.Where(fd => fd.EndsWith("/0", StringComparison.Ordinal)
            || fd.EndsWith("/1", StringComparison.Ordinal)
            || fd.EndsWith("/2", StringComparison.Ordinal)).Select(fd => new FileInfo(fd).LinkTarget ?? "")];
        using var kill = Process.Start("kill", $"-TERM {guard.Id}");

        Assert.True(guard.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.Equal(0, guard.ExitCode);
        Assert.Equal(["/dev/null", "/dev/null", "/dev/null"], standard);
    }

    [NativeFact]
    public void Failures_StandardInputClosed_ReadsNothingAndEnds()
    {
        using var failures = Shell($"{Binary} failures - <&-");

        Assert.True(failures.WaitForExit(TimeSpan.FromSeconds(60)), "it reads what is not its input");
        Assert.Equal(0, failures.ExitCode);
    }

    [NativeFact]
    public void Restore_StandardOutputClosed_PutsEverySettingBack()
    {
        using var machine = new FakeMachine();
        machine.Write("/proc/sys/vm/swappiness", "10");
        machine.Write("/proc/sys/vm/vfs_cache_pressure", "50");
        machine.Write("/proc/sys/kernel/random/boot_id", "b");
        machine.Write("/var/lib/fragguard/tuned.json", """
            {"version":1,"boot_id":"b","tuned":[
              {"knob":"vm.swappiness","path":"/proc/sys/vm/swappiness","original":"60","value":"10","restore":"on_stop"},
              {"knob":"vm.vfs_cache_pressure","path":"/proc/sys/vm/vfs_cache_pressure","original":"100","value":"50","restore":"on_stop"}]}
            """);

        using var restore = Shell($"{Binary} restore --root {machine.Root} >&-");

        Assert.True(restore.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.Equal(
            ("60", "100"),
            (machine.Read("/proc/sys/vm/swappiness"), machine.Read("/proc/sys/vm/vfs_cache_pressure")));
        Assert.Equal(0, restore.ExitCode);
    }

    [NativeFact]
    public void Run_Hook_InheritsNoDescriptorAndItsOutputIsLoggedHarmless()
    {
        using var machine = new FakeMachine();
        machine.BuddyInfo = FakeMachine.Fragmented;
        using var guard = GuardProcess.Guard(machine, Config);

        var output = machine.WaitFor("hook-output", record => record["FRAGGUARD_STREAM"] == "stdout");
        var listing = machine.WaitFor("hook-output", record => record["FRAGGUARD_STREAM"] == "stderr");

        Assert.Equal("/bin/sh wrote to stdout:\nout\\x1b[31m", output["MESSAGE"]);
        Assert.DoesNotContain("fragguard", listing["MESSAGE"], StringComparison.Ordinal);
        Assert.DoesNotContain(" 4 -> ", listing["MESSAGE"], StringComparison.Ordinal);
    }

    private static bool IsExhausted(FakeMachine machine)
    {
        Thread.Sleep(5);
        return File.Exists(machine.Root + "/run/fragguard/status.json")
            && machine.Read("/run/fragguard/status.json").Contains("exhausted", StringComparison.Ordinal);
    }

    private static string Binary => NativeBinary.Path;

    private static Process Shell(string command) => Process.Start("bash", ["-c", "exec " + command]);
}
