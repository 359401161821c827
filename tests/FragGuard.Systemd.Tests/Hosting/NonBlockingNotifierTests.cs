using System.Globalization;
using FragGuard.Systemd.Hosting;
using FragGuard.Systemd.Tests.Support;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Systemd.Tests.Hosting;

public sealed class NonBlockingNotifierTests : IDisposable
{
    private readonly SocketDirectory _directory = new();

    private string NotifyPath => _directory.PathOf("notify");

    [Fact]
    public void Notify_PathSocket_SendsOneDatagramAState()
    {
        using var manager = new DatagramReceiver(NotifyPath);
        using var notifier = new NonBlockingNotifier(NotifyPath);

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
        using var notifier = new NonBlockingNotifier(name);

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
        using var notifier = new NonBlockingNotifier(path);

        notifier.Notify(ServiceState.Ready);

        Assert.False(notifier.IsEnabled);
    }

    [Fact]
    public void Notify_EmptyState_SendsNothing()
    {
        using var manager = new DatagramReceiver(NotifyPath);
        using var notifier = new NonBlockingNotifier(NotifyPath);

        notifier.Notify(default);
        notifier.Notify(new ServiceState(""));

        Assert.Empty(manager.ReceiveAllText());
    }

    [Fact]
    public void Notify_ManagerAbsentAtFirst_DeliversInOrderAheadOfTheNext()
    {
        using var notifier = new NonBlockingNotifier(NotifyPath);
        notifier.Notify(ServiceState.Ready);
        notifier.Notify(ServiceStates.Status("one"));
        notifier.Notify(ServiceStates.Watchdog);
        notifier.Notify(ServiceStates.Status("two"));
        using var manager = new DatagramReceiver(NotifyPath);

        notifier.Notify(ServiceStates.Watchdog);

        Assert.Equal(["READY=1", "STATUS=two", "WATCHDOG=1"], manager.ReceiveAllText());
    }

    [Fact]
    public void Notify_ManagerThatReadsNothing_ReturnsAndKeepsTheLastOfEachKind()
    {
        using var manager = new DatagramReceiver(NotifyPath);
        using var notifier = new NonBlockingNotifier(NotifyPath);
        const int SentCount = 5_000;
        for (var i = 0; i < SentCount; i++)
        {
            notifier.Notify(ServiceStates.Reloading(i));
            notifier.Notify(ServiceStates.Status(string.Create(CultureInfo.InvariantCulture, $"{i}")));
            notifier.Notify(ServiceState.Ready);
        }

        var queued = manager.ReceiveAllText();
        notifier.NotifyWatchdog();
        var kept = manager.ReceiveAllText();

        Assert.InRange(queued.Count, 1, SentCount);
        Assert.Equal(["RELOADING=1\nMONOTONIC_USEC=4999", "STATUS=4999", "READY=1", "WATCHDOG=1"], kept);
    }

    [Fact]
    public void Retry_ManagerAbsentAtFirst_DeliversWhatWasKeptOnce()
    {
        using var notifier = new NonBlockingNotifier(NotifyPath);
        notifier.Notify(ServiceState.Ready);
        notifier.Retry();
        using var manager = new DatagramReceiver(NotifyPath);

        notifier.Retry();
        notifier.Retry();

        Assert.Equal(["READY=1"], manager.ReceiveAllText());
    }

    [Fact]
    public void Notify_ReadyAfterStopping_IsDropped()
    {
        using var manager = new DatagramReceiver(NotifyPath);
        using var notifier = new NonBlockingNotifier(NotifyPath);

        notifier.Notify(ServiceState.Stopping);
        notifier.Notify(ServiceState.Ready);
        notifier.NotifyExtendTimeout(TimeSpan.FromSeconds(15));

        Assert.Equal(["STOPPING=1", "EXTEND_TIMEOUT_USEC=15000000"], manager.ReceiveAllText());
    }

    [Fact]
    public void Notify_ManagerRestarts_ReachesTheNewOne()
    {
        using var notifier = new NonBlockingNotifier(NotifyPath);
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
        var notifier = new NonBlockingNotifier(NotifyPath);
        notifier.Dispose();

        notifier.Notify(ServiceState.Ready);

        Assert.Empty(manager.ReceiveAllText());
    }

    [Fact]
    public void NotifyWatchdog_WhetherTakenOrRefused_AllocatesNothing()
    {
        using var manager = new DatagramReceiver(NotifyPath);
        using var notifier = new NonBlockingNotifier(NotifyPath);
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
