using System.Diagnostics;
using System.Text.Json;
using FragGuard.Host;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>A guard whose watch is on only while a window is open.</summary>
public sealed class WindowTests : IDisposable
{
    private const string Boot = "11111111-2222-3333-4444-555555555555";
    private const string Opened = "window-opened: window model-load is open for 50 min at the most: watch w is on";

    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;
    private readonly WindowFiles _files;

    public WindowTests()
    {
        (_actuator, _files) = (new FakeActuator(_host), new WindowFiles(_host.Root, Boot));
        _host.BuddyInfo = FakeHost.Fragmented;
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Window_NeverOpened_NothingIsDone()
    {
        using var guard = New(Loading);

        guard.Run(0, 60);

        Assert.Empty(_actuator.Steps);
        Assert.Equal(0, guard.Count("incident-opened"));
        Assert.True(guard.Daemon.IsReady);
    }

    [Fact]
    public void Window_Opened_IsSeenBeforeTheNextLookIsDue()
    {
        using var guard = New(Loading);
        guard.TickAt(0);
        Assert.True(guard.Daemon.NextTickAt > guard.Now);

        Open(3000);
        Assert.True(IsReadable(guard.Daemon.WindowsFd));
        guard.Daemon.NoticeWindows();
        Assert.Equal(TimeSpan.Zero, guard.Daemon.NextTickAt);
        guard.TickAt(0.2);

        Assert.Equal(1, guard.Count(Opened));
        Assert.Equal(1, guard.Count("incident-opened"));
        Assert.Contains(_actuator.Steps, step => step.Contains("drop_caches", StringComparison.Ordinal));
        Assert.False(IsReadable(guard.Daemon.WindowsFd));
    }

    [Fact]
    public void Window_Closed_TheIncidentClosesAndNoRungStartsAnyMore()
    {
        using var guard = New(Loading);
        Open(3000);
        guard.Run(0, 5);
        var steps = _actuator.Steps.Count;

        Assert.Null(_files.Remove("model-load"));
        Assert.True(IsReadable(guard.Daemon.WindowsFd));
        guard.Daemon.NoticeWindows();
        guard.Run(6, 400);

        Assert.Equal(steps, _actuator.Steps.Count);
        Assert.Equal(1, guard.Count("window-closed: window model-load closed: watch w is off"));
        Assert.Equal(1, guard.Count("incident-closed: incident 1 closed after 6 s: window model-load was closed"));
        Assert.Equal(0, guard.Count("every watch is clear"));
    }

    [Fact]
    public void Window_DeadlineReached_ClosesByItselfOnTimeAndTidiesUp()
    {
        using var guard = New(Loading with { Sampling = new SamplingSettings { Interval = TimeSpan.FromMinutes(5) } });
        _host.BuddyInfo = FakeHost.Healthy;
        Open(10);

        guard.TickAt(0);

        Assert.Equal(TimeSpan.FromSeconds(10), guard.Daemon.NextTickAt - guard.Now);
        guard.TickAt(10);
        Assert.Equal(1, guard.Count("window-closed: window model-load closed, its time is up: watch w is off"));
        Assert.False(_host.Has($"{WindowFiles.DirectoryPath}/model-load"));
    }

    [Fact]
    public void Window_OpenBeforeTheGuardStarted_IsOpenForWhatIsLeft()
    {
        Open(3000);
        using (var first = New(Loading))
        {
            first.Run(0, 3);
        }

        using var second = New(Loading, seconds: 600);
        second.TickAt(600);

        Assert.Equal(1, second.Count("window-opened: window model-load is open for 40 min at the most: watch w is on"));
    }

    [Fact]
    public void Window_OfAnotherBoot_IsNotOpen()
    {
        Assert.Null(_files.Write(new WindowEntry(
            "model-load", "99999999-2222-3333-4444-555555555555", TimeSpan.Zero, TimeSpan.FromHours(20))));
        using var guard = New(Loading);

        guard.Run(0, 3);

        Assert.Equal(0, guard.Count("window-opened"));
        Assert.False(_host.Has($"{WindowFiles.DirectoryPath}/model-load"));
    }

    [Fact]
    public void Window_CommandEnds_ClosesAtOnce()
    {
        using var command = Process.Start("sleep", "1000");
        var identity = IdentityOf(command);
        Assert.Null(_files.Write(Entry(3000) with { Holder = identity }));
        using var guard = New(Loading);
        guard.Run(0, 3);
        Assert.False(IsReadable(guard.Daemon.WindowsFd));

        command.Kill();
        command.WaitForExit();
        SpinWait.SpinUntil(() => IsReadable(guard.Daemon.WindowsFd), TimeSpan.FromSeconds(60));
        guard.Daemon.NoticeWindows();
        guard.TickAt(4);

        Assert.Equal(1, guard.Count("window-closed: window model-load closed, its command has ended: watch w is off"));
        Assert.Equal(1, guard.Count("incident-closed"));
        guard.TickAt(5);
        guard.Daemon.NoticeWindows();
        guard.TickAt(6);
        Assert.False(IsReadable(guard.Daemon.WindowsFd));
    }

    [Fact]
    public void Window_OneOfTwoEnds_StaysOpen()
    {
        var command = Entry(3000) with { Holder = ProcessIdentity.Own() };
        Assert.Null(_files.Write(command));
        Open(10);
        using var guard = New(Loading);
        guard.Run(0, 20);
        Assert.Equal(0, guard.Count("window-closed"));

        Assert.Null(_files.Remove(command.FileName));
        guard.Daemon.NoticeWindows();
        guard.TickAt(21);

        Assert.Equal(1, guard.Count("window-closed"));
    }

    [Fact]
    public void Window_StaysOpenLonger_IsTold()
    {
        using var guard = New(Loading);
        Open(600);
        guard.TickAt(0);

        Open(3001);
        guard.Daemon.NoticeWindows();
        guard.TickAt(1);

        Assert.Equal(1, guard.Count(Opened));
        Assert.Equal(0, guard.Count("window-closed"));
    }

    [Fact]
    public void Window_NoWatchIsOnDuringIt_IsToldOnce()
    {
        Assert.Null(_files.Write(Entry(3000) with { Name = "backup" }));
        using var guard = New(Loading);

        guard.Run(0, 5);
        guard.Daemon.NoticeWindows();
        guard.Run(6, 9);

        Assert.Equal(1, guard.Count("warning: window backup is open, but no watch is on during it"));
    }

    [Fact]
    public void Window_HostileFile_IsToldOnceAndCostsNoOther()
    {
        _host.Write($"{WindowFiles.DirectoryPath}/rubbish", "rm -rf /\n");
        Open(3000);
        using var guard = New(Loading);

        guard.Run(0, 5);
        guard.Daemon.NoticeWindows();
        guard.Run(6, 9);

        Assert.Equal(1, guard.Count("rubbish: not written by"));
        Assert.Equal(1, guard.Count("window-opened"));
    }

    [Fact]
    public void Window_ReloadToSettingsWithoutIt_IsNotWaitedForAnyMore()
    {
        Open(3000);
        using var guard = New(Loading);
        guard.Run(0, 3);

        guard.Daemon.Reload(Always);
        guard.Run(4, 6);

        Assert.Equal(-1, guard.Daemon.WindowsFd);
        Assert.True(_host.Has($"{WindowFiles.DirectoryPath}/model-load"));
    }

    [Fact]
    public void Window_ReloadToSettingsWithIt_IsOpenFromThenOn()
    {
        Open(3000);
        using var guard = New(Always);
        guard.Run(0, 3);
        Assert.Equal(-1, guard.Daemon.WindowsFd);

        guard.Daemon.Reload(Loading);
        guard.Run(4, 6);

        Assert.Equal(1, guard.Count("window-opened"));
        Assert.Equal(1, guard.Count("incident-opened"));
    }

    [Fact]
    public void Window_DirectoryTakenAway_IsMadeAndWatchedAgain()
    {
        Open(3000);
        using var guard = New(Loading);
        guard.Run(0, 3);

        Directory.Delete(_host.Path(WindowFiles.DirectoryPath), recursive: true);
        guard.Daemon.NoticeWindows();
        guard.Run(4, 5);
        Open(3010);

        Assert.True(IsReadable(guard.Daemon.WindowsFd));
        Assert.Equal(1, guard.Count("window-closed"));
    }

    [Fact]
    public void Status_OfAnOpenWindow_SaysUntilWhenAndWhichWatchWaits()
    {
        var settings = Loading with
        {
            Watches = [.. Loading.Watches, new WatchSettings { Name = "nightly", During = "backup" }],
        };
        using var guard = New(settings);
        Open(3000);

        guard.Run(0, 3);

        using var status = JsonDocument.Parse(_host.Read("/run/fragguard/status.json"));
        var window = Assert.Single(status.RootElement.GetProperty("windows").EnumerateArray());
        Assert.Equal("model-load", window.GetProperty("name").GetString());
        Assert.Equal(36_000 + 3000, window.GetProperty("until_s").GetDouble(), precision: 1);
        Assert.Equal(
            [("w", false), ("nightly", true)],
            status.RootElement.GetProperty("watches").EnumerateArray().Select(watch =>
                (watch.GetProperty("name").GetString(), watch.GetProperty("waiting").GetBoolean())));
        Assert.Contains("; open: window model-load", guard.Status[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Look_NoWatchWithDuring_LooksAtNoFile()
    {
        using var guard = New(Of(Drop));

        guard.Run(0, 3);

        Assert.False(Directory.Exists(_host.Path(WindowFiles.DirectoryPath)));
        Assert.Equal(-1, guard.Daemon.WindowsFd);
    }

    private static GuardSettings Loading { get; } = Of(Drop) with
    {
        Watches = [new WatchSettings { Name = "w", For = TimeSpan.Zero, During = "model-load" }],
    };

    private static GuardSettings Always { get; } = Of(Drop) with
    {
        Watches = [new WatchSettings { Name = "always", For = TimeSpan.FromDays(1) }],
    };

    private FakeGuard New(GuardSettings settings, double seconds = 0)
    {
        FakeGuard? guard = null;

        // As far from the guard's clock as a machine that has slept for a day.
        TimeSpan BootNow() => guard!.Now + TimeSpan.FromDays(1);
        guard = new FakeGuard(_host, settings, _actuator, seconds: seconds);
        guard.Daemon.Windows.BootNow = BootNow;
        return guard;
    }

    // Seconds of the test, from its beginning.
    private static WindowEntry Entry(double until)
    {
        var start = TimeSpan.FromHours(10) + TimeSpan.FromDays(1);
        return new WindowEntry("model-load", Boot, start, start + TimeSpan.FromSeconds(until));
    }

    private void Open(double until) => Assert.Null(_files.Write(Entry(until)));

    private static ProcessIdentity IdentityOf(Process process)
    {
        var self = ProcessIdentity.Own()!.Value;
        var stat = File.ReadAllBytes($"/proc/{process.Id}/stat");
        Assert.True(Kernel.ProcStat.TryReadStartTicks(stat, out var ticks));
        return self with { Pid = process.Id, StartTicks = ticks };
    }

    private static bool IsReadable(int fd)
    {
        var poller = new Poller(1);
        poller.Watch(0, fd);
        poller.Wait(TimeSpan.Zero);
        return poller.IsReady(0);
    }
}
