using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy.Tests;

public sealed class BlameTallyTests
{
    private const string Taken = "mm_page_alloc_extfrag: alloc_order=0 fallback_order=9 alloc_migratetype=0 "
        + "fallback_migratetype=1 fragmenting=0 change_ownership=1";

    private const string Movable = "mm_page_alloc_extfrag: alloc_order=0 fallback_order=3 alloc_migratetype=1 "
        + "fallback_migratetype=0 fragmenting=1 change_ownership=0";

    private readonly BlameTally _tally = new(tid => tid < 100 ? "web.service" : "");

    [Fact]
    public void Culprits_BlocksThatCannotMove_ComeFirst()
    {
        Take("java", 5, "1.000000", Movable);
        Take("java", 5, "1.000001", Movable);
        Take("dd", 6, "1.000002", Taken);

        Assert.Equal(["dd", "java"], _tally.Culprits().Select(task => task.Comm));
        Assert.Equal((1UL, 1UL, 0UL), (_tally.Culprits()[0].Unmovable, _tally.Culprits()[0].Taken,
            _tally.Culprits()[0].Movable));
        Assert.Contains(
            "broken up by dd (web.service): it took 1 of the 1 block", _tally.Cause(TimeSpan.FromSeconds(60)),
                StringComparison.Ordinal);
    }

    [Fact]
    public void Cause_OnlyMovableBlocks_NobodyIsBlamed()
    {
        Take("java", 5, "1.000000", Movable);

        Assert.StartsWith("Nobody broke memory up in 60 s", _tally.Cause(TimeSpan.FromSeconds(60)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Victims_TimeBetweenBeginAndEnd_IsTheStallOfThatTask()
    {
        Take("pg", 7, "1.000000", "mm_compaction_begin: zone_start=0x1 mode=sync");
        Take("pg", 8, "1.000100", "mm_vmscan_direct_reclaim_begin: order=0 gfp_flags=GFP_KERNEL");
        Take("pg", 7, "1.250000", "mm_compaction_end: zone_start=0x1 mode=sync status=complete");
        Take("pg", 8, "1.000600", "mm_vmscan_direct_reclaim_end: nr_reclaimed=32");
        Take("kcompactd0", 40, "2.000000", "mm_compaction_begin: zone_start=0x1 mode=async");
        Take("kcompactd0", 40, "9.000000", "mm_compaction_end: zone_start=0x1 mode=async status=complete");
        Take("late", 9, "3.000000", "mm_compaction_end: zone_start=0x1 mode=sync status=complete");

        var victim = Assert.Single(_tally.Victims());
        Assert.Equal(("pg", 1L, 1L, 250_500L, 250_000L), (
            victim.Comm, victim.Compactions, victim.Reclaims, victim.StallUs, victim.LongestUs));
    }

    [Fact]
    public void Take_TasksOfOneNameAndOwner_AreOne()
    {
        for (var tid = 1; tid < 50; tid++)
        {
            Take("worker", tid, "1.000000", Taken);
        }

        Take("worker", 500, "1.000000", Taken);

        Assert.Equal([49UL, 1UL], _tally.Culprits().Select(task => task.Taken));
    }

    [Fact]
    public void Take_HistogramOfTheKernel_CountsAsTheTrace()
    {
        var line = "{ common_pid: dd [ 6], alloc_migratetype: 2, fallback_migratetype: 1 } "
            + "hitcount: 40  change_ownership: 30";
        Assert.True(HistLine.TryParse(Encoding.UTF8.GetBytes(line), out var hist));

        _tally.Take(hist);

        var culprit = _tally.Culprits()[0];
        Assert.Equal((40UL, 30UL, 40L), (culprit.Reclaimable, culprit.Taken, _tally.Events));
        Assert.Contains("mostly reclaimable", _tally.Cause(TimeSpan.FromSeconds(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Take_EverNewTasks_IsBounded()
    {
        for (var tid = 1; tid < 30_000; tid++)
        {
            Take($"t{tid}", tid, "1.000000", Taken);
        }

        Assert.True(_tally.Tasks.Count <= 4096);
        Assert.Equal(29_999, _tally.Events);
    }

    private void Take(string comm, int tid, string time, string text)
    {
        Assert.True(TraceLine.TryParse(Encoding.UTF8.GetBytes($"  {comm}-{tid} [000] d..1. {time}: {text}"),
            out var line));
        _tally.Take(line);
    }
}
