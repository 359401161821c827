using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Kernel.Tests;

public sealed class KnobAllowListTests
{
    [Theory]
    [InlineData("proc/sys/vm/drop_caches", "1")]
    [InlineData("proc/sys/vm/drop_caches", "2")]
    [InlineData("proc/sys/vm/drop_caches", "3")]
    [InlineData("proc/sys/vm/compact_memory", "1")]
    [InlineData("sys/devices/system/node/node0/compact", "1")]
    [InlineData("sys/devices/system/node/node4095/compact", "1")]
    [InlineData("sys/devices/system/node/node8/reclaim", "512M swappiness=10")]
    [InlineData("sys/fs/cgroup/memory.reclaim", "1")]
    [InlineData("sys/fs/cgroup/system.slice/db.service/memory.reclaim", "1048576")]
    [InlineData("sys/fs/cgroup/a..b/.c/d./memory.reclaim", "4G swappiness=max")]
    [InlineData("proc/sys/vm/swappiness", "10")]
    [InlineData("proc/sys/vm/min_free_kbytes", "512")]
    [InlineData("proc/sys/vm/compaction_proactiveness", "20")]
    [InlineData("sys/kernel/mm/transparent_hugepage/defrag", "defer+madvise")]
    [InlineData("sys/kernel/mm/transparent_hugepage/khugepaged/defrag", "0")]
    public void Allows_WriteOfTheProduct_IsTrue(string path, string value) => Assert.True(Allows(path, value));

    [Theory]
    [InlineData("proc/sys/vm/drop_caches", "4")]
    [InlineData("proc/sys/vm/drop_caches", "7")]
    [InlineData("proc/sys/vm/drop_caches", "")]
    [InlineData("proc/sys/vm/drop_caches", "1\n")]
    [InlineData("proc/sys/vm/drop_caches", " 1")]
    [InlineData("proc/sys/vm/drop_caches", "31")]
    [InlineData("proc/sys/vm/compact_memory", "0")]
    [InlineData("sys/devices/system/node/node0/compact", "2")]
    [InlineData("sys/fs/cgroup/memory.reclaim", "0")]
    [InlineData("sys/fs/cgroup/memory.reclaim", "012")]
    [InlineData("sys/fs/cgroup/memory.reclaim", "1T")]
    [InlineData("sys/fs/cgroup/memory.reclaim", "1M ")]
    [InlineData("sys/fs/cgroup/memory.reclaim", "1M swappiness=201")]
    [InlineData("sys/fs/cgroup/memory.reclaim", "1M swappiness=")]
    [InlineData("sys/fs/cgroup/memory.reclaim", "1M nodes=0")]
    [InlineData("sys/fs/cgroup/memory.reclaim", "-1")]
    [InlineData("sys/fs/cgroup/memory.reclaim", "99999999999999999999")]
    [InlineData("proc/sys/vm/swappiness", "201")]
    [InlineData("sys/kernel/mm/transparent_hugepage/defrag", "[madvise]")]
    public void Allows_OtherValue_IsFalse(string path, string value) => Assert.False(Allows(path, value));

    [Theory]
    [InlineData("")]
    [InlineData("/proc/sys/vm/drop_caches")]
    [InlineData("proc//sys/vm/drop_caches")]
    [InlineData("proc/sys/vm/./drop_caches")]
    [InlineData("proc/sys/vm/../vm/drop_caches")]
    [InlineData("proc/sys/vm/drop_caches/")]
    [InlineData("proc/sys/vm/drop_caches\0")]
    [InlineData("proc/sys/vm/Drop_caches")]
    [InlineData("proc/sys/kernel/panic")]
    [InlineData("proc/sys/vm/overcommit_memory")]
    [InlineData("proc/sysrq-trigger")]
    [InlineData("etc/passwd")]
    [InlineData("sys/devices/system/node/node/compact")]
    [InlineData("sys/devices/system/node/node00/compact")]
    [InlineData("sys/devices/system/node/node+1/compact")]
    [InlineData("sys/devices/system/node/node-1/compact")]
    [InlineData("sys/devices/system/node/node 1/compact")]
    [InlineData("sys/devices/system/node/node4096/compact")]
    [InlineData("sys/devices/system/node/node99999999999/compact")]
    [InlineData("sys/devices/system/node/node0/online")]
    [InlineData("sys/devices/system/node/node0/x/compact")]
    [InlineData("sys/devices/system/node/node0/../node1/compact")]
    [InlineData("sys/devices/system/node/node٣/compact")]
    [InlineData("sys/fs/cgroup/../cgroup/memory.reclaim")]
    [InlineData("sys/fs/cgroup/a/../memory.reclaim")]
    [InlineData("sys/fs/cgroup/./memory.reclaim")]
    [InlineData("sys/fs/cgroup//memory.reclaim")]
    [InlineData("sys/fs/cgroup/a\n/memory.reclaim")]
    [InlineData("sys/fs/cgroup/a\0/memory.reclaim")]
    [InlineData("sys/fs/cgroup/a/memory.max")]
    [InlineData("sys/fs/cgroup/a/memory.reclaim/")]
    [InlineData("sys/fs/cgroup/amemory.reclaim")]
    [InlineData("sys/fs/cgroup")]
    public void Allows_OtherPath_IsFalseForEveryValue(string path) =>
        Assert.All(["1", "2", "3", "0", "100", "512M", "madvise", "never"], value => Assert.False(Allows(path, value)));

    [Fact]
    public void Allows_PathLongerThanTheKernelTakes_IsFalse() =>
        Assert.False(Allows("sys/fs/cgroup/" + new string('a', 4096) + "/memory.reclaim", "1"));

    [Fact]
    public void RelativePath_OfEachAction_IsAllowed()
    {
        Assert.True(Allows(NodeCompact.RelativePath(3), "1"));
        Assert.True(Allows(NodeReclaim.RelativePath(3), "1M"));
        Assert.True(Allows(CgroupReclaim.RelativePath("/"), "1M"));
        Assert.True(Allows(CgroupReclaim.RelativePath("/system.slice/db.service"), "1M"));
        Assert.True(KnobAllowList.Allows(DropCaches.RelativePath, DropCaches.PageCache));
        Assert.True(KnobAllowList.Allows(DropCaches.RelativePath, DropCaches.Slab));
        Assert.True(KnobAllowList.Allows(DropCaches.RelativePath, DropCaches.All));
        Assert.True(KnobAllowList.Allows(CompactMemory.RelativePath, CompactMemory.Now));
        Assert.True(NodeCompact.Allows(NodeCompact.Now));
    }

    [Fact]
    public void RelativePath_CgroupThatClimbsOut_IsNotAllowed() =>
        Assert.False(Allows(CgroupReclaim.RelativePath("/../../kernel"), "1M"));

    [Fact]
    public void Allows_AnyPathAndValue_NeverThrowsAndAllowsNothingWithTwoDots() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<string>().Filter(path => path is not null),
            ArbMap.Default.ArbFor<byte[]>(),
            (path, value) =>
            {
                var text = "sys/fs/cgroup/" + path + "/../memory.reclaim";
                return !KnobAllowList.Allows(path, value) && !KnobAllowList.Allows(text, "1"u8);
            }).QuickCheckThrowOnFailure();

    private static bool Allows(string path, string value) => KnobAllowList.Allows(path, Encoding.UTF8.GetBytes(value));
}
