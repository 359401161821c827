using System.Text;

namespace FragGuard.Kernel.Tests;

/// <summary>Every reader on every captured machine: seven kernels, four page sizes and architectures, idle and
/// fragmented.</summary>
public sealed class FixtureTests
{
    [Fact]
    public void EachState_AllCaptures_AreThere() => Assert.Equal(25, Fixtures.States.Length);

    [Theory]
    [MemberData(nameof(Fixtures.EachState), MemberType = typeof(Fixtures))]
    public void BuddyInfo_CapturedFile_HasNothingThatIsNotUnderstood(string state)
    {
        var table = new BuddyTable();

        Assert.True(table.Parse(Fixtures.Read(state, "proc", "buddyinfo")));

        Assert.Equal(0, table.SkippedLines);
        var orders = state.StartsWith("arm64-16k", StringComparison.Ordinal) ? 12
            : state.StartsWith("ppc64el-64k", StringComparison.Ordinal) ? 9 : 11;
        Assert.All(table.Rows.ToArray(), row => Assert.Equal(orders, row.Free.Orders));
        Assert.All(table.Rows.ToArray(), row => Assert.True(row.Free.FreePages > 0));
    }

    [Theory]
    [MemberData(nameof(Fixtures.EachState), MemberType = typeof(Fixtures))]
    public void ZoneInfo_CapturedFile_DescribesEveryZoneOfBuddyinfo(string state)
    {
        var (zones, buddies) = (new ZoneInfoTable(), new BuddyTable());
        buddies.Parse(Fixtures.Read(state, "proc", "buddyinfo"));

        Assert.True(zones.Parse(Fixtures.Read(state, "proc", "zoneinfo")));

        Assert.Equal(0, zones.SkippedZones);
        Assert.Equal(buddies.Rows.Length, zones.Rows.ToArray().Count(zone => zone.IsPopulated));
        Assert.All(buddies.Rows.ToArray(), row =>
        {
            Assert.True(zones.TryFind(row.Id, out var zone));
            Assert.InRange(zone.ManagedPages, 1UL, zone.PresentPages);
            Assert.InRange(zone.FreePages, 0UL, zone.ManagedPages);
            Assert.True(zone.MinPages <= zone.LowPages && zone.LowPages <= zone.HighPages);
            Assert.True(row.Free.FreePages <= zone.ManagedPages);
        });
    }

    [Theory]
    [MemberData(nameof(Fixtures.EachState), MemberType = typeof(Fixtures))]
    public void ZoneInfo_CapturedFile_AddsUpToWhatMeminfoSays(string state)
    {
        var zones = new ZoneInfoTable();
        zones.Parse(Fixtures.Read(state, "proc", "zoneinfo"));

        Assert.True(MemInfo.TryParse(Fixtures.Read(state, "proc", "meminfo"), out var memory));

        var managedPages = zones.Rows.ToArray().Aggregate(0UL, (sum, zone) => sum + zone.ManagedPages);
        Assert.Equal(memory.MemTotalKib, managedPages * PageKib(state));
        Assert.NotNull(memory.MemAvailableKib);
        Assert.NotNull(memory.HugepagesizeKib);
    }

    [Theory]
    [MemberData(nameof(Fixtures.EachState), MemberType = typeof(Fixtures))]
    public void VmStat_CapturedFile_HasWhatEveryOneOfTheseKernelsHas(string state)
    {
        Assert.True(VmStat.TryParse(Fixtures.Read(state, "proc", "vmstat"), out var stat));

        Assert.All(
            Enum.GetValues<VmCounter>().Where(counter => counter != VmCounter.NrFreePagesBlocks),
            counter => Assert.NotNull(stat[counter]));
    }

    [Theory]
    [MemberData(nameof(Fixtures.EachState), MemberType = typeof(Fixtures))]
    public void Pressure_CapturedFiles_AreInRange(string state)
    {
        foreach (var file in (string[])["memory", "io", "cpu"])
        {
            Assert.True(Pressure.TryParse(Fixtures.Read(state, "proc", "pressure", file), out var pressure));
            Assert.InRange(pressure.Some.Avg10BasisPoints, 0, PressureLine.MaxBasisPoints);
            Assert.True(file == "cpu" || pressure.Full is not null);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures.EachState), MemberType = typeof(Fixtures))]
    public void PageTypeInfo_CapturedFile_HasBlocksForEveryZone(string state)
    {
        var buddies = new BuddyTable();
        buddies.Parse(Fixtures.Read(state, "proc", "buddyinfo"));

        Assert.True(PageTypeInfo.TryParse(Fixtures.Read(state, "proc", "pagetypeinfo"), out var info));

        Assert.Equal(0, info.SkippedLines);
        Assert.Equal(1UL << info.PageBlockOrder, info.PagesPerBlock);
        Assert.All(buddies.Rows.ToArray(), row =>
        {
            Assert.True(info.TryFind(row.Id, out var blocks));
            Assert.InRange(blocks.StuckPermille, 0, 1000);
            Assert.True(blocks.Total > 0 && blocks.Other == 0);
            Assert.All(
                info.Free.Where(free => free.Id == row.Id),
                free => Assert.Equal(row.Free.Orders, free.Blocks.Orders));
        });
    }

    [Theory]
    [MemberData(nameof(Fixtures.EachState), MemberType = typeof(Fixtures))]
    public void KernelVersion_CapturedUname_ShowsReleaseAndStableVersion(string state)
    {
        var words = Encoding.UTF8.GetString(Fixtures.Read(state, "uname")).Split(' ', 4);

        Assert.True(KernelVersion.TryParse(words[2], out var release));
        Assert.True(KernelVersion.TryParseUpstream(words[2], words[3], out var upstream));
        Assert.Equal((release.Major, release.Minor), (upstream.Major, upstream.Minor));
        Assert.True(upstream.Patch > 0);
        Assert.Empty(KnownCompactionBugs.Find(upstream, release, zfsLoaded: false));
    }

    [Theory]
    [InlineData("*.buddyinfo")]
    public void BuddyInfo_PublicDumps_GiveTheRowsTheyHave(string pattern) =>
        Assert.All(Fixtures.Files("buddyinfo", pattern), path =>
        {
            var table = new BuddyTable();
            var malformed = Path.GetFileName(path) == "procfs-malformed-short.buddyinfo";
            var lines = File.ReadAllLines(path).Length;

            Assert.Equal(!malformed, table.Parse(File.ReadAllBytes(path)));

            Assert.Equal(malformed ? 0 : lines, table.Rows.Length);
            Assert.Equal(malformed ? lines : 0, table.SkippedLines);
            Assert.All(table.Rows.ToArray(), row => Assert.Equal(table.Rows[0].Free.Orders, row.Free.Orders));
            Assert.All(table.Rows.ToArray(), row => Assert.Contains(row.Free.Orders, (int[])[11, 13, 14]));
        });

    [Fact]
    public void BuddyInfo_DumpOfPower9_KeepsTheGapInItsNodes()
    {
        var table = new BuddyTable();

        table.Parse(Fixtures.Read("buddyinfo", "power9-talos2.buddyinfo"));

        Assert.Equal([0, 8], table.Rows.ToArray().Select(row => row.Id.Node));
        Assert.Equal(13, table.Rows[0].Free.Orders);
    }

    private static ulong PageKib(string state)
    {
        // That one machine had no getconf: 4 KiB is the only page size of its architecture.
        var text = Encoding.ASCII.GetString(Fixtures.Read(state, "pagesize")).Trim();
        return text.Length == 0 ? 4 : ulong.Parse(text) / 1024;
    }
}
