namespace FragGuard.Kernel.Tests;

public sealed class MemoryDumpTests
{
    private const string X86 = """
        [  100.000100] Mem-Info:
        [  100.000100] active_anon:1 inactive_anon:2 isolated_anon:0
         slab_reclaimable:1000 slab_unreclaimable:2000
         free:500000 free_pcp:100 free_cma:0
        [  100.000200] Node 0 active_anon:4kB inactive_anon:8kB unevictable:0kB all_unreclaimable? no
        [  100.000300] Node 0 DMA free:15872kB boost:0kB min:128kB low:160kB high:192kB reserved_highatomic:0KB present:15992kB managed:15896kB free_pcp:0kB free_cma:0kB
        [  100.000400] lowmem_reserve[]: 0 1877 7843 7843 7843
        [  100.000500] Node 0 DMA32 free:40000kB boost:0kB min:16000kB low:20000kB high:24000kB reserved_highatomic:0KB present:2000000kB managed:1922048kB free_pcp:0kB free_cma:0kB
        [  100.000600] lowmem_reserve[]: 0 0 5965 5965 5965
        [  100.000700] Node 0 Normal free:90000kB boost:0kB min:51000kB low:64000kB high:77000kB reserved_highatomic:0KB present:6200000kB managed:6108160kB free_pcp:0kB free_cma:0kB
        [  100.000800] lowmem_reserve[]: 0 0 0 0 0
        [  100.000900] Node 0 DMA: 0*4kB 0*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 1*512kB (U) 1*1024kB (U) 1*2048kB (M) 3*4096kB (M) = 15872kB
        [  100.001000] Node 0 DMA32: 2000*4kB (UME) 4000*8kB (UME) 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB 0*4096kB = 40000kB
        [  100.001100] Node 0 Normal: 22500*4kB (UME) 0*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB 0*4096kB = 90000kB
        [  100.001200] 2097052 pages RAM
        [  100.001300] 85526 pages reserved
        """;

    [Theory]
    [InlineData("0x40cc0(GFP_KERNEL|__GFP_COMP)", "Protected NoBlock NoBlock", FailureVerdict.Fragmentation)]
    [InlineData("0xcc4(GFP_KERNEL|GFP_DMA32)", "None NoBlock WrongZone", FailureVerdict.Fragmentation)]
    [InlineData("0xcc1(GFP_KERNEL|GFP_DMA)", "None WrongZone WrongZone", FailureVerdict.Fragmentation)]
    public void Judgement_X86Machine_FollowsFlagsAndProtection(string mode, string obstacles, FailureVerdict verdict)
    {
        var judgement = Judge(4, mode, "(null)", X86);

        Assert.Equal((obstacles, verdict), (Obstacles(judgement), judgement.Verdict));
    }

    [Fact]
    public void Judgement_BoundToANodeThatIsNotThere_HasNoZone()
    {
        var judgement = Judge(4, "0xcc0(GFP_KERNEL)", "1", X86);

        Assert.Equal(("WrongNode WrongNode WrongNode", FailureVerdict.NoZone), (Obstacles(judgement),
            judgement.Verdict));
    }

    [Theory]
    [InlineData("0xcc0(GFP_KERNEL)", 4, FailureVerdict.LowMemory)]
    [InlineData("0x820(GFP_ATOMIC)", 2, FailureVerdict.AtomicReserve)]
    public void Judgement_NothingAboveTheWatermark_IsLowMemory(string mode, int order, FailureVerdict verdict)
    {
        const string dump = """
            Mem-Info:
            Node 0 Normal free:10000kB min:51000kB low:64000kB high:77000kB managed:6108160kB free_cma:0kB
            lowmem_reserve[]: 0 0
            Node 0 Normal: 2500*4kB (UME) 0*8kB 0*16kB 0*32kB 0*64kB = 10000kB
            """;

        Assert.Equal(verdict, Judge(order, mode, "(null)", dump).Verdict);
    }

    [Fact]
    public void Judgement_MovablePages_MayUseCma()
    {
        const string dump = """
            Mem-Info:
            Node 0 Normal free:50000kB min:1000kB low:1200kB high:1400kB managed:6108160kB free_cma:40960kB
            Node 0 Normal: 2260*4kB (UME) 0*8kB 0*16kB 0*32kB 640*64kB (C) = 50000kB
            """;

        Assert.Equal(ZoneObstacle.None, Judge(4, "0x40dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP)", "(null)",
            dump).Zones[0].Obstacle);
        Assert.Equal(FailureVerdict.Cma, Judge(4, "0x40cc0(GFP_KERNEL|__GFP_COMP)", "(null)", dump).Verdict);
    }

    [Fact]
    public void Scan_TornAndInterleavedDump_IsPutTogether()
    {
        const string torn = """
            [  100.000100] Mem-Info:
            [  100.000150] usb 1-1: new device
            [  100.000200] Node 0 Normal free:90000kB boost:0kB min:51000kB low:64000kB high:77000kB reserved_hi
            [  100.000210] ghatomic:0KB present:6200000kB managed:6108160kB free_pcp:0kB free_cma:12kB
            [  100.000250] eth0: link up
            [  100.000300] Node 0 Normal: 22500*4kB (UME) 0*8kB 0*16kB
            [  100.000310] 0*32kB 3*64kB (H) = 90192kB
            """;

        var zone = Assert.Single(Judge(4, "0xcc0(GFP_KERNEL)", "(null)", torn).Zones);

        Assert.Equal((6108160L, 12L), (zone.Zone.ManagedKib, zone.Zone.CmaKib));
        Assert.Equal([22500UL, 0, 0, 0, 3], zone.Zone.FreeBlocks);
        Assert.Equal(ZoneObstacle.OnlyHighAtomic, zone.Obstacle);
    }

    [Fact]
    public void Scan_TwoFailuresAtOnce_EachHasItsDump()
    {
        var header = Header(4, "0xcc0(GFP_KERNEL)", "(null)");

        var found = Scans.Failures(header + header.Replace("java", "perl",
            StringComparison.Ordinal) + X86 + "\n" + X86);

        Assert.Equal(["java", "perl"], found.ConvertAll(one => one.Comm));
        Assert.All(found, one => Assert.True(one.Evidence.Dump.IsEvidence));
    }

    [Fact]
    public void Scan_DumpOfAVeryOldKernel_IsRead()
    {
        const string dump = """
            Mem-info:
            DMA per-cpu:
            Active:2456 inactive:1234 dirty:0 writeback:0 unstable:0 free:900 slab:100
            DMA free:3588kB min:68kB low:84kB high:100kB active:0kB inactive:0kB present:16256kB pages_scanned:0 all_unreclaimable? yes
            lowmem_reserve[]: 0 0 880
            DMA: 1*4kB 0*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 1*512kB 1*1024kB 1*2048kB 0*4096kB = 3588kB
            """;

        var zone = Assert.Single(Judge(3, "0x20", "(null)", dump).Zones);

        Assert.Equal((3588L, 68L, 16256L), (zone.Zone.FreeKib, zone.Zone.MinKib, zone.Zone.ManagedKib));
        Assert.Equal(7UL * 16, zone.SuitableBlocks);
    }

    private static FailureJudgement Judge(int order, string mode, string nodes, string dump)
    {
        var failures = Scans.Failures(Header(order, mode, nodes) + dump);
        return FailureJudgement.Of(Assert.Single(failures));
    }

    private static string Header(int order, string mode, string nodes) =>
        $"[  100.000001] java: page allocation failure: order:{order}, mode:{mode}, "
            + $"nodemask={nodes},cpuset=/,mems_allowed=0-1\n";

    private static string Obstacles(FailureJudgement judgement) =>
        string.Join(' ', judgement.Zones.Select(zone => zone.Obstacle));
}
