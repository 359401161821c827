namespace FragGuard.Kernel.Tests;

/// <summary>The inputs under fixtures/reports, and what must be said of each.</summary>
public sealed class FailureSamplesTests
{
    [Fact]
    public void Judgement_OnlyCmaBlocksLeft_IsCma()
    {
        var failure = Assert.Single(Failures("01-cma-blocks-only.log"));
        var judgement = FailureJudgement.Of(failure);

        Assert.Equal(("camd", 8, FailureVerdict.Cma), (failure.Comm, failure.Order, judgement.Verdict));
        var zone = Assert.Single(judgement.Zones);
        Assert.Equal((ZoneObstacle.OnlyCma, 0UL, 3576L), (zone.Obstacle, zone.SuitableBlocks, zone.UsableKib));
        Assert.Equal((119296L, 122872L), (zone.Zone.CmaKib, zone.Zone.FreeKib));
    }

    [Fact]
    public void Judgement_SlabOfACgroup_NamesTheCgroupAndTheOrder()
    {
        var found = Scans.Of(Read("02-slub-of-a-cgroup.log"));

        Assert.Equal([FailureKind.Suppressed, FailureKind.Slub], found.ConvertAll(one => one.Failure.Kind));
        Assert.Equal(40UL, found[0].Failure.Number);
        Assert.Equal(
            (0, "dentry", "web.scope", FailureVerdict.CgroupLimit),
            (found[1].Order, found[1].Evidence.Cache, found[1].Evidence.Cgroup, FailureJudgement.Of(found[1]).Verdict));
    }

    [Fact]
    public void Judgement_OomOfACgroup_IsItsLimitAtAnyOrder()
    {
        var failures = Failures("03-memcg-oom.log");

        Assert.Equal([0, 2], failures.ConvertAll(one => one.Order));
        Assert.All(failures, one => Assert.Equal(
            (FailureVerdict.CgroupLimit, "/kubepods.slice/pod-a.slice/c1.scope"),
            (FailureJudgement.Of(one).Verdict, one.Evidence.Cgroup)));
        Assert.Equal((524288L, 524288L), (failures[0].Evidence.UsageKib, failures[0].Evidence.LimitKib));
    }

    [Fact]
    public void Scan_VmapAndVmalloc_AreOneEvent()
    {
        var failures = Failures("04-vmap-then-vmalloc.log");

        Assert.Equal([1L, 4, 5], failures.ConvertAll(one => one.Line));
        Assert.Equal(
            [FailureVerdict.AddressSpace, FailureVerdict.Size, FailureVerdict.AddressSpace],
            failures.ConvertAll(one => FailureJudgement.Of(one).Verdict));
        Assert.Equal(["insmod", "ipset", "insmod"], failures.ConvertAll(one => one.Comm));
    }

    [Fact]
    public void Judgement_HugeVmalloc_IsHarmlessAndClaimsNoSize()
    {
        var failures = Failures("05-huge-vmalloc.log");

        Assert.Equal(
            [FailureVerdict.Harmless, FailureVerdict.Harmless, FailureVerdict.LowMemory],
            failures.ConvertAll(one => FailureJudgement.Of(one).Verdict));
        Assert.All(failures, one => Assert.True(one.Failure.HasGot));
        Assert.Equal(0, failures[2].Order);
    }

    [Fact]
    public void Scan_RepeatedLines_AreCounted()
    {
        var found = Scans.Of(Read("06-repeated.log"));
        var failures = found.FindAll(one => one.Failure.IsFailure);

        Assert.Equal([("ntpd", 121UL, 0), ("sshd", 7UL, 1)], failures.ConvertAll(one =>
            (one.Comm!, one.Count, one.Order!.Value)));
        Assert.Equal(18, found.Sum(one => one.Failure.IsFailure ? 0 : (int)one.Failure.Number!));
    }

    [Theory]
    [InlineData("07-indented.log", 3)]
    [InlineData("08-coloured.log", 2)]
    [InlineData("09-journal.json", 1)]
    [InlineData("10-journal.export", 1)]
    [InlineData("11-grepped.log", 3)]
    public void Scan_Wrapped_IsReadAndForgeriesAreNot(string file, int count)
    {
        var failures = Failures(file);

        Assert.Equal(count, failures.Count);
        Assert.All(failures, one => Assert.Equal(("java", 4), (one.Comm, one.Order)));
    }

    [Fact]
    public void Judgement_CallersThatCannotWait_AreKnownByNameAndNumber()
    {
        var failures = Failures("12-cannot-wait.log");

        Assert.All(failures, one => Assert.True(one.Failure.CouldNotWait));
        Assert.Equal(
            [FailureVerdict.LowMemory, FailureVerdict.Harmless, FailureVerdict.Harmless, FailureVerdict.AtomicReserve],
            failures.ConvertAll(one => FailureJudgement.Of(one).Verdict));
        var zone = Assert.Single(FailureJudgement.Of(failures[1]).Zones);
        Assert.Equal((15904L, 12000L), (zone.UsableKib, zone.MarkKib));
    }

    [Fact]
    public void Scan_BoundToANode_SaysWhere()
    {
        var failure = Assert.Single(Failures("13-bound-to-a-node.log"));

        Assert.Equal(("1", "machine-vm7.scope", "1"), (failure.NodeMask, failure.Cpuset, failure.MemsAllowed));
        Assert.Equal(FailureVerdict.Fragmentation, FailureJudgement.Of(failure).Verdict);
    }

    [Fact]
    public void Judgement_BlocksWereThere_IsTheWatermark()
    {
        var failure = Assert.Single(Failures("14-blocks-were-there.log"));
        var judgement = FailureJudgement.Of(failure);
        var zone = Assert.Single(judgement.Zones);

        Assert.Equal((FailureVerdict.Watermark, ZoneObstacle.Watermark), (judgement.Verdict, zone.Obstacle));
        Assert.Equal((193UL, 49792UL, 51968L, 53000L), (zone.FreeBlocks, zone.FreeBlocksKib, zone.UsableKib,
            zone.MarkKib));
        Assert.Equal((16384L, true), (zone.Zone.BoostKib, failure.Failure.Flags.IsNoFs));
    }

    [Fact]
    public void Judgement_PagesOf8Kib_AreSeenInTheFreeList()
    {
        var failure = Assert.Single(Failures("15-pages-of-8k.log"));

        Assert.Equal(8, failure.Evidence.Dump.PageKib);
        Assert.Equal(FailureVerdict.Fragmentation, FailureJudgement.Of(failure).Verdict);
    }

    private static List<FailureEvent> Failures(string file) => Scans.Failures(Read(file));

    private static string Read(string file) => System.Text.Encoding.UTF8.GetString(Fixtures.Read("reports", file));
}
