using System.Diagnostics;
using System.Text.Json;

namespace FragGuard.NativeTests;

/// <summary>What the native binary costs, in counts: bytes allocated, collections, descriptors, system calls. Never
/// time.</summary>
public sealed class CountTests
{
    // One file holds the guard and every verb; its verbs for fleets and reports took it past the 7 MiB of version 1.0.
    private const int LargestBinaryBytes = 8 << 20;

    [NativeFact]
    public void Soak_AMillionHealthyTicks_AllocateNothingAndLeakNothing()
    {
        using var machine = new FakeMachine();

        var (exitCode, output, _) = GuardProcess.Run("soak", "--ticks", "1000000", "--root", machine.Root);

        Assert.Equal(0, exitCode);
        using var counts = JsonDocument.Parse(output);
        long Count(string name) => counts.RootElement.GetProperty(name).GetInt64();
        Assert.Equal(1_000_000, Count("ticks"));
        Assert.Equal(0, Count("allocated_bytes"));
        Assert.Equal(0, Count("collections"));
        Assert.Equal(Count("descriptors_before"), Count("descriptors_after"));
        Assert.InRange(Count("rss_after_kib") - Count("rss_before_kib"), -4096, 64);
    }

    [NativeFact]
    public void Soak_AThousandBeats_AllocateNothingAndLeakNothing()
    {
        using var machine = new FakeMachine();

        var (exitCode, output, _) = GuardProcess.Run("soak", "--ticks", "2000", "--publish", "--root", machine.Root);

        Assert.Equal(0, exitCode);
        using var counts = JsonDocument.Parse(output);
        Assert.Equal(0, counts.RootElement.GetProperty("allocated_bytes").GetInt64());
        Assert.Equal(0, counts.RootElement.GetProperty("collections").GetInt64());
        Assert.Equal(counts.RootElement.GetProperty("descriptors_before").GetInt64(), counts.RootElement.GetProperty(
            "descriptors_after").GetInt64());
        Assert.Contains(
            "\nfragguard_looks_total 3000\n", machine.Read("/run/fragguard/metrics.prom"), StringComparison.Ordinal);
    }

    // Some 1,000, half of them the program's own tables. The host's generic types, put together at run time, were 500
    // more.
    [NativeFact]
    public void Run_Started_HasTouchedFewPages()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, "", "--dry-run");
        machine.WaitForNotification(
            static said => said.Contains("READY=1", StringComparison.Ordinal), "that the guard is ready");

        var fields = File.ReadAllText($"/proc/{guard.Id}/stat").Split(") ")[^1].Split(' ');
        const int minorFaults = 7;

        Assert.InRange(int.Parse(fields[minorFaults], System.Globalization.CultureInfo.InvariantCulture), 1, 1300);
    }

    // poll and one read; now and then another for the watchdog or the kernel log. The second root is a host's procfs,
    // as a container sees it that has the host mounted.
    [NativeTheory(needs: "strace")]
    [InlineData("/")]
    [InlineData("/proc/self/root")]
    public void Run_HealthyTick_TakesAtMostThreeSystemCalls(string root)
    {
        using var machine = new FakeMachine();
        var trace = machine.Root + "/trace";
        machine.Write("/etc/fragguard.toml", "[sampling]\ninterval = \"100ms\"\nalert_interval = \"100ms\"\n");
        using var strace = Process.Start(
            "strace",
            [
                "-f", "-o", trace, NativeBinary.Path,
                "run", "--dry-run", "--root", root, "--config", machine.Root + "/etc/fragguard.toml",
            ]);
        SpinWait.SpinUntil(
            () => File.Exists(trace) && Polls(File.ReadAllLines(trace)).Count > 40, TimeSpan.FromSeconds(120));
        using (var kill = Process.Start(
            "pkill", ["-TERM", "-P", strace.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        strace.WaitForExit();

        // Between two polls of the guard's thread lies a tick. The first ones warm up, the last ones stop.
        var lines = File.ReadAllLines(trace);
        var polls = Polls(lines);
        var thread = lines[polls[^1]].Split(' ')[0];
        for (var i = 15; i < 35; i++)
        {
            var calls = lines[polls[i]..polls[i + 1]].Count(line =>
                line.StartsWith(thread, StringComparison.Ordinal)
                && !line.Contains("resumed", StringComparison.Ordinal));
            Assert.InRange(calls, 2, 3);
        }
    }

    [NativeFact(needs: "strace")]
    public void Run_DryRunThroughEveryRung_OpensNothingUnderProcOrSysForWriting()
    {
        using var machine = new FakeMachine();
        var trace = machine.Root + "/trace";
        machine.BuddyInfo = FakeMachine.Fragmented;
        machine.Write("/etc/fragguard.toml", """
            [sampling]
            interval = "100ms"
            alert_interval = "100ms"
            [[watch]]
            order = 1
            floor = 1000000000
            for = "0s"
            min_zone = "0B"
            [gates]
            min_uptime = "0s"
            max_memory_pressure = 100.0
            max_io_pressure = 100.0
            [[ladder]]
            remedy = "drop_caches"
            min_cache = "0B"
            settle = "0s"
            [[ladder]]
            remedy = "reclaim"
            settle = "0s"
            [[ladder]]
            remedy = "tune"
            set = { "vm.swappiness" = 11 }
            settle = "0s"
            """);
        using var strace = Process.Start(new ProcessStartInfo(
            "strace",
            [
                "-f", "-e", "trace=open,openat,creat,execve", "-o", trace, NativeBinary.Path,
                "run", "--dry-run", "--config", machine.Root + "/etc/fragguard.toml",
            ])
        { RedirectStandardError = true })!;
        var errors = strace.StandardError;
        var said = "";
        while (!said.Contains("tune: skipped", StringComparison.Ordinal) && errors.ReadLine() is { } line)
        {
            said += line + "\n";
        }

        using (var kill = Process.Start(
            "pkill", ["-TERM", "-P", strace.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        errors.ReadToEnd();
        strace.WaitForExit();

        var lines = File.ReadAllLines(trace);
        Assert.Contains("drop_caches: skipped: dry run", said, StringComparison.Ordinal);
        Assert.Contains("tune: skipped: dry run", said, StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("\"/proc/buddyinfo\"", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("execve(", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line =>
            (line.Contains("\"/proc/", StringComparison.Ordinal) || line.Contains("\"/sys/", StringComparison.Ordinal))
            && (line.Contains("O_WRONLY", StringComparison.Ordinal)
                || line.Contains("O_RDWR", StringComparison.Ordinal)));
    }

    [NativeFact]
    public void Binary_IsStaticPositionIndependentAndSmall()
    {
        var image = File.ReadAllBytes(NativeBinary.Path);
        const int typeOffset = 16, positionIndependent = 3;
        const int headersOffset = 32, entrySizeOffset = 54, entriesOffset = 56, interpreter = 3;

        var entries = BitConverter.ToUInt16(image, entriesOffset);
        var entrySize = BitConverter.ToUInt16(image, entrySizeOffset);
        var headers = (int)BitConverter.ToUInt64(image, headersOffset);
        var segments = Enumerable.Range(0, entries)
            .Select(i => BitConverter.ToUInt32(image, headers + (i * entrySize)));

        Assert.Equal(positionIndependent, BitConverter.ToUInt16(image, typeOffset));
        Assert.DoesNotContain((uint)interpreter, segments);
        Assert.InRange(image.Length, 1, LargestBinaryBytes);
    }

    private static List<int> Polls(string[] lines) =>
        [.. Enumerable.Range(0, lines.Length).Where(i =>
            lines[i].Contains(" poll([", StringComparison.Ordinal)
            && lines[i].Contains("POLLIN", StringComparison.Ordinal)
            && !lines[i].Contains("resumed", StringComparison.Ordinal))];
}
