using System.Text.Json;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

public sealed class NotificationsTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;

    public NotificationsTests() => _actuator = new FakeActuator(_host);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Notify_AnIncidentOfAGuardWithoutLadder_IsToldFromItsBeginningToItsEnd()
    {
        using var guard = Guard(Of(), Keep);
        _host.BuddyInfo = FakeHost.Fragmented;
        TellAt(guard, 0);
        _host.BuddyInfo = FakeHost.Healthy;
        TellAt(guard, 10);

        var told = Told();
        Assert.Equal(
            ["incident-opened", "incident-closed"], told.Select(json => json.GetProperty("event").GetString()));
        Assert.Equal(1, told[0].GetProperty("incident").GetInt32());
        Assert.Equal(0, told[0].GetProperty("node").GetInt32());
        Assert.Equal("Normal", told[0].GetProperty("zone").GetString());
        Assert.Equal(4, told[0].GetProperty("order").GetInt32());
        Assert.Equal("fragmented", told[0].GetProperty("diagnosis").GetString());
        Assert.Equal(4, told[0].GetProperty("priority").GetInt32());
        Assert.StartsWith("incident 1: ", told[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(Environment.MachineName, told[0].GetProperty("host").GetString());
        Assert.EndsWith("Z", told[0].GetProperty("time").GetString(), StringComparison.Ordinal);
        Assert.False(told[0].TryGetProperty("dry_run", out _));
    }

    [Fact]
    public void Notify_Environment_HasTheJournalsNames()
    {
        using var guard = Guard(Of() with { DryRun = true }, """env | grep ^FRAGGUARD_ | sort >"$0.env" """);
        _host.BuddyInfo = FakeHost.Fragmented;

        TellAt(guard, 0);

        var variables = _host.Read("/sbin/tell.env").Split('\n');
        Assert.Contains("FRAGGUARD_EVENT=incident-opened", variables);
        Assert.Contains("FRAGGUARD_INCIDENT=1", variables);
        Assert.Contains("FRAGGUARD_ZONE=Normal", variables);
        Assert.Contains("FRAGGUARD_DRY_RUN=1", variables);
        Assert.Contains(variables, line => line.StartsWith("FRAGGUARD_MESSAGE=incident 1: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Notify_EventsThatNobodyAskedFor_AreNotTold()
    {
        using var guard = Guard(Of(Tune), Keep, ["tuned"]);
        _host.BuddyInfo = FakeHost.Fragmented;
        TellAt(guard, 0);
        TellAt(guard, 2);
        _host.BuddyInfo = FakeHost.Healthy;
        TellAt(guard, 4);
        TellAt(guard, 8);

        Assert.Equal(
            ["tunable-changed", "tunable-restored"], Told().Select(json => json.GetProperty("event").GetString()));
        Assert.Equal("vm.swappiness", Told()[0].GetProperty("knob").GetString());
    }

    [Fact]
    public void Notify_AProgramThatFails_IsSaidOnceAndSoIsItsReturn()
    {
        using var guard = Guard(Of(), "exit 3");
        for (var incident = 0; incident < 3; incident++)
        {
            _host.BuddyInfo = FakeHost.Fragmented;
            TellAt(guard, incident * 20);
            _host.BuddyInfo = FakeHost.Healthy;
            TellAt(guard, (incident * 20) + 10);
        }

        Script("exit 0");
        _host.BuddyInfo = FakeHost.Fragmented;
        TellAt(guard, 100);

        Assert.Equal(1, guard.Count("notification failed: "));
        Assert.Equal(
            1, guard.Count("exit code 3; it runs in the sandbox of fragguard.service: see the example notify.conf"));
        Assert.Equal(1, guard.Count("notifications work again"));
    }

    [Fact]
    public void Notify_AProgramThatHangs_IsKilledAtItsTimeoutAndTheNextOneIsTold()
    {
        using var guard = Guard(Of(), """[ -e "$0.json" ] && sleep 1000; cat >>"$0.json" """);
        _host.BuddyInfo = FakeHost.Fragmented;
        TellAt(guard, 0);
        _host.BuddyInfo = FakeHost.Healthy;
        guard.TickAt(10);
        guard.Daemon.Notify(guard.Now);
        Assert.True(guard.Daemon.NotificationFd >= 0);
        Assert.Equal(guard.Now + TimeSpan.FromSeconds(30), guard.Daemon.NextNotificationAt);

        guard.Daemon.Notify(guard.Now + TimeSpan.FromSeconds(30));
        Finish(guard);

        Assert.Equal(1, guard.Count("notification failed: it was killed at its timeout"));
        Assert.Single(Told());
    }

    [Fact]
    public void Notify_MoreThanTheLimitAllows_AreCountedInTheNext()
    {
        using var guard = Guard(Of(), Keep, perHour: 2);
        for (var incident = 0; incident < 3; incident++)
        {
            _host.BuddyInfo = FakeHost.Fragmented;
            TellAt(guard, incident * 20);
            _host.BuddyInfo = FakeHost.Healthy;
            TellAt(guard, (incident * 20) + 10);
        }

        _host.BuddyInfo = FakeHost.Fragmented;
        TellAt(guard, 4000);

        var told = Told();
        Assert.Equal(3, told.Count);
        Assert.Equal(4, told[2].GetProperty("left_out").GetInt32());
        Assert.Equal(4, told[2].GetProperty("incident").GetInt32());
        Assert.Equal(1, guard.Count("2 notifications in the last hour; per_hour is 2: more are left out for now"));
    }

    [Fact]
    public void Notify_WhileOneRuns_TheOthersWaitInOrderAndTheOldestGo()
    {
        using var guard = Guard(Of(), """while [ ! -e "$0.go" ]; do sleep 0.01; done; cat >>"$0.json" """);
        for (var incident = 0; incident < 20; incident++)
        {
            _host.BuddyInfo = FakeHost.Fragmented;
            guard.TickAt(incident);
            guard.Daemon.Notify(guard.Now);
            _host.BuddyInfo = FakeHost.Healthy;
            guard.TickAt(incident + 0.5);
        }

        _host.Write("/sbin/tell.go", "");
        Finish(guard);

        var told = Told();
        Assert.Equal(1 + Notifications.MostWaiting, told.Count);
        Assert.Equal(1, told[0].GetProperty("incident").GetInt32());
        Assert.Equal(40 - told.Count, told[1].GetProperty("left_out").GetInt32());
        Assert.Equal(20, told[^1].GetProperty("incident").GetInt32());
    }

    [Fact]
    public void Notify_AProgramThatOthersMayChange_IsNotRun()
    {
        using var guard = Guard(Of(), Keep);
        File.SetUnixFileMode(_host.Path("/sbin/tell"), (UnixFileMode)0b111_111_111);
        _host.BuddyInfo = FakeHost.Fragmented;

        TellAt(guard, 0);

        Assert.Empty(Told());
        Assert.Equal(1, guard.Count("tell may be written by everybody"));
    }

    [Fact]
    public void Start_NoSuchProgram_IsSaidAtOnce()
    {
        using var guard = new FakeGuard(
            _host, Of() with { Notify = new NotifySettings { Command = ["/nowhere/tell"] } }, _actuator);

        Assert.Equal(1, guard.Count("warning: notify: /nowhere/tell: no such program: nobody is notified"));
    }

    [Fact]
    public void Stop_AProgramRuns_IsWaitedForOnlyForAMoment()
    {
        using var guard = Guard(Of(), "sleep 1000");
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.TickAt(0);
        guard.Daemon.Notify(guard.Now);

        guard.Daemon.BeginStop(guard.Now);
        var during = guard.Daemon.IsNotifying(guard.Now);
        var after = guard.Daemon.IsNotifying(guard.Now + Notifications.StopGrace);
        guard.Daemon.EndStop();

        Assert.True(during);
        Assert.False(after);
        Assert.Equal(1, guard.Count("1 notification not delivered: the guard stops"));
    }

    private const string Keep = """cat >>"$0.json" """;

    private FakeGuard Guard(GuardSettings settings, string script, string[]? on = null, int perHour = 60)
    {
        Script(script);
        return new FakeGuard(_host, settings with
        {
            Notify = new NotifySettings
            {
                Command = [_host.Path("/sbin/tell")],
                On = on is null ? new NotifySettings().On : [.. on],
                PerHour = perHour,
            },
        }, _actuator);
    }

    private void Script(string text)
    {
        _host.Write("/sbin/tell", $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(
            _host.Path("/sbin/tell"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private List<JsonElement> Told() => !_host.Has("/sbin/tell.json")
        ? []
        : [.. _host.Read("/sbin/tell.json").Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];

    private static void TellAt(FakeGuard guard, double second)
    {
        guard.TickAt(second);
        Finish(guard);
    }

    // Until nothing runs and nothing waits any more.
    private static void Finish(FakeGuard guard)
    {
        do
        {
            guard.Daemon.Notify(guard.Now);
        }
        while (guard.Daemon.NotificationFd >= 0);
    }
}
