namespace FragGuard.Host.Tests;

public sealed class TaskLimitsTests
{
    [Fact]
    public void Words_CgroupAtItsLimit_NamesIt()
    {
        using var tree = new TemporaryTree();
        tree.Write("/proc/self/cgroup", "0::/system.slice/fragguard.service\n");
        tree.Write("/sys/fs/cgroup/system.slice/fragguard.service/pids.max", "max\n");
        tree.Write("/sys/fs/cgroup/system.slice/fragguard.service/pids.current", "5\n");
        tree.Write("/sys/fs/cgroup/system.slice/pids.max", "6\n");
        tree.Write("/sys/fs/cgroup/system.slice/pids.current", "5\n");

        Assert.Equal(
            "pids.max is 6 in cgroup /system.slice and reached: raise TasksMax= of that unit or slice",
            TaskLimits.Sentence(tree.Root));
    }

    [Theory]
    [InlineData("12:memory:/x\n4:pids:/system.slice/fragguard.service\n", true)]
    [InlineData("0::/\n", false)]
    [InlineData("", false)]
    public void Words_OtherHierarchies_AreKnownOrLeftOpen(string cgroup, bool isNamed)
    {
        using var tree = new TemporaryTree();
        tree.Write("/proc/self/cgroup", cgroup);
        tree.Write("/sys/fs/cgroup/pids/system.slice/fragguard.service/pids.max", "1\n");
        tree.Write("/sys/fs/cgroup/pids/system.slice/fragguard.service/pids.current", "1\n");

        Assert.Equal(isNamed, TaskLimits.Sentence(tree.Root).StartsWith("pids.max is 1 ", StringComparison.Ordinal));
    }

    public static TheoryData<Exception, bool> Faults => new()
    {
        { new InsufficientMemoryException(), true },
        { new TypeInitializationException("Signals", new IOException("", 11)), true },
        { new TypeInitializationException("Signals", new InsufficientMemoryException()), true },
        { new TypeInitializationException("Signals", new IOException("", 5)), false },
        { new IOException("", 11), false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void IsRefusal_Fault_IsOneOnlyWhereAThreadWasRefused(Exception fault, bool expected) =>
        Assert.Equal(expected, TaskLimits.IsRefusal(fault));
}
