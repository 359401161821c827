namespace FragGuard.Host.Tests;

public sealed class StartLimitsTests : IDisposable
{
    private const int TryAgain = 11;
    private const int OutOfMemory = 12;

    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("0::/system.slice/fragguard.service", "/sys/fs/cgroup")]
    [InlineData("3:cpu:/x\n5:pids:/system.slice/fragguard.service", "/sys/fs/cgroup/pids")]
    public void Sentence_CgroupIsFull_NamesItAndItsLimit(string memberships, string mount)
    {
        _tree.Write("/proc/self/cgroup", memberships + "\n");
        _tree.Write(mount + "/system.slice/fragguard.service/pids.max", "max\n");
        _tree.Write(mount + "/system.slice/pids.max", "6\n");
        _tree.Write(mount + "/system.slice/pids.current", "6\n");

        var sentence = StartLimits.Sentence(TryAgain, _tree.Root);

        Assert.StartsWith("no process can be started: pids.max of the cgroup ", sentence, StringComparison.Ordinal);
        Assert.Contains("/system.slice is reached, 6 of 6 (TasksMax=", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentence_NoCgroupIsFull_NamesEveryLimitThatItMayBe()
    {
        _tree.Write("/proc/self/cgroup", "0::/\n");
        _tree.Write("/proc/self/limits", "Max processes             63000                63000                processes\n");

        var sentence = StartLimits.Sentence(TryAgain, _tree.Root);

        Assert.Contains("TasksMax=", sentence, StringComparison.Ordinal);
        Assert.Contains("RLIMIT_NPROC (63000)", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void IsLimit_TellsLimitsFromAProgramThatIsMissing()
    {
        Assert.True(StartLimits.IsLimit(TryAgain));
        Assert.True(StartLimits.IsLimit(OutOfMemory));
        Assert.False(StartLimits.IsLimit(2));
        Assert.Contains("memory", StartLimits.Sentence(OutOfMemory, _tree.Root), StringComparison.Ordinal);
    }
}
