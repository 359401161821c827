using System.Globalization;
using FragGuard.Systemd.Hosting;
using FragGuard.Systemd.Tests.Support;

namespace FragGuard.Systemd.Tests.Hosting;

public sealed class SystemdNotifierTests : IDisposable
{
    private readonly SocketDirectory _directory = new();

    private string NotifyPath => _directory.PathOf("notify");

    [Fact]
    public void Notify_PathSocket_SendsOneDatagramAState()
    {
        using var manager = new DatagramReceiver(NotifyPath);
        using var notifier = new SystemdNotifier(NotifyPath);

        notifier.Notify(ServiceState.Ready);
        notifier.Notify(new ServiceState("STATUS=a\nMAINPID=7"));
        notifier.Notify(ServiceState.Stopping);

        Assert.True(notifier.IsEnabled);
        Assert.Equal(["READY=1", "STATUS=a\nMAINPID=7", "STOPPING=1"], manager.ReceiveAllText());
    }

    [Fact]
    public void Notify_AbstractSocket_Sends()
    {
        var name = "@fragguard-test-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        using var manager = new DatagramReceiver(name);
        using var notifier = new SystemdNotifier(name);

        notifier.Notify(ServiceState.Ready);

        Assert.Equal(["READY=1"], manager.ReceiveAllText());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("relative/notify")]
    [InlineData("vsock:2:1234")]
    public void Notify_NoUsableSocket_DoesNothing(string? path)
    {
        using var notifier = new SystemdNotifier(path);

        notifier.Notify(ServiceState.Ready);

        Assert.False(notifier.IsEnabled);
    }

    [Fact]
    public void Notify_EmptyState_SendsNothing()
    {
        using var manager = new DatagramReceiver(NotifyPath);
        using var notifier = new SystemdNotifier(NotifyPath);

        notifier.Notify(default);

        Assert.Empty(manager.ReceiveAllText());
    }

    [Fact]
    public void Notify_ManagerAbsentAtFirst_DeliversInOrderAheadOfTheNext()
    {
        using var notifier = new SystemdNotifier(NotifyPath);
        notifier.Notify(ServiceState.Ready);
        notifier.Notify(ServiceStates.Status("one"));
        notifier.Notify(ServiceStates.Watchdog);
        notifier.Notify(ServiceStates.Status("two"));
        using var manager = new DatagramReceiver(NotifyPath);

        notifier.Notify(ServiceStates.Watchdog);

        Assert.Equal(["READY=1", "STATUS=two", "WATCHDOG=1"], manager.ReceiveAllText());
    }

    [Fact]
    public void Notify_ManagerThatReadsNothing_ReturnsAndKeepsOnlyAFew()
    {
        using var manager = new DatagramReceiver(NotifyPath);
        using var notifier = new SystemdNotifier(NotifyPath);
        const int SentCount = 5_000;
        for (var i = 0; i < SentCount; i++)
        {
            notifier.Notify(new ServiceState(string.Create(CultureInfo.InvariantCulture, $"X_COUNT={i}")));
        }

        var queued = manager.ReceiveAllText();
        notifier.Notify(ServiceStates.Watchdog);
        var owed = manager.ReceiveAllText();

        Assert.InRange(queued.Count, 1, SentCount - SystemdNotifier.MaxOwed - 1);
        var next = string.Create(CultureInfo.InvariantCulture, $"X_COUNT={queued.Count}");
        Assert.Equal(next, owed[0]);
        Assert.InRange(owed.Count, 2, SystemdNotifier.MaxOwed + 1);
    }

    [Fact]
    public void Notify_ManagerRestarts_ReachesTheNewOne()
    {
        using var notifier = new SystemdNotifier(NotifyPath);
        using (var first = new DatagramReceiver(NotifyPath))
        {
            notifier.Notify(ServiceState.Ready);
            Assert.Equal(["READY=1"], first.ReceiveAllText());
        }

        using var second = new DatagramReceiver(NotifyPath);
        notifier.NotifyWatchdog();

        Assert.Equal(["WATCHDOG=1"], second.ReceiveAllText());
    }

    [Fact]
    public void Notify_AfterDispose_DoesNotThrow()
    {
        using var manager = new DatagramReceiver(NotifyPath);
        var notifier = new SystemdNotifier(NotifyPath);
        notifier.Dispose();

        notifier.Notify(ServiceState.Ready);

        Assert.Empty(manager.ReceiveAllText());
    }

    [Fact]
    public void NotifyWatchdog_WhetherTakenOrRefused_AllocatesNothing()
    {
        using var manager = new DatagramReceiver(NotifyPath);
        using var notifier = new SystemdNotifier(NotifyPath);
        notifier.NotifyWatchdog();
        Assert.Equal("WATCHDOG=1", manager.TryReceiveText());

        // The first ones are queued, the rest meet a full queue.
        var beforeBytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            notifier.NotifyWatchdog();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - beforeBytes);
    }

    public void Dispose() => _directory.Dispose();
}
