namespace FragGuard.Host.Tests;

public sealed class GuardLockTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void TryTake_SecondGuard_IsToldWhoGuardsAndSinceWhen()
    {
        using var first = new GuardLock(_tree.Root);
        using var second = new GuardLock(_tree.Root);

        Assert.True(first.TryTake(Noon));
        Assert.False(second.TryTake(Noon.AddDays(1)));

        Assert.Equal(
            $"another guard acts on this machine: pid {Environment.ProcessId} "
                + $"on {Environment.MachineName} since 2026-11-26T12:00:00Z",
            second.Obstacle);
    }

    [Fact]
    public void TryTake_HolderIsGone_TakesOver()
    {
        using var second = new GuardLock(_tree.Root);
        using (var first = new GuardLock(_tree.Root))
        {
            Assert.True(first.TryTake(Noon));
            Assert.False(second.TryTake(Noon));
        }

        Assert.True(second.TryTake(Noon));
        Assert.Null(second.Obstacle);
    }

    [Fact]
    public void TryTake_FileWasRemovedAndMadeAgain_OnlyTheNewOneCounts()
    {
        using var first = new GuardLock(_tree.Root);
        using var second = new GuardLock(_tree.Root);
        using var third = new GuardLock(_tree.Root);
        Assert.True(first.TryTake(Noon));

        Directory.Delete(_tree.Root.Path("/run/fragguard"), recursive: true);

        Assert.True(second.TryTake(Noon));
        Assert.False(third.TryTake(Noon));
    }

    [Fact]
    public void TryTake_HolderTextIsNonsense_IsNotRepeated()
    {
        using var first = new GuardLock(_tree.Root);
        using var second = new GuardLock(_tree.Root);
        Assert.True(first.TryTake(Noon));

        File.WriteAllText(_tree.Root.Path(GuardLock.FilePath), "\u001b[31mred");

        Assert.False(second.TryTake(Noon));
        Assert.DoesNotContain('\u001b', second.Obstacle!);
    }

    [Fact]
    public void TryTake_LockCannotBeMade_SaysWhy()
    {
        _tree.Write("/run", "a file where a directory should be");
        using var guard = new GuardLock(_tree.Root);

        Assert.False(guard.TryTake(Noon));
        Assert.StartsWith("/run/fragguard/guard.lock: ", guard.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void WriterLock_FileWasRemovedWhileItWasOpen_LocksTheOneThatIsThere()
    {
        using var old = WriterLock.TryOpen(_tree.Root, "/run/fragguard/writer.lock", out _)!;
        Directory.Delete(_tree.Root.Path("/run/fragguard"), recursive: true);
        using var next = WriterLock.TryOpen(_tree.Root, "/run/fragguard/writer.lock", out _)!;

        Assert.True(next.TryTake());
        Assert.False(old.TryTake());
        next.Release();
        Assert.True(old.TryTake());
    }
}
