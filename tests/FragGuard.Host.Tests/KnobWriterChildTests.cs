namespace FragGuard.Host.Tests;

public sealed class KnobWriterChildTests : IDisposable
{
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int Invalid = 22;

    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Run_AllowedFile_WritesTheValueAndNothingElse()
    {
        _tree.Write("/proc/sys/vm/drop_caches", "");

        var exitCode = KnobWriterChild.Run(["--root", _tree.Path, "/proc/sys/vm/drop_caches", "1"]);

        Assert.Equal(0, exitCode);
        Assert.Equal("1", _tree.Read("/proc/sys/vm/drop_caches"));
    }

    [Theory]
    [InlineData("/proc/sys/vm/drop_caches", "4")]
    [InlineData("/proc/sys/vm/overcommit_memory", "1")]
    [InlineData("/proc/sys/kernel/core_pattern", "|/tmp/x")]
    [InlineData("/proc/sys/vm/../kernel/core_pattern", "1")]
    [InlineData("/etc/passwd", "1")]
    public void Run_NotOnTheAllowList_WritesNothing(string path, string value)
    {
        var file = _tree.Write(System.IO.Path.GetFullPath(path), "untouched");

        var exitCode = KnobWriterChild.Run(["--root", _tree.Path, path, value]);

        Assert.Equal(NotPermitted, exitCode);
        Assert.Equal("untouched", File.ReadAllText(file));
    }

    [Fact]
    public void Run_AbsentFile_IsNotCreated()
    {
        var exitCode = KnobWriterChild.Run(["--root", _tree.Path, "/proc/sys/vm/drop_caches", "1"]);

        Assert.Equal(NoEntry, exitCode);
        Assert.False(File.Exists(_tree.Root.Path("/proc/sys/vm/drop_caches")));
    }

    [Fact]
    public void Run_SymbolicLink_IsNotFollowed()
    {
        var target = _tree.Write("/etc/passwd", "untouched");
        Directory.CreateDirectory(_tree.Root.Path("/proc/sys/vm"));
        File.CreateSymbolicLink(_tree.Root.Path("/proc/sys/vm/drop_caches"), target);

        var exitCode = KnobWriterChild.Run(["--root", _tree.Path, "/proc/sys/vm/drop_caches", "1"]);

        Assert.NotEqual(0, exitCode);
        Assert.Equal("untouched", File.ReadAllText(target));
    }

    [Theory]
    [InlineData("/proc/sys/vm/drop_caches")]
    [InlineData("--what", "/proc/sys/vm/drop_caches", "1")]
    [InlineData("/proc/sys/vm/drop_caches", "1", "2")]
    public void Run_WrongArguments_IsRefused(params string[] arguments) =>
        Assert.Equal(Invalid, KnobWriterChild.Run(arguments));
}
