using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class FailureScannerTests
{
    [Theory]
    [InlineData(
        "__alloc_pages: 3-order allocation failed (gfp=0x20/0)",
        FailureKind.PageAllocationFailure, 3, FailureVerdict.AtomicReserve)]
    [InlineData(
        "__alloc_pages: 0-order allocation failed (gfp=0x1d2/0) from c0130ba4",
        FailureKind.PageAllocationFailure, 0, FailureVerdict.LowMemory)]
    [InlineData(
        "cma: cma_alloc: alloc failed, req-size: 256 pages, ret: -16",
        FailureKind.Cma, 8, FailureVerdict.Fragmentation)]
    [InlineData(
        "cma: __cma_alloc: linux,cma: alloc failed, req-size: 300 pages, ret: -12",
        FailureKind.Cma, 9, FailureVerdict.Fragmentation)]
    [InlineData(
        "percpu: allocation failed, size=8 align=8 atomic=1, atomic alloc failed, no space left",
        FailureKind.Percpu, null, FailureVerdict.AtomicReserve)]
    [InlineData(
        "percpu: allocation failed, size=8192 align=64 atomic=0, alloc from reserved chunk failed",
        FailureKind.Percpu, null, FailureVerdict.AddressSpace)]
    [InlineData(
        "HugeTLB: allocating 64 of page size 2.00 MiB failed.  Only allocated 12 hugepages.",
        FailureKind.HugeTlb, null, FailureVerdict.Fragmentation)]
    [InlineData(
        "HugeTLB: allocating 4 of page size 1.00 GiB failed node1.  Only allocated 2 hugepages.",
        FailureKind.HugeTlb, null, FailureVerdict.Fragmentation)]
    [InlineData(
        "nvme 0000:00:04.0: swiotlb buffer is full (sz: 4096 bytes), total 32768 (slots), used 32768 (slots)",
        FailureKind.Swiotlb, null, FailureVerdict.Unknown)]
    [InlineData(
        "swiotlb buffer is full (sz: 327680 bytes), total 32768 (slots), used 12 (slots)",
        FailureKind.Swiotlb, null, FailureVerdict.Size)]
    [InlineData(
        "kmem_cache_create(nf_conntrack_1) failed with error -12",
        FailureKind.KmemCache, null, FailureVerdict.Fragmentation)]
    [InlineData(
        "__kmem_cache_create_args(x y) failed with error -12",
        FailureKind.KmemCache, null, FailureVerdict.Fragmentation)]
    [InlineData(
        "NVRM: nvAssertFailed: Out of memory [NV_ERR_NO_MEMORY] (0x00000051)",
        FailureKind.Nvrm, null, FailureVerdict.Fragmentation)]
    [InlineData(
        "INFO: task kcompactd0:56 blocked for more than 120 seconds.",
        FailureKind.KcompactdHung, null, FailureVerdict.Unknown)]
    [InlineData(
        "Memory cgroup out of memory: Killed process 12 (worker) total-vm:9kB",
        FailureKind.OomKill, null, FailureVerdict.CgroupLimit)]
    [InlineData(
        "allocation failed: out of vmalloc space - use vmalloc=<size> to increase size.",
        FailureKind.Vmap, null, FailureVerdict.AddressSpace)]
    [InlineData(
        "modprobe: vmalloc size 65536 allocation failure: page order 9 allocation failed, mode:0xcc0",
        FailureKind.Vmalloc, 9, FailureVerdict.Harmless)]
    [InlineData(
        "x: vmalloc error: size 65536, failed to allocated page array size 128, mode:0xcc0",
        FailureKind.Vmalloc, null, FailureVerdict.LowMemory)]
    public void Scan_OtherKinds_AreFoundWithTheirVerdict(string message, FailureKind kind, int? order,
        FailureVerdict verdict)
    {
        var only = Assert.Single(Scans.Failures("[  600.000001] " + message));

        Assert.Equal((kind, order, verdict), (only.Failure.Kind, only.Order, FailureJudgement.Of(only).Verdict));
    }

    [Theory]
    [InlineData("kmem_cache_create(x) failed with error -22")]
    [InlineData("INFO: task java:56 blocked for more than 120 seconds.")]
    [InlineData("net_ratelimit: 12 callbacks suppressed")]
    [InlineData("COMPACTION is disabled!!!")]
    [InlineData("java cpuset=/ mems_allowed=0-1")]
    [InlineData("HugeTLB: registered 2.00 MiB page size, pre-allocated 0 pages")]
    [InlineData("software IO TLB: mapped [mem 0x1-0x2] (64MB)")]
    public void Scan_LinesThatAreNoFailures_GiveNothing(string message) =>
        Assert.Empty(Scans.Of("[  600.000001] " + message));

    [Theory]
    [InlineData("__warn_alloc: 3 callbacks suppressed", 3)]
    [InlineData("alloc_vmap_area: 15 callbacks suppressed", 15)]
    [InlineData("slab_out_of_memory: 40 callbacks suppressed", 40)]
    [InlineData("oom_kill_process: 2 callbacks suppressed", 2)]
    [InlineData("swiotlb_tbl_map_single: 7 callbacks suppressed", 7)]
    public void Scan_SuppressedOfAnyMemoryFunction_IsCounted(string message, int count) =>
        Assert.Equal((ulong)count, Assert.Single(Scans.Of("[  600.000001] " + message)).Failure.Number);

    [Fact]
    public void Scan_ConsequencesWithinTwoSeconds_AreLinked()
    {
        const string log = """
            Nov 26 10:00:00 n1 kernel: runc:[1:CHILD]: page allocation failure: order:6, mode:0xc0d0
            Nov 26 10:00:00 n1 kernel: kmem_cache_create(nf_conntrack_1) failed with error -12
            Nov 26 10:00:01 n1 dockerd[812]: oci runtime error: cannot allocate memory
            Nov 26 10:00:09 n1 kubelet[99]: fork: Cannot allocate memory
            """;

        var only = Assert.Single(Scans.Of(log));

        Assert.Equal(2, only.ConsequenceCount);
        Assert.Contains("nf_conntrack_1", only.Consequences[0], StringComparison.Ordinal);
        Assert.Contains("dockerd", only.Consequences[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_OomWithALongListOfTasks_IsOneEvent()
    {
        var log = new StringBuilder(
            "[  700.0] worker invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=900\n");
        for (var task = 0; task < 3000; task++)
        {
            log.Append(
                $"[  700.1] [   {task}]     0 {task}     2345      678   65536        0             0 task{task}\n");
        }

        log.Append("[  700.2] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,"
            + "oom_memcg=/a.slice,task_memcg=/a.slice,task=w,pid=1,uid=0\n");
        log.Append("[  700.2] Memory cgroup out of memory: Killed process 1 (w) total-vm:9kB\n");
        log.Append("[  700.2] Memory cgroup out of memory: Killed process 2 (v) total-vm:9kB\n");

        var only = Assert.Single(Scans.Of(log.ToString()));

        Assert.Equal(("/a.slice", FailureVerdict.CgroupLimit), (only.Evidence.Cgroup,
            FailureJudgement.Of(only).Verdict));
    }

    [Theory]
    [InlineData("Out of memory: Kill process 23437 (x) score 303 or sacrifice child")]
    [InlineData("Nov 26 10:00:00 host java: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)")]
    [InlineData("somebody said page allocation failure happened")]
    public void Scan_WordsThatWereNotTaken_AreCounted(string line)
    {
        Assert.Empty(Scans.Of(Encoding.UTF8.GetBytes(line), out var scanner));

        Assert.Equal((1L, 1L), (scanner.RefusedUnknown + scanner.RefusedOfPrograms, scanner.FirstRefusedLine));
        Assert.Contains(line[..10], scanner.FirstRefused, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_RepeatOfAnotherLine_DoesNotCountTheFailure()
    {
        const string log = """
            Nov 26 10:00:00 n1 kernel: java: page allocation failure: order:4, mode:0xcc0
            Nov 26 10:00:00 n1 kernel: eth0: link up
            Nov 26 10:00:00 n1 last message repeated 12 times
            """;

        Assert.Equal(1UL, Assert.Single(Scans.Of(log)).Count);
    }

    [Fact]
    public void Scan_LogWithoutFailures_AllocatesNothing()
    {
        var scanner = new FailureScanner(_ => { });
        byte[][] lines =
        [
            .. Fixtures.ReadLines("x86_64-6.1.0-1numa", "kmsg")
                .Where(line => !line.Contains("alloc", StringComparison.Ordinal)
                    && !line.Contains("oom", StringComparison.Ordinal))
                .Take(300).Select(Encoding.Latin1.GetBytes),
        ];
        Take();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Take();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Take()
        {
            for (var round = 0; round < 50; round++)
            {
                Array.ForEach(lines, line => scanner.Take(line));
            }
        }
    }
}
