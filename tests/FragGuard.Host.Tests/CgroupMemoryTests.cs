namespace FragGuard.Host.Tests;

/// <summary>The tightest memory limit above this process, in either hierarchy.</summary>
public sealed class CgroupMemoryTests : IDisposable
{
    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Read_Unified_IsTheTightestOfTheGroupsAbove()
    {
        _tree.Write("/proc/self/cgroup", "0::/system.slice/fragguard.service\n");
        _tree.Write("/sys/fs/cgroup/system.slice/fragguard.service/memory.max", "134217728\n");
        _tree.Write("/sys/fs/cgroup/system.slice/fragguard.service/memory.current", "10000000\n");
        _tree.Write("/sys/fs/cgroup/system.slice/memory.max", "200000000\n");
        _tree.Write("/sys/fs/cgroup/system.slice/memory.current", "190000000\n");

        Assert.Equal(new CgroupMemory(134217728, 10000000), CgroupMemory.Read(_tree.Root));
    }

    [Fact]
    public void Read_ContainerThatSeesItsGroupAsTheRoot_IsThatOfTheMount()
    {
        _tree.Write("/proc/self/cgroup", "0::/\n");
        _tree.Write("/sys/fs/cgroup/memory.max", "1000\n");
        _tree.Write("/sys/fs/cgroup/memory.current", "2000\n");

        Assert.Equal(new CgroupMemory(1000, 0), CgroupMemory.Read(_tree.Root));
    }

    [Fact]
    public void Read_OldHierarchy_IsItsLimit()
    {
        _tree.Write("/proc/self/cgroup", "4:cpu,memory:/pods/one\n0::/\n");
        _tree.Write("/sys/fs/cgroup/memory/pods/one/memory.limit_in_bytes", "5000\n");

        Assert.Equal(new CgroupMemory(5000, null), CgroupMemory.Read(_tree.Root));
    }

    [Theory]
    [InlineData("0::/\n", "max\n")]
    [InlineData("0::/\n", "")]
    [InlineData("", "1000\n")]
    [InlineData("4:memory:/\n", "9223372036854771712\n")]
    public void Read_NoLimit_IsNone(string cgroup, string limit)
    {
        _tree.Write("/proc/self/cgroup", cgroup);
        _tree.Write("/sys/fs/cgroup/memory.max", limit);
        _tree.Write("/sys/fs/cgroup/memory/memory.limit_in_bytes", limit);

        Assert.Equal(default, CgroupMemory.Read(_tree.Root));
    }
}
