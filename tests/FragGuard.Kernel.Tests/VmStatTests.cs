using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class VmStatTests
{
    [Fact]
    public void TryParse_KnownLinesInAnyOrder_AreFoundAndOthersUnknown()
    {
        Assert.True(Parse("oom_kill 3\nnr_nonsense 9\ncompact_stall 1\nnr_free_pages 126772\n", out var stat));

        Assert.Equal(3UL, stat[VmCounter.OomKill]);
        Assert.Equal(1UL, stat[VmCounter.CompactStall]);
        Assert.Equal(126772UL, stat[VmCounter.NrFreePages]);
        Assert.Null(stat[VmCounter.CompactFail]);
    }

    [Fact]
    public void TryParse_AllocstallOfSeveralZones_IsSummed()
    {
        const string text = "allocstall_dma 1\nallocstall_dma32 2\nallocstall_normal 4\nallocstall_movable 8\n";

        Assert.True(Parse(text, out var stat));
        Assert.Equal(15UL, stat[VmCounter.Allocstall]);
    }

    [Theory]
    [InlineData("compact_stall 7\nallocstall_dma32 2\nallocstall_normal 4\n", 13UL)]
    [InlineData("allocstall 5\n", 5UL)]
    [InlineData("compact_stall 7\n", 7UL)]
    [InlineData("compact_stall 18446744073709551615\nallocstall 1\n", ulong.MaxValue)]
    [InlineData("compact_fail 7\n", null)]
    public void Stalls_OfCompactionAndReclaim_AreOneNumber(string text, ulong? expected)
    {
        Assert.True(Parse(text, out var stat));
        Assert.Equal(expected, stat.Stalls);
    }

    [Fact]
    public void TryParse_AllocstallOfAnOldKernel_IsTheSingleLine()
    {
        Assert.True(Parse("allocstall 5\n", out var stat));
        Assert.Equal(5UL, stat[VmCounter.Allocstall]);
    }

    [Theory]
    [InlineData("workingset_refault 5\n", 5)]
    [InlineData("workingset_refault_anon 2\nworkingset_refault_file 5\n", 7)]
    public void TryParse_Refaults_AreOneNumberOnEveryKernel(string text, ulong expected)
    {
        Assert.True(Parse(text, out var stat));
        Assert.Equal(expected, stat[VmCounter.WorkingsetRefault]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("rubbish")]
    [InlineData("compact_stall\n")]
    [InlineData("compact_stall x\n")]
    [InlineData("compact_stall -1\n")]
    [InlineData("compact_stall 1 2\n")]
    [InlineData("compact_stall 18446744073709551616\n")]
    [InlineData("compact_stalls 1\n")]
    [InlineData("compact_stal 1\n")]
    public void TryParse_NothingUnderstood_IsFalse(string text)
    {
        Assert.False(Parse(text, out var stat));
        Assert.Equal(default, stat);
    }

    [Fact]
    public void TryParse_TextCutInsideANumber_DoesNotTakeTheBeginningForTheWhole()
    {
        Assert.True(Parse("compact_stall 10\ncompact_fail 12", out var stat));
        Assert.Equal(10UL, stat[VmCounter.CompactStall]);
        Assert.Null(stat[VmCounter.CompactFail]);
    }

    [Fact]
    public void TryParse_LargestNumber_IsRead()
    {
        Assert.True(Parse("pgmigrate_success 18446744073709551615\n", out var stat));
        Assert.Equal(ulong.MaxValue, stat[VmCounter.PgmigrateSuccess]);
    }

    [Fact]
    public void Delta_CounterThatRose_IsTheDifference()
    {
        Assert.Equal(5UL, Delta("compact_stall 10\n", "compact_stall 15\n")[VmCounter.CompactStall]);
        Assert.Equal(0UL, Delta("compact_stall 10\n", "compact_stall 10\n")[VmCounter.CompactStall]);
    }

    [Fact]
    public void Delta_CounterThatWentBack_IsUnknown() =>
        Assert.Null(Delta("compact_stall 10\n", "compact_stall 9\n")[VmCounter.CompactStall]);

    [Fact]
    public void Delta_CounterMissingOnOneSide_IsUnknown()
    {
        Assert.Null(Delta("oom_kill 1\n", "compact_stall 9\n")[VmCounter.CompactStall]);
        Assert.Null(Delta("compact_stall 9\n", "oom_kill 1\n")[VmCounter.CompactStall]);
    }

    [Theory]
    [InlineData(VmCounter.NrFreePages, "nr_free_pages")]
    [InlineData(VmCounter.NrFreePagesBlocks, "nr_free_pages_blocks")]
    [InlineData(VmCounter.NrDirty, "nr_dirty")]
    [InlineData(VmCounter.NrWriteback, "nr_writeback")]
    public void Delta_Level_IsUnknownForItCountsNoEvents(VmCounter level, string name)
    {
        Assert.True(Parse($"{name} 5\n", out var stat));
        Assert.Equal(5UL, stat[level]);
        Assert.Null(Delta($"{name} 5\n", $"{name} 9\n")[level]);
    }

    [Fact]
    public void Counters_EveryOne_FitsAndHasALine()
    {
        var newest = Fixtures.Read("x86_64-7.2.13+deb14-1numa", "idle", "proc", "vmstat");

        Assert.True(VmStat.TryParse(newest, out var stat));
        Assert.All(Enum.GetValues<VmCounter>(), counter => Assert.NotNull(stat[counter]));
    }

    private static bool Parse(string text, out VmStat stat) => VmStat.TryParse(Encoding.ASCII.GetBytes(text), out stat);

    private static VmStat Delta(string before, string after)
    {
        Assert.True(Parse(before, out var old));
        Assert.True(Parse(after, out var now));
        return VmStat.Delta(old, now);
    }
}
