using System.Globalization;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

public sealed class FleetPublisherTests : IDisposable
{
    private const string Metrics = "/run/fragguard/metrics.prom";
    private const string Probe = "/run/fragguard/probe";
    private const string Features = "/run/fragguard/features";

    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;

    public FleetPublisherTests() => _actuator = new FakeActuator(_host);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Publish_ReadyGuard_LeavesThreeFilesThatAnybodyMayRead()
    {
        using var guard = Guard(Of(Drop));

        guard.PublishAt(0);

        Assert.Equal(1, Text["fragguard_up"]);
        Assert.Equal(1, Text["fragguard_looks_total"]);
        Assert.EndsWith(" 0 0 every watch is healthy (1 zone)", _host.Read(Probe), StringComparison.Ordinal);
        Assert.EndsWith("=healthy", _host.Read(Features), StringComparison.Ordinal);
        foreach (var path in (string[])[Metrics, Probe, Features])
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                File.GetUnixFileMode(_host.Path(path)));
        }

        Assert.DoesNotContain(
            Directory.GetFiles(_host.Path("/run/fragguard")), path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Publish_NothingChanges_WritesOnItsOwnBeat()
    {
        using var guard = Guard(Of(Drop));

        var written = new List<int>();
        var looks = 0.0;
        for (var second = 0; second <= 31; second++)
        {
            guard.PublishAt(second);
            if (Text["fragguard_looks_total"] is var now && now != looks)
            {
                written.Add(second);
                looks = now;
            }
        }

        Assert.Equal([0, 15, 30], written);
        Assert.Equal(guard.Now + TimeSpan.FromSeconds(14), guard.Publisher.NextAt);
    }

    [Fact]
    public void Publish_AnIncidentOpensAndCloses_IsSeenAtOnce()
    {
        using var guard = Guard(Of(Drop));
        guard.PublishAt(0);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.PublishAt(2);
        var (open, probe, feature) = (Text["fragguard_incident_open"], _host.Read(Probe), _host.Read(Features));

        _host.BuddyInfo = FakeHost.Healthy;
        guard.PublishAt(4);

        Assert.Equal(1, open);
        Assert.Contains(" 1 ", probe, StringComparison.Ordinal);
        Assert.DoesNotContain("healthy", feature, StringComparison.Ordinal);
        Assert.Equal(0, Text["fragguard_incident_open"]);
        Assert.Equal(1, Text["fragguard_incidents_total{diagnosis=\"fragmented\"}"]);
        Assert.EndsWith("=healthy", _host.Read(Features), StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_TheFeature_IsWrittenOnChangeAndWhenItIsGone()
    {
        using var guard = Guard(Of(Drop));
        guard.PublishAt(0);
        _host.Write(Features, "somebody else's\n");
        guard.PublishAt(20);
        var kept = _host.Read(Features);
        File.Delete(_host.Path(Features));

        guard.PublishAt(40);

        Assert.Equal("somebody else's", kept);
        Assert.EndsWith("=healthy", _host.Read(Features), StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_BlindGuard_GoesOnWithMetricsAndLetsTheProbeGetOld()
    {
        using var guard = Guard(Of(Drop));
        guard.PublishAt(0);
        File.Delete(_host.Path(Probe));
        File.Delete(_host.Path("/proc/buddyinfo"));

        guard.PublishAt(20);

        Assert.False(_host.Has(Probe));
        Assert.Equal(1, Text["fragguard_up"]);
        Assert.Equal(1, Text["fragguard_looks_total"]);
    }

    [Fact]
    public void Stop_Clean_LeavesUp0AndNoStateThatCouldBeBelieved()
    {
        using var guard = Guard(Of(Drop));
        guard.PublishAt(0);

        guard.Stop();

        Assert.Equal(0, Text["fragguard_up"]);
        Assert.Equal(2, Text.Samples.Count);
        Assert.False(_host.Has(Probe));
        Assert.False(_host.Has(Features));
    }

    [Fact]
    public void Publish_EverythingOff_LeavesNothingButASignOfLifeUntilItStops()
    {
        using var guard = Guard(Of(Drop) with
        {
            Metrics = new MetricsSettings { TextFile = "", Probe = "" },
            Export = new ExportSettings { NodeFeatures = "" },
        });

        guard.PublishAt(0);
        var alive = _host.Read(FleetFiles.AlivePath);
        guard.Stop();

        Assert.False(_host.Has(Metrics) || _host.Has(Probe) || _host.Has(Features));
        Assert.True(ulong.TryParse(alive, NumberStyles.None, CultureInfo.InvariantCulture, out _), alive);
        Assert.False(_host.Has(FleetFiles.AlivePath));
    }

    [Fact]
    public void Publish_AReloadNamesAnotherFile_TheOldOneGoes()
    {
        using var guard = Guard(Of(Drop));
        guard.PublishAt(0);
        Directory.CreateDirectory(_host.Path("/var/textfile"));

        guard.Daemon.Reload(
            Of(Drop) with { Metrics = new MetricsSettings { TextFile = "/var/textfile/fragguard.prom" } });
        guard.PublishAt(1);

        Assert.False(_host.Has(Metrics));
        Assert.True(_host.Has("/var/textfile/fragguard.prom"));
        Assert.True(_host.Has(Probe));
    }

    [Fact]
    public void Publish_NoSuchDirectory_IsToldOnceAndSoIsItsReturn()
    {
        using var guard = Guard(
            Of(Drop) with { Metrics = new MetricsSettings { TextFile = "/var/textfile/fragguard.prom" } });
        for (var second = 0; second < 60; second++)
        {
            guard.PublishAt(second);
        }

        Assert.Equal(
            1, guard.Count("/var/textfile: no such directory: metrics, probe or node feature cannot be written"));
        Assert.True(_host.Has(Probe));

        Directory.CreateDirectory(_host.Path("/var/textfile"));
        guard.PublishAt(80);

        Assert.Equal(1, guard.Count("written again"));
        Assert.True(_host.Has("/var/textfile/fragguard.prom"));
        Assert.Equal(0, guard.Count("incident"));
    }

    [Theory]
    [InlineData("link", "is a link")]
    [InlineData("directory", "is no plain file")]
    public void Publish_SomethingElseStandsThere_IsLeftAloneAndTold(string what, string words)
    {
        _host.Write("/etc/precious", "untouched");
        Directory.CreateDirectory(_host.Path("/run/fragguard"));
        if (what == "link")
        {
            File.CreateSymbolicLink(_host.Path(Metrics), _host.Path("/etc/precious"));
        }
        else
        {
            Directory.CreateDirectory(_host.Path(Metrics));
        }

        using var guard = Guard(Of(Drop));
        guard.PublishAt(0);
        guard.PublishAt(20);
        guard.Stop();

        Assert.Equal(1, guard.Count($"{Metrics} {words}"));
        Assert.Equal("untouched", _host.Read("/etc/precious"));
        Assert.True(Path.Exists(_host.Path(Metrics)));
    }

    [Theory]
    [InlineData(Metrics, "root:x:0:0:root:/root:/bin/bash")]
    [InlineData(Probe, "root:x:0:0:root:/root:/bin/bash")]
    [InlineData(Features, "root:x:0:0:root:/root:/bin/bash")]
    [InlineData(Metrics, "# HELP fragguard_up Whether.\nnode_load1 4")]
    [InlineData(Probe, "100 0 0 healthy\nmore")]
    [InlineData(Features, "feature.node.kubernetes.io/fragguard.state=healthy\nother.io/x=1")]
    public void Publish_AFileThatHoldsMore_IsLeftAloneAndTold(string path, string content)
    {
        _host.Write(path, content + "\n");

        using var guard = Guard(Of(Drop));
        guard.PublishAt(0);
        guard.PublishAt(20);
        guard.Stop();

        Assert.Equal(1, guard.Count($"{path} holds something that FragGuard did not write"));
        Assert.Equal(content, _host.Read(path));
    }

    [Fact]
    public void Publish_FilesThatAKilledGuardLeftAndEmptyOnes_AreReplaced()
    {
        using (var killed = Guard(Of(Drop)))
        {
            killed.PublishAt(0);
        }

        var left = (_host.Read(Metrics), _host.Read(Features));
        _host.Write(Probe, "");
        using var guard = Guard(Of(Drop));
        guard.PublishAt(0);

        Assert.NotEmpty(left.Item1);
        Assert.Equal(0, guard.Count("holds something else"));
        Assert.EndsWith(" 0 0 every watch is healthy (1 zone)", _host.Read(Probe), StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_ALinkStandsBeside_IsNotWrittenThrough()
    {
        _host.Write("/etc/precious", "untouched");
        Directory.CreateDirectory(_host.Path("/run/fragguard"));
        File.CreateSymbolicLink(_host.Path("/run/fragguard/.metrics.prom.tmp"), _host.Path("/etc/precious"));
        using var guard = Guard(Of(Drop));

        guard.PublishAt(0);

        Assert.Equal("untouched", _host.Read("/etc/precious"));
        Assert.Equal(1, Text["fragguard_up"]);
    }

    [Fact]
    public void Publish_RebootIsFlagged_IsSeen()
    {
        using var guard = Guard(Of(Reboot));
        guard.PublishAt(0);
        var before = Text["fragguard_reboot_flagged"];
        _host.Write("/run/reboot-required", "");

        guard.PublishAt(20);

        Assert.Equal(0, before);
        Assert.Equal(1, Text["fragguard_reboot_flagged"]);
    }

    [Fact]
    public void Publish_ASettingIsTuned_IsNamedUntilItIsBack()
    {
        using var guard = Guard(Of(Tune));
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.PublishAt(0);
        guard.PublishAt(2);
        var tuned = Text["fragguard_tuned{knob=\"vm.swappiness\"}"];

        _host.BuddyInfo = FakeHost.Healthy;
        guard.PublishAt(4);
        guard.PublishAt(8);

        Assert.Equal(1, tuned);
        Assert.False(Text.Families.ContainsKey("fragguard_tuned"));
    }

    [Fact]
    public void Publish_ASettingIsHeld_IsNoTunedOneUntilARungIsOverIt()
    {
        using var guard = Guard(Of(Tune) with
        {
            Prevent = new PreventSettings { Set = [new("vm.swappiness", TuneRule.AtMost, "40")] },
        });
        guard.PublishAt(0);
        guard.PublishAt(15);
        var (held, isTuned) = (Text["fragguard_prevented{knob=\"vm.swappiness\"}"],
            Text.Families.ContainsKey("fragguard_tuned"));

        _host.BuddyInfo = FakeHost.Fragmented;
        guard.PublishAt(30);
        guard.PublishAt(46);

        Assert.Equal((1, false), (held, isTuned));
        Assert.Equal(1, Text["fragguard_tuned{knob=\"vm.swappiness\"}"]);
        Assert.False(Text.Families.ContainsKey("fragguard_prevented"));
    }

    [Fact]
    public void Publish_HealthyGuard_AllocatesNothing()
    {
        using var guard = Guard(Of(Drop));
        guard.PublishAt(0);
        guard.PublishAt(20);
        var view = TimeSpan.FromHours(11);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var beat = 1; beat <= 100; beat++)
        {
            guard.Daemon.Publish(view + (beat * FleetPublisher.Beat));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private Exposition Text => Exposition.Parse(File.ReadAllText(_host.Path(Metrics)));

    private FakeGuard Guard(GuardSettings settings) => new(_host, settings, _actuator);
}
