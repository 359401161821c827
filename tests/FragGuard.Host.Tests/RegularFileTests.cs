namespace FragGuard.Host.Tests;

public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryTree _tree = new();

    private string Path => _tree.Root.Path("/f");

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(65536)]
    public void Read_UpToTheLimit_GivesEveryByte(int bytes)
    {
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        File.WriteAllBytes(Path, content);

        var reading = RegularFile.Read(Path, "f", 65536);

        Assert.Equal(FileReadEnd.Read, reading.End);
        Assert.Equal(content, reading.Content);
    }

    [Fact]
    public void Read_OneByteTooLong_IsRefused()
    {
        File.WriteAllBytes(Path, new byte[65537]);

        Assert.Equal(
            new FileReading(FileReadEnd.TooLong, null, "f: longer than 64 KiB"),
            RegularFile.Read(Path, "f", 65536));
    }

    [Theory]
    [InlineData(1_900_000_000)]
    [InlineData(10_000_000_000)]
    public void Read_Huge_IsRefusedUnread(long bytes)
    {
        Odd.Sparse(Path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(FileReadEnd.TooLong, RegularFile.Read(Path, "f", 1 << 20).End);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Read_PipeDirectoryDevice_AreRefusedWithoutWaiting()
    {
        Odd.Pipe(Path);
        File.CreateSymbolicLink(_tree.Root.Path("/zero"), "/dev/zero");

        Assert.Equal("f: a named pipe", RegularFile.Read(Path, "f", 100).Error);
        Assert.Equal("f: a device", RegularFile.Read(_tree.Root.Path("/zero"), "f", 100).Error);
        Assert.Equal("f: a directory", RegularFile.Read(_tree.Path, "f", 100).Error);
    }

    [Fact]
    public void Read_KernelFileThatReportsNoLength_IsReadToItsEnd()
    {
        var reading = RegularFile.Read("/proc/self/status", "status", 1 << 20);

        Assert.Equal(FileReadEnd.Read, reading.End);
        Assert.NotEmpty(reading.Content!);
    }

    [Fact]
    public void Read_NothingThere_IsAbsentAndNotUnreadable()
    {
        File.WriteAllText(Path, "");

        Assert.Equal(FileReadEnd.Absent, RegularFile.Read(_tree.Root.Path("/no"), "no", 100).End);
        Assert.Equal(FileReadEnd.Absent, RegularFile.Read(Path + "/below", "no", 100).End);
        Assert.Equal(FileReadEnd.Unreadable, RegularFile.Read("/proc/self/mem", "mem", 100).End);
    }
}
