using FragGuard.Daemon;
using FragGuard.Policy;

namespace FragGuard.Tests;

/// <summary>What <c>check --system</c> says of a reserve: huge pages, what is free, and what the unit grants.</summary>
public sealed class ReserveCheckTests : IDisposable
{
    private const string DropIn = "etc/systemd/system/fragguard.service.d/reserve.conf";
    private const string Enabled = "sys/kernel/mm/transparent_hugepage/enabled";

    private static readonly string Packaging = Path.Combine(Golden.Fixture("..", ".."), "packaging");

    private readonly FakeMachineTree _tree = new FakeMachineTree().WithMachine();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Findings_Off_AreNone() => Assert.Empty(Find(mebibytes: 0));

    [Fact]
    public void Findings_ShippedUnitAndASmallReserve_HaveNothingAgainstIt()
    {
        Install();

        Assert.Equal(["huge pages: 2 MiB", "node 0: enough", "MemoryMax=: 128 MiB"], Find(64));
    }

    [Fact]
    public void Findings_LargerThanTheUnitGrants_NameTheDropIn()
    {
        Install();

        var without = Words(128).Single(line => line.StartsWith("MemoryMax=", StringComparison.Ordinal));
        _tree.Write(DropIn, File.ReadAllText(Path.Combine(Packaging, "examples", "reserve.conf")));

        Assert.Equal(
            "MemoryMax=: too low: 128 MiB, and 160 MiB needed for the reserve of all nodes and the guard itself: no "
                + "reserve is kept; see /usr/share/doc/fragguard/examples/reserve.conf",
            without);
        Assert.Contains("MemoryMax=: 192 MiB", Find(128));
    }

    [Fact]
    public void Findings_MoreThanIsFree_SayHowMuchThereIs() =>
        Assert.Contains("node 0: too few: 401 huge pages free now, 512 wanted beyond the floors", Words(1024));

    [Fact]
    public void Findings_HugePagesOff_TakeALaterKernel()
    {
        _tree.Write(Enabled, "always madvise [never]\n");
        var collapses = Words(64)[0];
        _tree.Write("proc/sys/kernel/osrelease", "5.10.0-30-amd64\n");
        var cannot = Words(64)[0];
        File.Delete(_tree.Path("sys/kernel/mm/transparent_hugepage/hpage_pmd_size"));

        Assert.Contains("MADV_COLLAPSE", collapses, StringComparison.Ordinal);
        Assert.StartsWith("huge pages: off: ", cannot, StringComparison.Ordinal);
        Assert.Equal(["huge pages: none: this kernel has no transparent huge pages: no reserve is kept"], Words(64));
    }

    [Fact]
    public void Findings_TwoNodes_TellOfTheSandbox()
    {
        Install();
        _tree.Write(
            "proc/buddyinfo",
            "Node 0, zone Normal 1 1 1 1 1 1 1 1 1 9 90 \nNode 1, zone Normal 1 1 1 1 1 1 1 1 1 9 90 \n");

        Assert.Contains("mbind(2): not allowed", Find(64));
        _tree.Write(DropIn, "[Service]\nSystemCallFilter=mbind\nLimitMEMLOCK=64K\n");
        Assert.Contains("mbind(2): allowed", Find(64));
        Assert.Contains("LimitMEMLOCK=: 64K", Find(64));
    }

    [Theory]
    [InlineData("128M", 128UL << 20)]
    [InlineData("2G", 2UL << 30)]
    [InlineData("64k", 64UL << 10)]
    [InlineData("4096", 4096UL)]
    [InlineData("infinity", null)]
    [InlineData("10%", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("99999999999999999999T", null)]
    [InlineData("18446744073709551615T", null)]
    public void BytesOf_AsUnitsHaveIt_IsBytes(string? value, ulong? expected) =>
        Assert.Equal(expected, ReserveCheck.BytesOf(value));

    [Fact]
    public void Run_CheckSystem_ShowsThemAndTheRungIsReady()
    {
        Install();
        _tree.Write("etc/fragguard.toml", "[reserve]\nsize = \"64MiB\"\n[[ladder]]\nremedy = \"release_reserve\"\n");
        var output = new StringWriter();

        CheckCommand.Run(
            _tree.Root, new(File: null, System: true), new CheckCommand.Streams(() => Stream.Null, output, output));

        Assert.Matches("(?m)^Reserve\n  huge pages  2 MiB", output.ToString());
        Assert.Matches("1 release_reserve +ready", output.ToString());
    }

    private string[] Find(ulong mebibytes) => [.. Findings(mebibytes).Select(one => $"{one.Name}: {one.State}")];

    private string[] Words(ulong mebibytes) =>
        [.. Findings(mebibytes).Select(one => $"{one.Name}: {one.State}: {one.Meaning}")];

    private IEnumerable<SystemFinding> Findings(ulong mebibytes) =>
        new ReserveCheck(_tree.Root, MachineProbe.Probe(_tree.Root), MachineZonesReader.Read(_tree.Root))
            .Findings(new ReserveSettings { SizeBytes = mebibytes << 20 });

    private void Install() => _tree.Write(
        "lib/systemd/system/fragguard.service",
        File.ReadAllText(Path.Combine(Packaging, "systemd", "fragguard.service")));
}
