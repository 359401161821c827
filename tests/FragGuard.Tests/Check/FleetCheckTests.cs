using FragGuard.Policy;

namespace FragGuard.Tests;

/// <summary>What <c>check --system</c> says of the files and the program by which the guard tells others.</summary>
public sealed class FleetCheckTests : IDisposable
{
    private const string Collected = "/var/lib/prometheus/node-exporter";

    private static readonly string Packaging = Path.Combine(Golden.Fixture("..", ".."), "packaging");

    private readonly FakeMachineTree _tree = new FakeMachineTree().WithMachine();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Groups_ShippedSettings_AreReadyBeforeTheUnitEverRan()
    {
        Install();

        Assert.Equal(
            [
                "metrics.textfile: ready: /run/fragguard/metrics.prom", "metrics.probe: ready: /run/fragguard/probe",
                "export.node_features: ready: /run/fragguard/features",
            ],
            Find(new GuardSettings()));
    }

    [Fact]
    public void Groups_NothingIsLeftForOthers_AreNone() => Assert.Empty(Find(Only(textFile: "")));

    [Fact]
    public void Groups_DirectoryIsNotThere_SaysSo()
    {
        Install();

        Assert.Equal(
            [$"metrics.textfile: off: {Collected} is not there: make it, or name another"],
            Find(Only($"{Collected}/fragguard.prom")));
    }

    [Fact]
    public void Groups_FileOfSomebodyElseInTheGuardsDirectory_IsOff()
    {
        Install();
        _tree.Write("run/fragguard/probe", "somebody else's\n");

        Assert.Contains(
            "metrics.probe: off: /run/fragguard/probe holds something that FragGuard did not write: take it away, "
                + "or name another file", Find(new GuardSettings()));
    }

    [Fact]
    public void Groups_FileOfSomebodyElse_IsOff()
    {
        _tree.Write($"{Collected[1..]}/fragguard.prom", "# HELP node_load1 1m load average.\n");

        Assert.Equal(
            [
                $"metrics.textfile: off: {Collected}/fragguard.prom holds something that FragGuard did not write: "
                    + "take it away, or name another file",
            ],
            Find(Only($"{Collected}/fragguard.prom")));
    }

    [Fact]
    public void Groups_UnitMakesItReadOnly_NamesTheDropInAndIsContentWithIt()
    {
        Install();
        Directory.CreateDirectory(_tree.Root.Path(Collected));

        var without = Find(Only($"{Collected}/fragguard.prom"));
        _tree.Write(
            "etc/systemd/system/fragguard.service.d/textfile.conf",
            File.ReadAllText(Path.Combine(Packaging, "examples", "node-exporter-textfile.conf")));
        var with = Find(Only($"{Collected}/fragguard.prom"));

        Assert.Equal(
            [
                $"metrics.textfile: off: fragguard.service makes {Collected}/fragguard.prom read-only: install the "
                    + "drop-in /usr/share/doc/fragguard/examples/node-exporter-textfile.conf",
            ],
            without);
        Assert.Equal([$"metrics.textfile: ready: {Collected}/fragguard.prom"], with);
    }

    [Fact]
    public void Groups_ProgramThatIsNotThere_SaysWhy()
    {
        var settings = Only(textFile: "") with { Notify = new NotifySettings { Command = ["/no/such/program"] } };

        var finding = Assert.Single(Find(settings));

        Assert.StartsWith("notify.command: off: /no/such/program: ", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_ProgramOfTheAdministrators_IsReady()
    {
        var settings = Only(textFile: "") with { Notify = new NotifySettings { Command = ["/bin/true"] } };

        var finding = Assert.Single(Find(settings));

        Assert.StartsWith("notify.command: ready: /bin/true; ", finding, StringComparison.Ordinal);
    }

    private static GuardSettings Only(string textFile) => new()
    {
        Metrics = new MetricsSettings { TextFile = textFile, Probe = "" },
        Export = new ExportSettings { NodeFeatures = "" },
    };

    private List<string> Find(GuardSettings settings) =>
        [
            .. new FleetCheck(_tree.Root, settings, new UnitCheck(_tree.Root)).Groups()
                .SelectMany(group => group.Findings)
                .Select(finding => $"{finding.Name}: {finding.State}: {finding.Meaning}"),
        ];

    private void Install() => _tree.Write(
        "lib/systemd/system/fragguard.service",
        File.ReadAllText(Path.Combine(Packaging, "systemd", "fragguard.service")));
}
