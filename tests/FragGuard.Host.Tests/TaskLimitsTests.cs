namespace FragGuard.Host.Tests;

public sealed class TaskLimitsTests : IDisposable
{
    private const int TryAgain = 11;
    private const int OutOfMemory = 12;

    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("0::/system.slice/fragguard.service", "/sys/fs/cgroup", "")]
    [InlineData("12:memory:/x\n5:pids:/system.slice/fragguard.service", "/sys/fs/cgroup/pids", "/pids")]
    public void Sentence_CgroupIsFull_NamesItAndItsLimit(string memberships, string mount, string below)
    {
        _tree.Write("/proc/self/cgroup", memberships + "\n");
        _tree.Write(mount + "/system.slice/fragguard.service/pids.max", "max\n");
        _tree.Write(mount + "/system.slice/pids.max", "6\n");
        _tree.Write(mount + "/system.slice/pids.current", "5\n");

        Assert.Equal(
            $"pids.max of the cgroup {below}/system.slice is reached, 5 of 6 "
            + "(TasksMax= of the unit, the pids limit of the pod)",
            TaskLimits.Sentence(_tree.Root));
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(3, false)]
    public void Sentence_NearTheLimit_IsReachedIfWhatWasAskedForWouldHaveReachedIt(int tasks, bool isNamed)
    {
        _tree.Write("/proc/self/cgroup", "0::/a\n");
        _tree.Write("/sys/fs/cgroup/a/pids.max", "6\n");
        _tree.Write("/sys/fs/cgroup/a/pids.current", $"{tasks}\n");

        Assert.Equal(isNamed, TaskLimits.Sentence(_tree.Root).Contains("cgroup /a ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0::/\n")]
    [InlineData("")]
    public void Sentence_NoCgroupIsFull_NamesEveryLimitThatItMayBe(string memberships)
    {
        _tree.Write("/proc/self/cgroup", memberships);
        _tree.Write(
            "/proc/self/limits", "Max processes             63000                63000                processes\n");

        Assert.Equal(
            "no process can be started: a limit on processes is reached: pids.max of the cgroup (TasksMax=), "
            + "RLIMIT_NPROC (63000), kernel.threads-max or kernel.pid_max",
            TaskLimits.Sentence(TryAgain, _tree.Root));
    }

    [Fact]
    public void IsLimit_TellsLimitsFromAProgramThatIsMissing()
    {
        Assert.True(TaskLimits.IsLimit(TryAgain));
        Assert.True(TaskLimits.IsLimit(OutOfMemory));
        Assert.False(TaskLimits.IsLimit(2));
        Assert.Contains("memory", TaskLimits.Sentence(OutOfMemory, _tree.Root), StringComparison.Ordinal);
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
