using FragGuard.Daemon;
using FragGuard.Policy;

namespace FragGuard.Tests;

/// <summary>The unit that is shipped, and its example drop-ins, judged as an installed machine has them.</summary>
public sealed class UnitCheckTests : IDisposable
{
    private static readonly string Packaging =
        Path.Combine(Golden.Fixture("..", ".."), "packaging");

    private readonly FakeMachineTree _tree = new FakeMachineTree().WithMachine();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Against_ShippedUnit_LetsTheDefaultLadderWork()
    {
        Install("lib/systemd/system");

        var check = new UnitCheck(_tree.Root);

        Assert.All(new GuardSettings().Ladder, rung => Assert.Equal(default, check.Against(rung.Remedy, [0])));
        Assert.Equal(default, check.Against(new NudgeKcompactdSettings(), [0]));
        Assert.Equal(default, check.Against(new ReclaimSettings(), [0]));
    }

    [Fact]
    public void Against_ShippedUnitAndAFlag_NamesTheDropInThatHelpsAndIsContentWithIt()
    {
        Install("usr/lib/systemd/system");
        var without = new UnitCheck(_tree.Root).Against(new FlagRebootSettings(), [0]);

        DropIn("flag-reboot.conf");
        var with = new UnitCheck(_tree.Root).Against(new FlagRebootSettings(), [0]);

        Assert.Equal(ReasonCode.ObserveOnly, without.Code);
        Assert.Contains("examples/flag-reboot.conf", without.Text, StringComparison.Ordinal);
        Assert.Equal(default, with);
    }

    [Fact]
    public void Against_ShippedUnitAndACgroup_NamesTheDropInThatHelpsAndIsContentWithIt()
    {
        Install("usr/lib/systemd/system");
        var reclaim = new ReclaimSettings { Cgroup = "system.slice" };
        var without = new UnitCheck(_tree.Root).Against(reclaim, [0]);

        DropIn("cgroup-reclaim.conf");
        var with = new UnitCheck(_tree.Root).Against(reclaim, [0]);

        Assert.Contains("examples/cgroup-reclaim.conf", without.Text, StringComparison.Ordinal);
        Assert.Equal(default, with);
    }

    [Fact]
    public void Against_DropInThatTakesPathsAway_SaysWhichSettingHelps()
    {
        Install("lib/systemd/system");
        _tree.Write("etc/systemd/system/fragguard.service.d/override.conf", "[Service]\nReadWritePaths=\n");

        var reason = new UnitCheck(_tree.Root).Against(new DropCachesSettings(), [0]);

        Assert.Contains("ReadWritePaths=/proc/sys/vm", reason.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Against_NoUnit_IsNoReason()
    {
        var check = new UnitCheck(_tree.Root);

        Assert.Equal(default, check.Against(new FlagRebootSettings(), [0]));
        Assert.Equal("not installed", check.Finding().State);
    }

    [Fact]
    public void Remark_Hook_PointsToItsExample()
    {
        Install("lib/systemd/system");

        Assert.Contains(
            "hook.conf",
            new UnitCheck(_tree.Root).Remark(new HookSettings { Command = ["/bin/true"] }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Run_CheckSystem_FlagThatTheUnitForbids_IsNotReady()
    {
        Install("lib/systemd/system");
        Directory.CreateDirectory(_tree.Path("var/run"));
        _tree.Write("etc/fragguard.toml", "[[ladder]]\nremedy = \"flag_reboot\"\n");
        var output = new StringWriter();

        var exitCode = CheckCommand.Run(
            _tree.Root, new(File: null, System: true), new CheckCommand.Streams(() => Stream.Null, output, output));

        Assert.Equal(ExitCodes.NoPermission, exitCode);
        Assert.Contains("examples/flag-reboot.conf", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("can run here", output.ToString(), StringComparison.Ordinal);
    }

    private void Install(string directory) => _tree.Write(
        $"{directory}/fragguard.service", File.ReadAllText(Path.Combine(Packaging, "systemd", "fragguard.service")));

    private void DropIn(string name) => _tree.Write(
        $"etc/systemd/system/fragguard.service.d/{name}", File.ReadAllText(Path.Combine(Packaging, "examples", name)));
}

public sealed class UnitFileTests : IDisposable
{
    private readonly FakeMachineTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Read_UnitInSeveralDirectories_TakesTheFirst()
    {
        _tree.Write("etc/systemd/system/fragguard.service", "[Service]\nUser=first\n");
        _tree.Write("lib/systemd/system/fragguard.service", "[Service]\nUser=second\n");

        var unit = UnitFile.Read(_tree.Root)!;

        Assert.Equal(("/etc/systemd/system/fragguard.service", "first"), (unit.Path, unit.Last("User")));
    }

    [Fact]
    public void Read_Mask_IsNoUnit()
    {
        Directory.CreateDirectory(_tree.Path("etc/systemd/system"));
        File.CreateSymbolicLink(_tree.Path("etc/systemd/system/fragguard.service"), "/dev/null");
        _tree.Write("lib/systemd/system/fragguard.service", "[Service]\n");

        Assert.Null(UnitFile.Read(_tree.Root));
    }

    [Fact]
    public void Read_DropIns_ApplyByNameAndOneNameOnce()
    {
        _tree.Write("lib/systemd/system/fragguard.service", "[Service]\nUser=unit\n");
        _tree.Write("lib/systemd/system/fragguard.service.d/20-b.conf", "[Service]\nUser=b\n");
        _tree.Write("etc/systemd/system/fragguard.service.d/10-a.conf", "[Service]\nUser=a\n");
        _tree.Write("lib/systemd/system/fragguard.service.d/10-a.conf", "[Service]\nUser=hidden\n");
        _tree.Write("etc/systemd/system/service.d/30-all.conf", "[Service]\nGroup=all\n");

        var unit = UnitFile.Read(_tree.Root)!;

        Assert.Equal(("b", "all"), (unit.Last("User"), unit.Last("Group")));
        Assert.Equal(["10-a.conf", "20-b.conf", "30-all.conf"], unit.DropIns.Select(path => Path.GetFileName(path)));
    }

    [Theory]
    [InlineData("ReadOnlyPaths=/a\nReadOnlyPaths=/b /c", "/a /b /c")]
    [InlineData("ReadOnlyPaths=/a\nReadOnlyPaths=\nReadOnlyPaths=/b", "/b")]
    [InlineData("ReadOnlyPaths=/a \\\n# a remark\n  /b", "/a /b")]
    [InlineData("; ReadOnlyPaths=/a\nReadOnlyPaths = /b", "/b")]
    [InlineData("ReadOnlyPaths=/a\n[Unit]\nReadOnlyPaths=/b", "/a")]
    [InlineData("=x\n[\nReadOnlyPaths=/a\\", "")]
    public void Words_List_IsReadAsSystemdDoes(string text, string expected)
    {
        _tree.Write("lib/systemd/system/fragguard.service", "[Service]\n" + text + "\n");

        Assert.Equal(expected, string.Join(' ', UnitFile.Read(_tree.Root)!.Words("ReadOnlyPaths")));
    }

    [Theory]
    [InlineData("ProtectSystem=strict", "/run/x", false)]
    [InlineData("ProtectSystem=strict", "/proc/sys/vm/swappiness", true)]
    [InlineData("ProtectSystem=full", "/etc/x", false)]
    [InlineData("ProtectSystem=full", "/run/x", true)]
    [InlineData("ProtectSystem=strict\nReadWritePaths=-/run", "/var/run/x", true)]
    [InlineData("ProtectSystem=strict\nReadWritePaths=/run\nReadOnlyPaths=/run", "/run/x", false)]
    [InlineData("ProtectSystem=strict\nReadWritePaths=/run\nReadOnlyPaths=/run/systemd", "/run/systemd/x", false)]
    [InlineData("ProtectSystem=strict\nRuntimeDirectory=fragguard", "/run/fragguard/x", true)]
    [InlineData("ProtectKernelTunables=yes", "/proc/sys/vm/swappiness", false)]
    [InlineData("ProtectKernelTunables=yes\nReadWritePaths=/proc/sys/vm", "/proc/sys/vm/swappiness", true)]
    [InlineData("ProtectKernelTunables=yes\nProtectKernelTunables=no", "/sys/x", true)]
    [InlineData("", "/x", true)]
    public void MayWriteTo_Settings_AreMountedAsSystemdDoes(string text, string path, bool expected)
    {
        _tree.Write("lib/systemd/system/fragguard.service", "[Service]\n" + text + "\n");

        Assert.Equal(expected, new UnitSandbox(UnitFile.Read(_tree.Root)!).MayWriteTo(path));
    }
}
