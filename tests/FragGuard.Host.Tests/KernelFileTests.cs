using System.Text;

namespace FragGuard.Host.Tests;

public sealed class KernelFileTests : IDisposable
{
    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void TryRead_FileLongerThanTheFirstBuffer_IsReadToItsEnd()
    {
        var content = string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"line {i}"));
        _tree.Write("/proc/zoneinfo", content);
        using var file = new KernelFile(_tree.Root, "/proc/zoneinfo");

        var read = file.TryRead(out var text);

        Assert.True(read);
        Assert.Equal(content, Encoding.UTF8.GetString(text));
    }

    [Fact]
    public void TryRead_KernelsOwnFileLongerThanAPage_IsReadToItsEnd()
    {
        using var file = new KernelFile(new KernelRoot(), "/proc/kallsyms");

        var read = file.TryRead(out var text);

        Assert.True(read);
        Assert.True(text.Length > 100_000, $"only {text.Length} bytes");
        Assert.Equal((byte)'\n', text[^1]);
    }

    [Fact]
    public void TryRead_KernelsOwnFileOfManySmallRecords_IsReadToItsEnd()
    {
        using var file = new KernelFile(new KernelRoot(), "/proc/kallsyms", largestRecordBytes: 1024);

        var read = file.TryRead(out var text);

        Assert.True(read);
        Assert.Equal(File.ReadAllBytes("/proc/kallsyms").Length, text.Length);
    }

    [Fact]
    public void TryRead_HostsProcfsInATree_StaysOpen()
    {
        using var file = new KernelFile(new KernelRoot("/proc/self/root"), "/proc/buddyinfo");

        Assert.True(file.TryRead(out _));

        Assert.Equal(1, OpenFiles("/proc/buddyinfo"));
    }

    [Fact]
    public void TryRead_FileOfACapturedTree_IsClosedAgain()
    {
        var path = _tree.Write("/proc/buddyinfo", "text");
        using var file = new KernelFile(_tree.Root, "/proc/buddyinfo");

        Assert.True(file.TryRead(out _));

        Assert.Equal(0, OpenFiles(path));
    }

    [Fact]
    public void TryRead_AgainAfterAChange_GivesTheNewContent()
    {
        _tree.Write("/proc/buddyinfo", "old");
        using var file = new KernelFile(_tree.Root, "/proc/buddyinfo");
        Assert.True(file.TryRead(out _));
        _tree.Write("/proc/buddyinfo", "new");

        file.TryRead(out var text);

        Assert.Equal("new", Encoding.UTF8.GetString(text));
    }

    [Fact]
    public void TryRead_FileReplacedInATree_GivesTheNewFile()
    {
        var path = _tree.Write("/proc/buddyinfo", "old");
        using var file = new KernelFile(_tree.Root, "/proc/buddyinfo");
        Assert.True(file.TryRead(out _));
        File.Move(_tree.Write("/proc/other", "new"), path, overwrite: true);

        file.TryRead(out var text);

        Assert.Equal("new", Encoding.UTF8.GetString(text));
    }

    [Fact]
    public void TryRead_NoSuchFile_SaysSoAndTriesAgainNextTime()
    {
        using var file = new KernelFile(_tree.Root, "/proc/buddyinfo");

        Assert.False(file.TryRead(out _));
        Assert.Equal("/proc/buddyinfo: no such file", file.Error);
        Assert.True(file.IsAbsent);

        _tree.Write("/proc/buddyinfo", "there");
        Assert.True(file.TryRead(out _));
        Assert.Null(file.Error);
        Assert.False(file.IsAbsent);
    }

    [Fact]
    public void TryRead_ADirectory_IsAnErrorInWords()
    {
        Directory.CreateDirectory(_tree.Root.Path("/proc/buddyinfo"));
        using var file = new KernelFile(_tree.Root, "/proc/buddyinfo");

        var read = file.TryRead(out _);

        Assert.False(read);
        Assert.Equal("/proc/buddyinfo: is a directory", file.Error);
        Assert.False(file.IsAbsent);
    }

    [Fact]
    public async Task TryRead_APipeInACapturedTree_IsAnErrorAndWaitsForNobody()
    {
        Odd.Pipe(_tree.Write("/proc/vmstat", "") + ".pipe");
        File.Move(_tree.Root.Path("/proc/vmstat.pipe"), _tree.Root.Path("/proc/vmstat"), overwrite: true);
        using var file = new KernelFile(_tree.Root, "/proc/vmstat");

        var read = Task.Run(() => (file.TryRead(out _), file.TryOpenOnly()));

        Assert.Equal((false, true), await read.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(file.IsAbsent);
    }

    [Fact]
    public void TryRead_KeptOpen_AllocatesNothing()
    {
        using var file = new KernelFile(new KernelRoot(), "/proc/buddyinfo");
        Assert.True(file.TryRead(out var first) && first.Length > 0);
        var beforeBytes = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            file.TryRead(out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - beforeBytes);
    }

    [Theory]
    [InlineData(95, true)]
    [InlineData(5, false)]
    [InlineData(11, false)]
    [InlineData(13, false)]
    [InlineData(107, false)]
    public void IsAbsence_AnswerOfTheKernel_IsAbsenceOnlyWhereTheFeatureIsOff(int errno, bool expected) =>
        Assert.Equal(expected, FileFault.IsAbsence(new IOException("", errno)));
    private static int OpenFiles(string path) =>
        new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(entry => entry.LinkTarget == path);
}
