using System.Diagnostics;
using System.Text.Json;

namespace FragGuard.NativeTests;

/// <summary>What the guard leaves for others, and what the verbs make of it.</summary>
public sealed class FleetTests
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
        """;

    [NativeFact]
    public void Run_UntilACleanStop_IsSeenByProbeAndMetrics()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, "ladder = []\n" + Config);
        machine.WaitFor("started");
        WaitForText(machine, "/run/fragguard/probe", " 0 0 every watch is healthy (1 zone)");

        var healthy = Probe(machine);
        machine.BuddyInfo = FakeMachine.Fragmented;
        WaitForText(machine, "/run/fragguard/features", "fragguard.state=healing");
        WaitForText(machine, "/run/fragguard/metrics.prom", "\nfragguard_incident_open 1\n");
        var fragmented = Probe(machine);
        var alive = Probe(machine, "--alive");
        var metrics = GuardProcess.Run("metrics", "--root", machine.Root);
        guard.Signal(GuardProcess.Terminate);
        Assert.Equal(0, guard.WaitForEnd().ExitCode);
        var stopped = Probe(machine);

        Assert.Equal((0, "every watch is healthy (1 zone)\n", ""), healthy);
        Assert.Equal((1, "healing: 0/Normal short of order-4 blocks, fragmented\n", ""), fragmented);
        Assert.Equal(0, alive.ExitCode);
        Assert.Equal((0, ""), (metrics.ExitCode, metrics.Errors));
        Assert.Contains("\nfragguard_watch_breached{watch=\"order-4\",node=\"0\",zone=\"Normal\",order=\"4\"} 1\n",
            metrics.Output, StringComparison.Ordinal);
        Assert.Equal((2, "no guard runs, or it leaves no /run/fragguard/probe\n", ""), stopped);
        Assert.EndsWith("\nfragguard_up 0\n", machine.Read("/run/fragguard/metrics.prom"), StringComparison.Ordinal);
        Assert.False(File.Exists(machine.Root + "/run/fragguard/features"));
    }

    [NativeFact]
    public void Run_JsonLog_IsTheJournalsRecordsOnStandardOutput()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, "ladder = []\n" + Config, "--log", "json");

        var started = ReadUntil(guard, "started");
        machine.BuddyInfo = FakeMachine.Fragmented;
        var opened = ReadUntil(guard, "incident-opened");

        Assert.NotEmpty(started.GetProperty("FRAGGUARD_VERSION").GetString()!);
        Assert.Equal("fragguard", opened.GetProperty("SYSLOG_IDENTIFIER").GetString());
        Assert.Equal("4", opened.GetProperty("FRAGGUARD_ORDER").GetString());
        Assert.Equal("4", opened.GetProperty("PRIORITY").GetString());
        Assert.Equal(32, opened.GetProperty("MESSAGE_ID").GetString()!.Length);
        Assert.Empty(machine.Records);
    }

    private static JsonElement ReadUntil(GuardProcess guard, string name)
    {
        while (true)
        {
            var record = JsonDocument.Parse(guard.ReadLine()!).RootElement;
            if (record.GetProperty("FRAGGUARD_EVENT").GetString() == name)
            {
                return record;
            }
        }
    }

    [NativeFact]
    public void Run_JsonLogAndASettingThatIsWrong_SaysSoInJson()
    {
        using var machine = new FakeMachine();
        machine.Write("/etc/fragguard.toml", "dry_run = 3\n");

        var (exitCode, output, errors) =
            GuardProcess.Run(
                "run", "--root", machine.Root, "--config", machine.Root + "/etc/fragguard.toml", "--log", "json");

        Assert.Equal(78, exitCode);
        Assert.Equal(
            "config-rejected", JsonDocument.Parse(output).RootElement.GetProperty("FRAGGUARD_EVENT").GetString());
        Assert.Contains("the configuration is refused", errors, StringComparison.Ordinal);
    }

    [NativeFact]
    public void Run_SecondGuard_LeavesNothingOfItsOwn()
    {
        using var machine = new FakeMachine();
        using var first = GuardProcess.Guard(machine, "ladder = []\n" + Config);
        WaitForText(machine, "/run/fragguard/metrics.prom", "\nfragguard_up 1\n");
        using var second = GuardProcess.Guard(machine, "ladder = []\n" + Config);
        machine.WaitFor("observe-only");
        second.Signal(GuardProcess.Terminate);
        second.WaitForEnd();

        Assert.Contains("\nfragguard_up 1\n", machine.Read("/run/fragguard/metrics.prom"), StringComparison.Ordinal);
        Assert.True(File.Exists(machine.Root + "/run/fragguard/probe"));
    }

    [NativeFact]
    public void Run_DirectoryIsGoneAndComesBack_IsToldOnceEach()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(
            machine, "ladder = []\n[metrics]\ntextfile = \"/var/textfile/fragguard.prom\"\n" + Config);

        machine.WaitFor("warning", record =>
            record["MESSAGE"].StartsWith("/var/textfile: no such directory", StringComparison.Ordinal));
        WaitForText(machine, "/run/fragguard/probe", "every watch is healthy");
        machine.BuddyInfo = FakeMachine.Fragmented;
        machine.WaitFor("incident-opened");
        Directory.CreateDirectory(machine.Root + "/var/textfile");
        machine.BuddyInfo = FakeMachine.Healthy;
        WaitForText(machine, "/var/textfile/fragguard.prom", "\nfragguard_up 1\n");

        machine.WaitFor("warning", record => record["MESSAGE"].EndsWith("are written again", StringComparison.Ordinal));
    }

    [NativeFact(needs: "chown")]
    public void Run_DirectoryOfSomebodyElse_IsLeftAloneAndSaid()
    {
        using var machine = new FakeMachine();
        Directory.CreateDirectory(machine.Root + "/var/textfile");
        using (var chown = Process.Start("chown", ["65534", machine.Root + "/var/textfile"]))
        {
            chown.WaitForExit();
        }

        using var guard = GuardProcess.Guard(
            machine, "ladder = []\n[metrics]\ntextfile = \"/var/textfile/fragguard.prom\"\n" + Config);

        machine.WaitFor("warning", record => record["MESSAGE"].StartsWith(
            "/var/textfile belongs to uid 65534: /var/textfile/fragguard.prom is written into a directory of root's",
            StringComparison.Ordinal));
        WaitForText(machine, "/run/fragguard/probe", "every watch is healthy");
        Assert.Empty(Directory.GetFiles(machine.Root + "/var/textfile"));
    }

    private static (int ExitCode, string Output, string Errors) Probe(FakeMachine machine, params string[] more) =>
        GuardProcess.Run(["probe", "--root", machine.Root, .. more]);

    private static void WaitForText(FakeMachine machine, string path, string text) => Assert.True(
        SpinWait.SpinUntil(
            () => File.Exists(machine.Root + path) && machine.Read(path).Contains(text, StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)),
        $"{path} does not say {text}");
}
