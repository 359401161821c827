using System.Text;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config.Tests;

/// <summary>A reserve held against the ladder and the machine; and <c>amount = "all"</c>.</summary>
public sealed class ReserveChecksTests
{
    private const string Rung = "\n[[ladder]]\nremedy = \"release_reserve\"\n";

    private static readonly MachineProfile Machine =
        new(new MachineFacts { PageBytes = 4096, ThpOrder = 9 }, new KernelVersion(6, 1), BootId: "");

    [Fact]
    public void Read_EnoughFreeAndARungForIt_WarnsOfNothing() =>
        Assert.Empty(Warnings("[reserve]\nsize = \"64MiB\"" + Rung, hugePages: 32));

    [Fact]
    public void Read_TooFewFreeHugePages_SaysHowMuchThereIs() => Assert.Contains(
        "[reserve]: size is \"64MiB\" on each NUMA node, and node 0 has only 62MiB in free huge pages now: what is "
            + "free beyond the floors is taken, the rest when there is more",
        Assert.Single(Warnings("[reserve]\nsize = \"64MiB\"" + Rung, hugePages: 31)), StringComparison.Ordinal);

    [Fact]
    public void Read_NoWholeHugePages_SaysWhatIsKept() => Assert.Contains(
        "[reserve]: size is \"3MiB\", and a huge page here has 2MiB: 4MiB are kept",
        Assert.Single(Warnings("[reserve]\nsize = \"3MiB\"" + Rung, hugePages: 32)), StringComparison.Ordinal);

    [Theory]
    [InlineData("", SizeKey.All)]
    [InlineData("amount = \"all\"", SizeKey.All)]
    [InlineData("amount = \"16MiB\"", 16UL << 20)]
    public void Read_Amount_IsAllOrASizeAndWritesBack(string line, ulong expected)
    {
        var settings = Sources.Settings("[reserve]\nsize = \"64MiB\"" + Rung + line);

        Assert.Equal(expected, ((ReleaseReserveSettings)settings.Ladder[0].Remedy).AmountBytes);
        Assert.Equal(settings, Sources.Settings(ConfigWriter.Write(settings)));
    }

    private static string[] Warnings(string text, ulong hugePages)
    {
        var free = new BuddyTable();
        Assert.True(free.Parse(Encoding.ASCII.GetBytes($"Node 0, zone Normal 1 1 1 1 1 1 1 1 1 {hugePages} 0 \n")));
        var zones = new MachineZones([new(Sources.Id(0, "Normal"), 11, 2_097_152) { Free = free.Rows[0].Free }]);
        var result = ConfigReader.Read(Encoding.UTF8.GetBytes(text), "fragguard.toml", Machine, zones);
        Assert.Empty(result.Errors);
        return [.. result.Warnings.Select(warning => warning.ToString())];
    }
}
