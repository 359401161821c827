using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy.Tests;

public sealed class FailureReportTests
{
    [Theory]
    [InlineData(
        "java: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)",
        "fragmentation", 4, "in pieces")]
    [InlineData("swapper/0: page allocation failure: order:1, mode:0x20", "atomic-reserve", 1, "vm.min_free_kbytes")]
    [InlineData(
        "perf: page allocation failure: order:2, mode:0x208c020(GFP_ATOMIC|__GFP_COMP)",
        "atomic-reserve", 2, "vm.min_free_kbytes")]
    [InlineData("vhost: page allocation failure: order:4, mode:0x820(GFP_ATOMIC)", "fragmentation", 4, "in pieces")]
    [InlineData(
        "kswapd0: page allocation failure: order:0, mode:0x820(GFP_ATOMIC)",
        "low-memory", null, "vm.min_free_kbytes")]
    [InlineData("memtest: page allocation failure: order:0, mode:0xd2", "low-memory", null, "compaction cannot help")]
    [InlineData(
        "clinfo: page allocation failure: order:9, mode:0x194dc2(GFP_HIGHUSER|__GFP_NORETRY)",
        "harmless", 9, "do without")]
    [InlineData(
        "khugepaged: page allocation stalls for 10273ms, order:10, mode:0x4340ca(__GFP_HIGHMEM)",
        "fragmentation", 10, "in pieces")]
    [InlineData("sh invoked oom-killer: gfp_mask=0x26080c0, order=3, oom_score_adj=0", "fragmentation", 3, "in pieces")]
    [InlineData(
        "sh invoked oom-killer: gfp_mask=0x24000c0(GFP_KERNEL), order=0, oom_score_adj=0",
        "low-memory", null, "cgroup")]
    [InlineData(
        "sh invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0",
        "unknown", null, "SysRq f")]
    [InlineData(
        "vmap allocation for size 20480 failed: use vmalloc=<size> to increase size",
        "address-space", null, "vmalloc=")]
    [InlineData(
        "SLUB: Unable to allocate memory on node -1, gfp=0xa20(GFP_ATOMIC)",
        "unknown", null, "page allocation failure")]
    [InlineData("java: page allocation failure: order:24, mode:0xcc0(GFP_KERNEL)", "fragmentation", null, "in pieces")]
    public void Of_Message_SaysWhyWhatToDoAndWhetherItOpensAnIncident(
        string message, string verdict, int? incidentOrder, string advice)
    {
        var report = Report(message);

        Assert.Equal(
            (verdict, incidentOrder, incidentOrder is not null),
            (report.Verdict, report.IncidentOrder, report.OpensIncident));
        Assert.Contains(advice, report.Advice);
        Assert.True(report.IsFailure);
    }

    [Theory]
    [InlineData("warn_alloc: 1915 callbacks suppressed", "1915 more")]
    [InlineData("COMPACTION is disabled!!!", "CONFIG_COMPACTION")]
    [InlineData("java cpuset=/ mems_allowed=0-1", "the failure before")]
    public void Of_LineThatAccompaniesAFailure_IsNoneItself(string message, string advice)
    {
        var report = Report(message);

        Assert.Equal((false, false), (report.IsFailure, report.OpensIncident));
        Assert.Contains(advice, report.Advice);
    }

    [Theory]
    [InlineData("(null)", false)]
    [InlineData("1", true)]
    public void Advice_BoundToNodes_SaysSo(string nodemask, bool expected)
    {
        var report = Report("java: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL), "
            + $"nodemask={nodemask},cpuset=/,mems_allowed=0-1");

        Assert.Equal(expected, report.Advice.Contains("bound to node 1", StringComparison.Ordinal));
    }

    [Fact]
    public void ToString_Message_IsOneLine()
    {
        Assert.Equal(
            "java: page-allocation-failure of order 4 (GFP_KERNEL|__GFP_COMP): fragmentation",
            Report("java: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP)").ToString());
        Assert.Equal("suppressed", Report("warn_alloc: 1 callbacks suppressed").ToString());
    }

    private static FailureReport Report(string message)
    {
        Assert.True(AllocationFailure.TryParse(Encoding.UTF8.GetBytes(message), out var failure));
        return FailureReport.Of(failure);
    }
}
