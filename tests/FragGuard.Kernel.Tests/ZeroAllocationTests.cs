using System.Text;

namespace FragGuard.Kernel.Tests;

/// <summary>What runs on a tick, or for each line of the kernel log, allocates nothing once it is warm.</summary>
public sealed class ZeroAllocationTests
{
    private const string Machine = "x86_64-7.2.13+deb14-1numa";

    [Fact]
    public void BuddyTable_Parse_AllocatesNothing()
    {
        var (table, text) = (new BuddyTable(), Read("proc", "buddyinfo"));
        AssertNone(() => table.Parse(text));
    }

    [Fact]
    public void Indices_OfARow_AllocateNothing()
    {
        var table = new BuddyTable();
        table.Parse(Read("proc", "buddyinfo"));
        AssertNone(() => UnusableFreeSpaceIndex.Permille(table.Rows[0].Free, 9) >= 0
            && FragmentationIndex.Permille(table.Rows[0].Free, 9) <= 1000
            && table.TryFind(table.Rows[^1].Id, out _));
    }

    [Fact]
    public void ZoneInfoTable_Parse_AllocatesNothing()
    {
        var (table, text) = (new ZoneInfoTable(), Read("proc", "zoneinfo"));
        AssertNone(() => table.Parse(text));
    }

    [Fact]
    public void VmStat_ReadingAndDelta_AllocateNothing()
    {
        var text = Read("proc", "vmstat");
        AssertNone(() => VmStat.TryParse(text, out var stat) && VmStat.Delta(stat, stat)[VmCounter.CompactStall] == 0);
    }

    [Fact]
    public void MemInfo_TryParse_AllocatesNothing()
    {
        var text = Read("proc", "meminfo");
        AssertNone(() => MemInfo.TryParse(text, out var info) && info.MemTotalKib > 0);
    }

    [Fact]
    public void Pressure_TryParse_AllocatesNothing()
    {
        var text = Read("proc", "pressure", "memory");
        AssertNone(() => Pressure.TryParse(text, out _));
    }

    [Fact]
    public void ProcStat_TryParse_AllocatesNothing()
    {
        var text = Encoding.ASCII.GetBytes("37 (kcompactd0) S 2 0 0 0 -1 2129984 0 0 0 0");
        AssertNone(() => ProcStat.TryParse(text, out var stat) && stat.State == 'S');
    }

    [Fact]
    public void KmsgRecord_LogOfARealBootWithoutFailures_AllocatesNothing()
    {
        var lines = Fixtures.ReadLines("x86_64-6.1.0-1numa", "kmsg")
            .Where(line => !line.Contains("page allocation failure", StringComparison.Ordinal))
            .Append(@"4,1,2,-;escaped \x1b[31m text \x5c of a driver: page allocation stall")
            .Select(Encoding.Latin1.GetBytes)
            .ToArray();

        AssertNone(() => Array.TrueForAll(lines, line =>
            !KmsgRecord.TryParse(line, out var record) || !AllocationFailure.TryParse(record, out _)));
    }

    [Fact]
    public void LogLine_LinesOfEachForm_AllocateNothing()
    {
        const string log = """
            [   17.470894][    T1] usb 1-1: new device
            Nov 12 15:15:41 host kernel: [38720.000000] usb 1-1: new device
            2026-11-21T19:25:39+0000 host kernel: usb 1-1: new device
            Nov 12 15:15:41 host sshd[812]: Accepted publickey
            4,20003,641424618,-;usb 1-1: new device
            java: page allocation failed
            """;
        var lines = Array.ConvertAll(log.Split('\n'), Encoding.ASCII.GetBytes);

        AssertNone(() => Array.TrueForAll(lines, line => !AllocationFailure.TryParseLogLine(line, out _)));
    }

    private static byte[] Read(params string[] path) => Fixtures.Read([Machine, "fragmented", .. path]);

    private static void AssertNone(Func<bool> work)
    {
        const int rounds = 1000;
        for (var i = 0; i < rounds; i++)
        {
            Assert.True(work());
        }

        var ok = true;
        var beforeBytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < rounds; i++)
        {
            ok &= work();
        }

        var allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - beforeBytes;

        Assert.Equal(0, allocatedBytes);
        Assert.True(ok);
    }
}
