using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Kernel.Tests;

/// <summary>No reader throws, hangs or reports nonsense, whatever it is given: random bytes, and real files damaged at
/// random.</summary>
/// <remarks>The damage is drawn from a fixed seed, so that a failure comes back in the next run.</remarks>
public sealed class FuzzTests
{
    private const int Rounds = 2000;

    private static readonly string[] Files =
    [
        "proc/buddyinfo", "proc/zoneinfo", "proc/vmstat", "proc/meminfo", "proc/pagetypeinfo", "proc/pressure/memory",
        "sys/kernel/mm/transparent_hugepage/defrag", "pagesize",
    ];

    private static byte[][] LogLines { get; } = Array.ConvertAll(
        Fixtures.ReadLines("pagealloc", "samples.tsv"),
        line => Encoding.Latin1.GetBytes(line.Split('\t')[0]));

    [Fact]
    public void EveryReader_RandomBytes_DoesNotThrow() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), text => ReadEverything(text)).QuickCheckThrowOnFailure();

    [Fact]
    public void EveryReader_RandomText_DoesNotThrow() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
            text => ReadEverything(Encoding.UTF8.GetBytes(text))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("x86_64-6.12.117+deb13-2numa/fragmented", 1)]
    [InlineData("arm64-16k-6.12-1numa/idle", 2)]
    [InlineData("i386-pae-6.1/fragmented", 3)]
    [InlineData("ppc64el-64k-6.1-1numa/fragmented", 4)]
    public void EveryReader_DamagedFile_DoesNotThrow(string state, int seed)
    {
        var random = new Random(seed);
        foreach (var file in Files)
        {
            var original = Fixtures.Read(state, file);
            for (var round = 0; round < Rounds / Files.Length; round++)
            {
                Assert.True(ReadEverything(Damage(original, random)));
            }
        }
    }

    [Fact]
    public void EveryReader_DamagedLogLine_DoesNotThrow()
    {
        var random = new Random(5);
        foreach (var line in LogLines)
        {
            for (var round = 0; round < 200; round++)
            {
                Assert.True(ReadEverything(Damage(line, random)));
            }
        }
    }

    [Fact]
    public void AllocationFailure_DamagedLine_NeverGivesANameThatIsTooLongOrUnprintable()
    {
        var random = new Random(6);
        foreach (var line in LogLines)
        {
            for (var round = 0; round < 200; round++)
            {
                if (AllocationFailure.TryParseLogLine(Damage(line, random), out var failure)
                    && failure.Comm is { } comm)
                {
                    var mayBeLonger = comm.StartsWith("kworker/", StringComparison.Ordinal) || comm.Contains("\\x");
                    Assert.DoesNotContain(comm, char.IsControl);
                    Assert.True(comm.Length <= 15 || mayBeLonger);
                }
            }
        }
    }

    [Fact]
    public void BuddyTable_LinesRemovedOrBroken_RowsAndSkippedLinesAddUp()
    {
        var random = new Random(7);
        var table = new BuddyTable();
        var original = Fixtures.Read("buddyinfo", "pcp-collectl-rhel6-last.buddyinfo");
        for (var round = 0; round < Rounds; round++)
        {
            var text = Damage(original, random);
            table.Parse(text);

            var lines = Encoding.Latin1.GetString(text).Split('\n');
            var filled = lines.Count(line => line.Trim(' ', '\t', '\r').Length > 0);
            Assert.Equal(filled, table.Rows.Length + table.SkippedLines);
        }
    }

    [Fact]
    public void EveryReader_MegabytesOfOneByte_EndsSoonEnoughToBeTested()
    {
        foreach (var value in "\n 0,N[(\\:;\0"u8.ToArray())
        {
            var text = new byte[1 << 21];
            Array.Fill(text, value);
            Assert.True(ReadEverything(text));
        }
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        var text = new List<byte>(original);
        for (var hits = random.Next(1, 6); hits > 0 && text.Count > 0; hits--)
        {
            var at = random.Next(text.Count);
            switch (random.Next(6))
            {
                case 0: text[at] = (byte)random.Next(256); break;
                case 1: text.RemoveAt(at); break;
                case 2: text.Insert(at, (byte)" \n,->()[]:;\\x0123456789"[random.Next(23)]); break;
                case 3: text.RemoveRange(at, text.Count - at); break;
                case 4: text.InsertRange(at, "99999999999999999999"u8.ToArray()); break;
                default: text.InsertRange(at, text.GetRange(0, Math.Min(at, 300))); break;
            }
        }

        return [.. text];
    }

    private static bool ReadEverything(byte[] text)
    {
        var line = new FieldReader(text);
        _ = ZoneId.TryRead(ref line, out _);
        _ = BuddyInfo.TryParseLine(text, out var row);
        _ = new BuddyTable().Parse(text);
        _ = new ZoneInfoTable().Parse(text);
        _ = VmStat.TryParse(text, out var stat) && VmStat.Delta(stat, default) == default;
        _ = MemInfo.TryParse(text, out _);
        _ = Pressure.TryParse(text, out _);
        _ = PageTypeInfo.TryParse(text, out _);
        _ = BracketedChoice.TryParse(text, out _);
        _ = NodeList.TryParse(text, out _);
        _ = ProcStat.TryParse(text, out _);
        _ = KernelVersion.TryParse(text, out _);
        _ = KernelVersion.TryParseUpstream(Encoding.Latin1.GetString(text), Encoding.Latin1.GetString(text), out _);
        _ = KmsgRecord.TryParse(text, out _);
        _ = LogLine.TryParse(text, out _);
        _ = AllocationFailure.TryParse(text, out _);
        _ = AllocationFailure.TryParseLogLine(text, out var failure) && failure.Verdict.Name().Length > 0;
        _ = KnobAllowList.Allows(Encoding.Latin1.GetString(text), text);
        return UnusableFreeSpaceIndex.Permille(row.Free, 4) is >= 0 and <= 1000
            && FragmentationIndex.Permille(row.Free, 4) is >= -1000 and <= 1000;
    }
}
