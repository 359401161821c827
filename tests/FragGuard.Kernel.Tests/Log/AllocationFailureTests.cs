using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class AllocationFailureTests
{
    private const string Tail = ": page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP),"
        + " nodemask=(null),cpuset=/,mems_allowed=0";

    [Fact]
    public void TryParse_HeaderOfANewKernel_GivesEachPart()
    {
        var failure = Parse("java: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP),"
            + " nodemask=0,2-3,cpuset=docker-0123.scope,mems_allowed=0-3");

        Assert.Equal(FailureKind.PageAllocationFailure, failure.Kind);
        Assert.Equal(("java", 4, "0x40cc0"), (failure.Comm, failure.Order, failure.Mode));
        Assert.Equal(["GFP_KERNEL", "__GFP_COMP"], failure.Gfp);
        Assert.Equal(("0,2-3", "docker-0123.scope"), (failure.NodeMask, failure.Cpuset));
        Assert.True(failure.IsFailure);
    }

    [Theory]
    [InlineData("Web Content")]
    [InlineData("runc:[1:CHILD]")]
    [InlineData("kworker/u8:2")]
    [InlineData("kworker/u8:2-events_unbound")]
    [InlineData("a: b: c")]
    [InlineData("(sd-pam)")]
    [InlineData("page allocation")]
    [InlineData("x: page allocat")]
    [InlineData("order:4, mode:")]
    [InlineData("-bash")]
    [InlineData("[kthreadd]")]
    [InlineData(" ")]
    [InlineData("")]
    [InlineData("fifteen-bytes-x")]
    [InlineData("a\\x1bb")]
    public void TryParse_OddNames_AreKept(string comm) => Assert.Equal(comm, Parse(comm + Tail).Comm);

    [Theory]
    [InlineData("sixteen-bytes-xx")]
    [InlineData("the driver said: x")]
    [InlineData("md/bitmap: map page allocation of another")]
    public void TryParse_MoreThanANameCanHold_IsNoHeader(string text) => AssertNothing(text + Tail);

    [Fact]
    public void TryParse_BytesThatATerminalObeys_AreReplaced() =>
        Assert.Equal("?[31mred?", Parse("\x1b[31mred\x07" + Tail).Comm);

    [Fact]
    public void TryParse_BytesThatAreNoText_DoNotThrow()
    {
        byte[] line = [0xff, 0xfe, 0x00, .. Encoding.ASCII.GetBytes(Tail)];

        Assert.True(AllocationFailure.TryParse(line, out var failure));
        Assert.Equal("\ufffd\ufffd?", failure.Comm);
    }

    [Fact]
    public void TryParse_EscapedRecord_CountsAndShowsTheBytesThatWereLogged()
    {
        var text = Encoding.ASCII.GetBytes(@"4,1,2,-;1234567890\x5c\x09abc" + Tail);

        Assert.True(KmsgRecord.TryParse(text, out var record));

        Assert.True(AllocationFailure.TryParse(record, out var failure));
        Assert.Equal(@"1234567890\?abc", failure.Comm);
    }

    [Fact]
    public void TryParse_RecordOfAUser_IsForged()
    {
        Assert.True(KmsgRecord.TryParse(Encoding.ASCII.GetBytes("12,1,2,-;java" + Tail), out var record));

        Assert.False(AllocationFailure.TryParse(record, out var failure));
        Assert.Null(failure);
    }

    [Theory]
    [InlineData("java: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_CO", "GFP_KERNEL")]
    [InlineData("java: page allocation failure: order:4, mode:0x40cc0(GFP_KER", "")]
    [InlineData("java: page allocation failure: order:4, mode:0x40cc0(", "")]
    [InlineData("java: page allocation failure: order:4, mode:0x40cc0", "")]
    [InlineData("java: page allocation failure: order:4, mode:0x", "")]
    [InlineData("java: page allocation failure: order:4, mo", "")]
    [InlineData("java: page allocation failure: order:4", "")]
    public void TryParse_CutByALengthLimit_KeepsWhatIsWhole(string line, string gfp)
    {
        var failure = Parse(line);

        Assert.Equal(("java", 4), (failure.Comm, failure.Order));
        Assert.Equal(gfp, string.Join('|', failure.Gfp));
    }

    [Fact]
    public void TryParse_CutBeforeTheOrder_IsAFailureOfUnknownOrder()
    {
        var failure = Parse("java: page allocation failure: order:");

        Assert.Null(failure.Order);
        Assert.Equal(FailureVerdict.Unknown, failure.Verdict);
    }

    [Theory]
    [InlineData("")]
    [InlineData("java")]
    [InlineData("java: page allocation failure")]
    [InlineData("java: page allocation failure, order:4")]
    [InlineData("java: page allocation failed: order:4, mode:0x40cc0")]
    [InlineData("java: Page allocation failure: order:4, mode:0x40cc0")]
    [InlineData("java: page allocation stalls for ms, order:4")]
    [InlineData("java invoked oom-killer: order=0")]
    [InlineData("java invoked the oom-killer: gfp_mask=0xcc0, order=0")]
    [InlineData("vmap allocation for size many failed: use vmalloc=<size>")]
    [InlineData("net_ratelimit: 12 callbacks suppressed")]
    [InlineData("warn_alloc: some callbacks suppressed")]
    [InlineData("say warn_alloc: 12 callbacks suppressed")]
    [InlineData("XFS (dm-0): Mounting V5 Filesystem")]
    [InlineData("XFS: possible trouble")]
    [InlineData("java cpuset=/ mems_allowed=0 and more")]
    [InlineData("Memory cgroup out of memory: Killed process 1 (java)")]
    [InlineData("oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/")]
    [InlineData("bash (123): drop_caches: 3")]
    public void TryParse_SomethingElse_IsFalse(string line) => AssertNothing(line);

    [Fact]
    public void TryParse_VeryLongLine_IsReadFromItsBeginning()
    {
        Assert.Equal("java", Parse("java" + Tail + new string('x', 1 << 20)).Comm);
        AssertNothing(new string('x', 1 << 20) + "java" + Tail);
    }

    [Fact]
    public void TryParse_Stall_SaysHowLong()
    {
        var failure = Parse("kworker/1:1: page allocation stalls for 10079ms, order:2, mode:0x14001c2(GFP_KERNEL)");

        Assert.Equal((FailureKind.Stall, 10079UL, 2), (failure.Kind, failure.Number, failure.Order));
    }

    [Theory]
    [InlineData("java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=2, oom_score_adj=0", 2, null)]
    [InlineData(
        "java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), nodemask=0-1, order=2, oom_score_adj=0",
        2, "0-1")]
    [InlineData(
        "java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), nodemask=(null),  order=2, oom_score_adj=0",
        2, "(null)")]
    [InlineData("java invoked oom-killer: gfp_mask=0xd0, order=2, oom_adj=0, oom_score_adj=0", 2, null)]
    [InlineData("sysrq invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0", -1, null)]
    [InlineData("java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL)", null, null)]
    public void TryParse_Oom_GivesOrderAndNodes(string line, int? order, string? nodes)
    {
        var failure = Parse(line);

        Assert.Equal((FailureKind.Oom, order, nodes), (failure.Kind, failure.Order, failure.NodeMask));
    }

    [Theory]
    [InlineData(
        "modprobe: vmalloc: allocation failure: 4096 bytes, mode:0xcc2(GFP_KERNEL|__GFP_HIGHMEM), nodemask=(null)",
        4096, FailureVerdict.Unknown)]
    [InlineData(
        "modprobe: vmalloc: allocation failure, allocated 8192 of 20480 bytes, mode:0xcc0(GFP_KERNEL)",
        20480, FailureVerdict.LowMemory)]
    [InlineData(
        "modprobe: vmalloc error: size 20480, page order 0, failed to allocate pages, mode:0xcc0(GFP_KERNEL)",
        20480, FailureVerdict.LowMemory)]
    [InlineData(
        "modprobe: vmalloc error: size 20480, exceeds total pages, mode:0xcc0(GFP_KERNEL)",
        20480, FailureVerdict.Size)]
    public void TryParse_Vmalloc_SaysHowMuchWasWanted(string line, ulong bytes, FailureVerdict verdict)
    {
        var failure = Parse(line);

        Assert.Equal((FailureKind.Vmalloc, "modprobe"), (failure.Kind, failure.Comm));
        Assert.Equal((bytes, verdict), (failure.Number, failure.Verdict));
    }

    [Theory]
    [InlineData("vmalloc: allocation failure: 4096 bytes", FailureKind.Vmalloc, 4096)]
    [InlineData("vmap allocation for size 20480 failed: use vmalloc=<size> to increase size", FailureKind.Vmap, 20480)]
    [InlineData(
        "vmalloc_node_range for size 8192 failed: Address range restricted to 0x1 - 0x2",
        FailureKind.Vmap, 8192)]
    [InlineData("warn_alloc: 1915 callbacks suppressed", FailureKind.Suppressed, 1915)]
    [InlineData("__warn_alloc: 7 callbacks suppressed", FailureKind.Suppressed, 7)]
    [InlineData("warn_alloc_failed: 3 callbacks suppressed", FailureKind.Suppressed, 3)]
    [InlineData("XFS: possible memory allocation deadlock in kmem_alloc (mode:0x250)", FailureKind.Xfs, null)]
    [InlineData("COMPACTION is disabled!!!", FailureKind.CompactionDisabled, null)]
    public void TryParse_MessageWithoutATask_NamesNone(string line, FailureKind kind, int? number)
    {
        var failure = Parse(line);

        Assert.Equal((kind, (ulong?)number), (failure.Kind, failure.Number));
        Assert.Null(failure.Comm);
        Assert.Equal(kind < FailureKind.Suppressed, failure.IsFailure);
    }

    [Theory]
    [InlineData("kworker/1:2(812)", "kworker/1:2", 65552, FailureVerdict.Fragmentation)]
    [InlineData("od(d) (name)(4294967295)", "od(d) (name)", 65552, FailureVerdict.Fragmentation)]
    [InlineData("rsync(1)", "rsync", 4096, FailureVerdict.LowMemory)]
    [InlineData("rsync(1)", "rsync", 8192, FailureVerdict.Unknown)]
    public void TryParse_Xfs_GivesTaskAndSize(string task, string comm, ulong bytes, FailureVerdict verdict)
    {
        var failure = Parse($"XFS: {task} possible memory allocation deadlock size {bytes} in kmem_alloc (mode:0x250)");

        Assert.Equal((FailureKind.Xfs, comm, "0x250"), (failure.Kind, failure.Comm, failure.Mode));
        Assert.Equal((bytes, verdict), (failure.Number, failure.Verdict));
    }

    [Theory]
    [InlineData("SLUB: Unable to allocate memory on node -1, gfp=0xa20(GFP_ATOMIC)", "0xa20")]
    [InlineData("SLUB: Unable to allocate memory on node -1 (gfp=0x20)", "0x20")]
    [InlineData("SLUB: Unable to allocate memory on CPU 3 (of node 0) on node -1, gfp=0x820(GFP_ATOMIC)", "0x820")]
    [InlineData("SLAB: Unable to allocate memory on node 0 (gfp=0xd0)", "0xd0")]
    public void TryParse_Slab_GivesTheFlags(string line, string mode)
    {
        var failure = Parse(line);

        Assert.Equal((FailureKind.Slub, mode, FailureVerdict.Unknown), (failure.Kind, failure.Mode, failure.Verdict));
    }

    [Fact]
    public void TryParse_SecondLineOfAnOldHeader_AccompaniesAFailure()
    {
        var line = Parse("java cpuset=/a b mems_allowed=0-1,4");

        Assert.Equal((FailureKind.CpusetLine, "java", "/a b"), (line.Kind, line.Comm, line.Cpuset));
        Assert.False(line.IsFailure);
    }

    [Theory]
    [InlineData("x86_64-6.1.0-1numa")]
    [InlineData("x86_64-6.1.0-2numa")]
    public void TryParse_WholeLogOfARealBoot_HoldsItsOneFailure(string machine)
    {
        var found = new List<AllocationFailure>();
        foreach (var line in Fixtures.ReadLines(machine, "kmsg"))
        {
            if (AllocationFailure.TryParseLogLine(Encoding.Latin1.GetBytes(line), out var failure))
            {
                found.Add(failure);
            }
        }

        var only = Assert.Single(found);
        Assert.Equal(("bash", 4, FailureVerdict.Fragmentation), (only.Comm, only.Order, only.Verdict));
    }

    private static AllocationFailure Parse(string message)
    {
        Assert.True(AllocationFailure.TryParse(Encoding.UTF8.GetBytes(message), out var failure), message);
        return failure;
    }

    private static void AssertNothing(string message)
    {
        Assert.False(AllocationFailure.TryParse(Encoding.UTF8.GetBytes(message), out var failure));
        Assert.Null(failure);
    }
}
