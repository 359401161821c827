using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class FailureVerdictsTests
{
    [Theory]
    [InlineData("order:0, mode:0x820(GFP_ATOMIC)", FailureVerdict.LowMemory)]
    [InlineData("order:0, mode:0xcc0(GFP_KERNEL)", FailureVerdict.LowMemory)]
    [InlineData("order:1, mode:0x40a20(GFP_ATOMIC|__GFP_COMP)", FailureVerdict.AtomicReserve)]
    [InlineData("order:3, mode:0x40a20(__GFP_COMP|GFP_ATOMIC)", FailureVerdict.AtomicReserve)]
    [InlineData("order:4, mode:0x40a20(GFP_ATOMIC|__GFP_COMP)", FailureVerdict.Fragmentation)]
    [InlineData("order:1, mode:0xcc0(GFP_KERNEL)", FailureVerdict.Fragmentation)]
    [InlineData("order:6, mode:0xcc0(GFP_KERNEL)", FailureVerdict.Fragmentation)]
    [InlineData("order:3, mode:0xcc0(GFP_ATOMIC_NOT)", FailureVerdict.Fragmentation)]
    [InlineData("order:, mode:0xcc0(GFP_KERNEL)", FailureVerdict.Unknown)]
    [InlineData("order:0, mode:0x10800(GFP_NOWAIT|__GFP_NORETRY)", FailureVerdict.Harmless)]
    [InlineData("order:2, mode:0x800(GFP_NOWAIT)", FailureVerdict.Harmless)]
    [InlineData("order:3, mode:0x820(__GFP_HIGH|__GFP_KSWAPD_RECLAIM)", FailureVerdict.AtomicReserve)]
    [InlineData("order:9, mode:0x1cc0(GFP_KERNEL|__GFP_NORETRY)", FailureVerdict.Harmless)]
    [InlineData("order:9, mode:0x1cc0(GFP_KERNEL|__GFP_RETRY_MAYFAIL)", FailureVerdict.Fragmentation)]
    public void Verdict_FlagsByName_FollowTheRules(string text, FailureVerdict expected) =>
        AssertVerdict(expected, text);

    [Theory]
    [InlineData("order:1, mode:0x20", FailureVerdict.AtomicReserve)]
    [InlineData("order:1, mode:0x204020", FailureVerdict.AtomicReserve)]
    [InlineData("order:3, mode:0x2084020", FailureVerdict.AtomicReserve)]
    [InlineData("order:4, mode:0x20", FailureVerdict.Fragmentation)]
    [InlineData("order:3, mode:0xd0", FailureVerdict.Fragmentation)]
    [InlineData("order:2, mode:0x60", FailureVerdict.Fragmentation)]
    [InlineData("order:2, mode:0xa0", FailureVerdict.Fragmentation)]
    [InlineData("order:2, mode:0x10c0f0", FailureVerdict.Fragmentation)]
    [InlineData("order:2, mode:0x24040c0", FailureVerdict.Fragmentation)]
    [InlineData("order:2, mode:0x", FailureVerdict.Fragmentation)]
    [InlineData("order:2, mode:0xfffffffffffffffff20", FailureVerdict.Fragmentation)]
    [InlineData("order:0, mode:0x20", FailureVerdict.LowMemory)]
    [InlineData("order:0, mode:0x0", FailureVerdict.Harmless)]
    [InlineData("order:2, mode:0x2080020", FailureVerdict.AtomicReserve)]
    [InlineData("order:2, mode:0x1080020", FailureVerdict.AtomicReserve)]
    [InlineData("order:2, mode:0x480020", FailureVerdict.AtomicReserve)]
    [InlineData("order:2, mode:0xa20", FailureVerdict.AtomicReserve)]
    [InlineData("order:2, mode:0x820", FailureVerdict.AtomicReserve)]
    [InlineData("order:2, mode:0x800", FailureVerdict.Harmless)]
    [InlineData("order:2, mode:0x14000c0", FailureVerdict.Fragmentation)]
    [InlineData("order:2, mode:0x6000c0", FailureVerdict.Fragmentation)]
    [InlineData("order:2, mode:0xcc0", FailureVerdict.Fragmentation)]
    [InlineData("order:2, mode:0x40c40", FailureVerdict.Fragmentation)]
    public void Verdict_FlagsBeforeTheyHadNames_AreReadFromTheNumber(string text, FailureVerdict expected) =>
        AssertVerdict(expected, text);

    [Theory]
    [InlineData(
        "java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
        FailureVerdict.LowMemory)]
    [InlineData(
        "java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=3, oom_score_adj=0",
        FailureVerdict.Fragmentation)]
    [InlineData(
        "bash invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0",
        FailureVerdict.Unknown)]
    [InlineData("warn_alloc: 5 callbacks suppressed", FailureVerdict.Unknown)]
    public void Verdict_OtherMessages_FollowTheRules(string line, FailureVerdict expected)
    {
        Assert.True(AllocationFailure.TryParse(Encoding.ASCII.GetBytes(line), out var failure));
        Assert.Equal(expected, failure.Verdict);
    }

    [Fact]
    public void Name_OfEachKindAndVerdict_IsItsOwnWord()
    {
        var kinds = Enum.GetValues<FailureKind>().Select(kind => kind.Name()).ToArray();
        var verdicts = Enum.GetValues<FailureVerdict>().Select(verdict => verdict.Name()).ToArray();

        Assert.Equal(
            "page-allocation-failure stall oom vmalloc vmap slub xfs cma percpu hugetlb swiotlb kmem-cache-create nvrm "
                + "kcompactd-hung oom site suppressed compaction-disabled cpuset-line",
            string.Join(' ', kinds));
        Assert.Equal(
            "unknown fragmentation low-memory atomic-reserve watermark "
                + "cma no-zone cgroup-limit address-space size harmless",
            string.Join(' ', verdicts));
    }

    private static void AssertVerdict(FailureVerdict expected, string text)
    {
        var line = Encoding.ASCII.GetBytes("swapper/0: page allocation failure: " + text);

        Assert.True(AllocationFailure.TryParse(line, out var failure));
        Assert.Equal(expected, failure.Verdict);
    }
}
